"""Filled workbooks come back: every row is accepted, told why not, or still blank, and nothing counts twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.check import file_problems
from config.check_feed import feed_problems
from config.contracts import load_contract
from flows.errors import Misuse
from flows.lake import judgements
from flows.linking.checking import REASONS
from flows.linking.columns import TO_FILL, columns
from flows.linking.importing import JUDGEMENTS, import_judgements, judgements_contract
from flows.linking.judge import Judgement, judge
from flows.linking.pairs import Asked
from flows.linking.review import Unmasking, review
from flows.linking.words import ANSWER_WORDS
from flows.reading.vocabulary import vocabulary
from flows.site import Site
from flows.terminal import Exit
from tests.flows.linking.conftest import OpenDesk
from tests.flows.linking.desk import A, B, C, D, fill, kept, link
from tests.flows.roster import number
from tests.flows.test_cli import said
from transforms.linkage.judgements import counting

HEADER = "编号甲,编号乙,判断结果,依据,判断人,判断日期,有效期至"
ALL = (link(A, B), link(A, D, 0.93), link(C, D, 0.7))


def csv(*rows: str, header: str = HEADER, name: str = "judged.csv", encoding: str = "utf-8") -> str:
    Path(name).write_text("\n".join([header, *rows]) + "\n", encoding=encoding)
    return name


def refused(*rows: str, by: str = "") -> list[tuple[int, list[str]]]:
    answer = import_judgements(csv(*rows), by)
    document = answer.document
    assert answer.exit_code == (Exit.REFUSED if document["refused"] else Exit.OK)
    assert document["rows_read"] == document["rows_accepted"] + document["rows_rejected"] + document["rows_skipped"]
    return [(item["row"], item["rules"]) for item in document["refused"]]


def counted(site: Site) -> set[tuple[str, str, str]]:
    rows = counting(judgements.scan(site.lake), datetime.now(UTC).date())
    return set(rows.select("left", "right", "decision").collect().iter_rows())


def test_a_workbook_goes_out_is_filled_and_comes_back(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(*ALL)
    review(Asked(), "", "pairs.xlsx", 0, Unmasking())
    filled = {
        (A, D): ("同一人", f"户口簿曾用名，{number(4)}", "村干部甲", "2024-06-02", None),
        (C, D): ("不是同一人", "两人都见到了", None, date(2024, 6, 3), "2099年12月31日"),
    }
    answer = import_judgements(str(fill(Path("pairs.xlsx"), filled, tmp_path / "填好.xlsx")), "镇经办乙")
    document = answer.document
    assert (answer.exit_code, document["state"], document["refused"], document["notes"]) == (Exit.OK, "imported", [], [])
    assert (document["rows_read"], document["rows_accepted"], document["rows_rejected"], document["rows_skipped"]) == (3, 2, 0, 1)
    assert document["results"] == {"different": 1, "same": 1}
    masked = f"户口簿曾用名,{number(4)[:3]}****{number(4)[-4:]}"
    assert kept(site, "left", "right", "decision", "by", "why", "until", "line") == [
        (A, D, "same", "村干部甲", masked, None, 2),
        (C, D, "different", "镇经办乙", "两人都见到了", date(2099, 12, 31), 4),
    ]
    day = datetime.combine(date(2024, 6, 3), time(), site.zone)
    assert kept(site, "decided_at") == [(day,), (day + timedelta(days=1),)], "a day alone means its end"
    assert [row["right"] for row in review(Asked(), "", "", 0, Unmasking()).document["pairs"]] == [B], "the others wait no longer"


def test_the_same_file_again_adds_nothing_whatever_was_decided_meanwhile(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(*ALL)
    name = csv(f"{A},{D},同一人,查户口簿,甲,,")
    first = import_judgements(name, "")
    judge(Judgement(A, D, "open", "乙", "弄错了"))
    copy = tmp_path / "copy.csv"
    copy.write_bytes(Path(name).read_bytes())
    again = import_judgements(str(copy), "somebody else")
    assert (first.document["state"], again.document["state"]) == ("imported", "already")
    assert first.document["import_id"] == again.document["import_id"]
    assert counted(site) == set(), "what was taken back does not return"
    assert len(kept(site, "left")) == 2


def test_each_bad_row_is_told_all_that_is_wrong_and_the_others_stand(desk: OpenDesk) -> None:
    site = desk(*ALL)
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    assert refused(
        f"{A},{D},同一人,查户口簿,甲,2024-06-02,",
        f"{A},{'p' + '9' * 20},同一人,查户口簿,甲,,",
        f"{A},{A},不是同一人,查户口簿,甲,,",
        f"{A},{B},也许,查户口簿,甲,,",
        f"{B},{D},同一人,,,,",
        f"{B},{C},不能确定,,甲,{tomorrow},2024-06-01",
        f",{C},不能确定,,甲,,",
        f"{A},{C},不能确定,,甲,soon,",
        f"{A},{C},,没看,甲,,",
    ) == [
        (3, ["unknown_person"]),
        (4, ["one_person"]),
        (5, ["unknown_code"]),
        (6, ["no_why", "no_by"]),
        (7, ["in_the_future", "until_passed"]),
        (8, ["missing_required"]),
        (9, ["unreadable_date"]),
    ]
    assert counted(site) == {(A, D, "same")}


def test_a_pair_that_is_judged_in_two_ways_in_a_file_is_refused(desk: OpenDesk) -> None:
    site = desk(*ALL)
    assert refused(f"{A},{D},同一人,查户口簿,甲,,", f"{D},{A},不是同一人,见到两人,甲,,", f"{A},{B},同一人,查户口簿,甲,,") == [
        (2, ["contradicting"]),
        (3, ["contradicting"]),
    ]
    assert refused(f"{C},{D},同一人,查户口簿,甲,,", f"{D},{C},同一人,问过本人,甲,,") == [], "twice the same is none"
    assert {row[2] for row in counted(site)} == {"same"}
    assert len(counted(site)) == 2


def test_who_judged_may_be_said_with_the_file_and_not_sure_needs_no_reason(desk: OpenDesk) -> None:
    site = desk(*ALL)
    assert refused(f"{A},{D},不能确定,,,,", by="镇经办") == []
    assert kept(site, "decision", "by", "why") == [("open", "镇经办", None)]
    assert counted(site) == set()


def test_reasons_say_in_chinese_what_to_do_and_repeat_no_cell(desk: OpenDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk(*ALL)
    answer = import_judgements(csv(f"{number(0)},{A},同一人,王小满本人,甲,,", f"{A},{D},maybe,,甲,soon,"), "")
    first, second = answer.document["refused"]
    assert (first["left"], first["right"]) == (f"{number(0)[:3]}****{number(0)[-4:]}", A), (
        "somebody typed a number into the column"
    )
    assert "不是系统里的人员编号" in first["reason"]
    assert second["reason"].startswith("【判断结果】代码或选项无法识别。")
    answer.show()
    out = capsys.readouterr().out
    assert not any(word in out for word in (number(0), "王小满", "soon", "maybe"))


def test_contradictions_with_what_stands_are_told(desk: OpenDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk(*ALL)
    judge(Judgement(A, B, "different", "甲", "见到两人"))
    answer = import_judgements(csv(f"{A},{D},同一人,查户口簿,甲,,", f"{B},{D},同一人,查户口簿,甲,,"), "")
    assert answer.exit_code == Exit.OK
    assert answer.document["contradictions"] == [{"left": A, "right": B, "through": [D]}]
    answer.show()
    assert "The different wins" in capsys.readouterr().out


def test_a_file_that_is_no_workbook_of_pairs_is_refused_as_a_whole(desk: OpenDesk) -> None:
    site = desk(*ALL)
    for content, word in (
        ("姓名,电话\n甲,1\n", "没有找到表头"),
        (f"编号甲,判断结果\n{A},同一人\n", "缺少列“编号乙”"),
        ("", "文件大小为 0"),
    ):
        Path("odd.csv").write_text(content, encoding="utf-8")
        answer = import_judgements("odd.csv", "")
        assert (answer.exit_code, answer.document["state"]) == (Exit.REFUSED, "refused")
        assert word in answer.document["notes"][0]
    assert kept(site, "left") == []


def test_a_file_with_nothing_filled_in_is_empty(desk: OpenDesk) -> None:
    desk(*ALL)
    review(Asked(), "", "pairs.xlsx", 0, Unmasking())
    document = import_judgements("pairs.xlsx", "甲").document
    assert (document["state"], document["rows_read"], document["rows_skipped"]) == ("empty", 3, 3)


def test_an_import_that_dies_is_simply_repeated(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    site = desk(*ALL)
    name = csv(f"{A},{D},同一人,查户口簿,甲,,")
    whole: Callable[..., Any] = judgements.append

    def dying(*given_: Any) -> None:
        whole(*given_)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(judgements, "append", dying)
        with pytest.raises(KeyboardInterrupt):
            import_judgements(name, "")
    assert import_judgements(name, "").document["state"] == "already"
    assert len(kept(site, "left")) == 1


def test_the_command_takes_a_file(desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    desk(*ALL)
    good, bad = csv(f"{A},{D},同一人,查户口簿,,,"), csv(f"{A},{B},同一人,,甲,,", name="bad.csv")
    code, out, _ = said(capsys, monkeypatch, "link", "judge", "--from", good, "--by", "甲", "--json")
    assert (code, json.loads(out)["rows_accepted"]) == (0, 1)
    code, out, _ = said(capsys, monkeypatch, "link", "judge", "--from", bad)
    assert (code, "rejected 1" in out, "必须写明依据" in out.replace("\n", "").replace(" ", "")) == (1, True, True)
    with pytest.raises(Misuse, match=f"there is no file {number(1)[:3]}"):
        import_judgements(f"{number(1)}.xlsx", "")


def test_the_contract_and_the_workbook_know_each_other() -> None:
    contract = judgements_contract()
    assert list(file_problems(JUDGEMENTS, lambda one: feed_problems(one, load_contract(one)))) == []
    words = vocabulary(contract)
    assert [words.match(header) for header in ("编号甲", "编号乙", *TO_FILL)] == list(contract.by_name)
    assert all(words.is_ignored(column.header) for column in columns({}, masked=True)[2:])
    assert all(contract.by_name["decision"].codes[word] == code for word, code in ANSWER_WORDS.items())
    assert all(reason.startswith(("【", "同一对")) for reason in REASONS.values())


CELLS = st.fixed_dictionaries(
    {
        "判断结果": st.sampled_from(["", "同一人", "不是同一人", "不能确定", "也许"]),
        "依据": st.sampled_from(["", "查户口簿", "=1+1"]),
        "判断人": st.sampled_from(["", "甲"]),
        "判断日期": st.sampled_from(["", "2024-06-02", "2024/6/3", "soon"]),
        "有效期至": st.sampled_from(["", "2099-12-31", "2020-01-01"]),
    }
)


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.tuples(CELLS, CELLS, CELLS), second=st.tuples(CELLS, CELLS, CELLS))
def test_workbooks_make_the_round_and_their_order_decides_nothing(
    desk: OpenDesk, tmp_path: Path, first: tuple[dict[str, str], ...], second: tuple[dict[str, str], ...]
) -> None:
    """Judgements that name their day; the file of the same day that is imported last counts, so the second's are a day later."""
    pairs = [(A, B), (A, D), (C, D)]
    books = []
    _forget(desk(*ALL))
    for at, cells in enumerate((first, second)):
        out = tmp_path / f"out{at}.xlsx"
        out.unlink(missing_ok=True)
        review(Asked(), "", str(out), 0, Unmasking())
        dated = [{**cell, "判断日期": cell["判断日期"] and f"2024-0{6 + at}-02"} for cell in cells]
        whole = [cell if cell["判断日期"] else dict.fromkeys(cell, "") for cell in dated]
        given_ = {pair: tuple(value or None for value in cell.values()) for pair, cell in zip(pairs, whole, strict=True)}
        books.append(str(fill(out, given_, tmp_path / f"filled{at}.xlsx")))
    ends = []
    for order in (books, [*books[::-1], *books]):
        site = desk(*ALL)
        _forget(site)
        for book in order:
            document = import_judgements(book, "").document
            assert document["rows_read"] == document["rows_accepted"] + document["rows_rejected"] + document["rows_skipped"] == 3
        ends.append((counted(site), judgements.scan(site.lake).select(pl.len()).collect().item()))
    assert ends[0] == ends[1]


def _forget(site: Site) -> None:
    """Leaves the desk as it was before anything was judged."""
    import shutil

    shutil.rmtree(site.lake.store.url("lake/ops/judgements"), ignore_errors=True)

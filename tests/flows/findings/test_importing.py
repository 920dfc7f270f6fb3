"""Results come back: every row is accepted or told why not, and nothing counts twice."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.errors import Misuse
from flows.findings.handing_out import hand_out
from flows.findings.importing import import_results
from flows.lake import verifications
from flows.site import Site
from flows.terminal import Exit
from tests.flows.findings.books import fill
from tests.flows.findings.conftest import OpenDesk
from tests.flows.findings.desk import EDITION, STONE, finding, publish
from tests.flows.roster import number
from tests.flows.test_cli import said

HEADER = "finding_id,result,checked_on,until,by,note"
ONE, TWO, THREE = (str(finding(at)["finding_id"]) for at in (1, 2, 3))
OPEN = [finding(1), finding(2), finding(3, status="closed")]


def csv(*rows: str, header: str = HEADER, name: str = "results.csv", encoding: str = "utf-8") -> str:
    Path(name).write_text("\n".join([header, *rows]) + "\n", encoding=encoding)
    return name


def kept(site: Site) -> list[tuple[Any, ...]]:
    return verifications.scan(site.lake).sort("line").drop("known_at", "import_id").collect().rows()


def refused(*rows: str, by: str = "") -> list[tuple[int, list[str]]]:
    answer = import_results(csv(*rows), by)
    assert answer.exit_code == (Exit.REFUSED if answer.document["refused"] else Exit.OK)
    return [(item["row"], item["rules"]) for item in answer.document["refused"]]


def test_a_worklist_goes_out_is_filled_and_comes_back(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(*OPEN)
    hand_out("", "", "", unmask=False, reason="")
    filled = {
        ONE: ("属实", "2024-06-02", None, "村干部甲", "已报镇里，电话13800000000"),
        TWO: ("暂缓", date(2024, 6, 3), "2024年12月31日", None, f"外出务工 {number(4)}"),
    }
    returned = fill(Path(f"worklists/{EDITION}/{STONE}.xlsx"), filled, tmp_path / "填好.xlsx")
    answer = import_results(str(returned), "镇经办乙")
    document = answer.document
    assert (answer.exit_code, document["state"], document["refused"]) == (Exit.OK, "imported", [])
    assert (document["rows_read"], document["rows_accepted"], document["rows_skipped"]) == (2, 2, 0)
    assert document["results"] == {"confirmed": 1, "waived": 1}
    assert document["notes"] == []
    masked = f"{number(4)[:3]}****{number(4)[-4:]}"
    assert kept(site) == [
        (ONE, "confirmed", date(2024, 6, 2), None, "村干部甲", "已报镇里,电话138****0000", 2),
        (TWO, "waived", date(2024, 6, 3), date(2024, 12, 31), "镇经办乙", f"外出务工 {masked}", 3),
    ]


def test_what_was_left_blank_waits_for_the_next_time(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(*OPEN, finding(4))
    hand_out("", "", "", unmask=False, reason="")
    book = Path(f"worklists/{EDITION}/{STONE}.xlsx")
    assert import_results(str(book), "").document["state"] == "empty"
    filled = {TWO: ("不属实", "2024-06-02"), ONE: (None, "2024-06-02")}
    document = import_results(str(fill(book, filled, tmp_path / "b.xlsx")), "").document
    assert (document["rows_read"], document["rows_accepted"], document["rows_rejected"], document["rows_skipped"]) == (3, 1, 0, 2)
    assert document["notes"] == ["有 1 行填了核实日期但没有填核实结果，按未核实处理。"]
    assert [row[:2] for row in kept(site)] == [(TWO, "not_confirmed")]


@pytest.mark.parametrize(
    ("header", "row", "encoding"),
    [
        (HEADER, f"{ONE},confirmed,2024-06-02,,甲,", "utf-8"),
        ("编号,核实结果,核实日期,暂缓至,核实人,备注", f"{ONE},属实,2024/6/2,,甲,", "gb18030"),
        ("核实日期,编号,核实结果,核实人", f"2024年6月2日,{ONE},1-属实,甲", "utf-8-sig"),
        ("疑点编号,核查结果,核查日期,核查人,领导意见", f"{ONE},情况属实,20240602,甲,同意", "utf-8"),
    ],
)
def test_headings_and_words_may_be_chinese_or_english(desk: OpenDesk, header: str, row: str, encoding: str) -> None:
    site = desk(*OPEN)
    answer = import_results(csv(row, header=header, encoding=encoding), "")
    assert (answer.exit_code, answer.document["refused"]) == (Exit.OK, [])
    assert kept(site) == [(ONE, "confirmed", date(2024, 6, 2), None, "甲", None, 2)]


def test_each_bad_row_is_told_all_that_is_wrong_and_the_others_stand(desk: OpenDesk) -> None:
    site = desk(*OPEN)
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    assert refused(
        f"{ONE},confirmed,2024-06-02,,甲,",
        f"f{'9' * 20},confirmed,2024-06-02,,,",
        f"{TWO},maybe,2024-06-02,,,",
        f"{TWO},confirmed,soon,,,",
        f"{TWO},confirmed,,,,",
        f"{TWO},confirmed,{tomorrow},,,",
        ",confirmed,2024-06-02,,,",
    ) == [
        (3, ["unknown_finding"]),
        (4, ["unknown_code", "contradicting"]),
        (5, ["unreadable_date", "contradicting"]),
        (6, ["missing_required", "contradicting"]),
        (7, ["in_the_future", "contradicting"]),
        (8, ["missing_required"]),
    ]
    assert [row[:2] for row in kept(site)] == [(ONE, "confirmed")]


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ("confirmed,2024-04-30,,,", ["before_first_seen"]),
        ("confirmed,2024-05-01,,,", []),
        ("waived,2024-06-02,,,", ["no_until"]),
        ("waived,2024-06-02,2024-06-01,,", ["until_before_checked"]),
        ("waived,2024-06-02,2024-06-02,,", []),
        ("waived,2024-06-02,some day,,", ["unreadable_date", "no_until"]),
        ("assigned,2024-06-02,2024-07-01,,", []),
        ("confirmed,2024-06-02,,甲,外出,打工,两年", ["shifted_row"]),
    ],
)
def test_dates_have_to_agree(desk: OpenDesk, row: str, rules: list[str]) -> None:
    desk(*OPEN)
    assert refused(f"{ONE},{row}") == ([(2, rules)] if rules else [])


def test_reasons_say_in_chinese_what_to_do_and_repeat_no_cell(desk: OpenDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk(*OPEN)
    answer = import_results(csv(f"{ONE},maybe,soon,,,", f"{number(0)},属实,2024-06-02,,,"), "")
    first, second = answer.document["refused"]
    assert first["reason"].startswith("【核实结果】代码或选项无法识别。")
    assert "【核实日期】日期无法识别。" in first["reason"]
    assert "soon" not in first["reason"]
    assert second["finding_id"] == f"{number(0)[:3]}****{number(0)[-4:]}", "somebody typed an ID into the column"
    answer.show()
    out = capsys.readouterr().out
    assert "不在已发布的疑点清单里" in out.replace("\n", "").replace(" ", "")
    assert number(0) not in out


def test_a_date_up_to_which_nothing_is_waived_is_left_out(desk: OpenDesk) -> None:
    site = desk(*OPEN)
    document = import_results(csv(f"{ONE},confirmed,2024-06-02,2024-07-01,,"), "").document
    assert kept(site)[0][3] is None
    assert document["doubts"][0]["row"] == 2
    assert "第 2 行" in document["notes"][0]


def test_the_same_finding_twice(desk: OpenDesk) -> None:
    site = desk(*OPEN)
    rows = [f"{ONE},confirmed,2024-06-02,,甲,", f"{ONE},confirmed,2024-06-02,,甲,", f"{TWO},confirmed,2024-06-02,,,"]
    answer = import_results(csv(*rows, f"{TWO},not_confirmed,2024-06-02,,,"), "")
    assert answer.document["rows_accepted"] == 2
    assert [item["row"] for item in answer.document["refused"]] == [4, 5]
    assert "结果不同" in answer.document["refused"][0]["reason"]
    assert [row[0] for row in kept(site)] == [ONE], "equal rows are kept once"


def test_the_same_file_again_adds_nothing_and_says_so(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(*OPEN)
    late = finding(9)["finding_id"]
    name = csv(f"{ONE},confirmed,2024-06-02,,,", f"{late},confirmed,2024-06-02,,,")
    first = import_results(name, "")
    assert (first.document["state"], first.exit_code) == ("imported", Exit.REFUSED)
    copy = tmp_path / "copy.csv"
    copy.write_bytes(Path(name).read_bytes())
    again = import_results(str(copy), "somebody else")
    assert (again.document["state"], again.document["import_id"]) == ("already", first.document["import_id"])
    assert [row[0] for row in kept(site)] == [ONE]
    publish(site, [*OPEN, finding(9)], tmp_path / "june", date(2024, 6, 30))
    assert import_results(name, "").document["state"] == "imported", "the next edition knows the other finding"
    assert [row[0] for row in kept(site)] == [ONE, late]
    assert import_results(name, "").document["state"] == "already"


def test_an_import_that_dies_is_simply_repeated(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    site = desk(*OPEN)
    name = csv(f"{ONE},confirmed,2024-06-02,,,")
    whole = verifications.append

    def dying(*given: Any) -> None:
        whole(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(verifications, "append", dying)
        with pytest.raises(KeyboardInterrupt):
            import_results(name, "")
    assert import_results(name, "").document["state"] == "already"
    assert len(kept(site)) == 1


def test_a_file_that_is_no_worklist_is_refused_as_a_whole(desk: OpenDesk) -> None:
    site = desk(*OPEN)
    for content, word in (
        ("姓名,电话\n甲,1\n", "没有找到表头"),
        (f"编号,核实结果\n{ONE},属实\n", "缺少列“核实日期”"),
        ("", "文件大小为 0"),
    ):
        Path("odd.csv").write_text(content, encoding="utf-8")
        answer = import_results("odd.csv", "")
        assert (answer.exit_code, answer.document["state"]) == (Exit.REFUSED, "refused")
        assert word in answer.document["notes"][0]
    assert kept(site) == []


def test_the_command_answers_with_codes_and_json(
    desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk(*OPEN)
    good, bad = csv(f"{ONE},属实,2024-06-02,,,"), csv(f"{TWO},属实,,,,", name="bad.csv")
    code, out, _ = said(capsys, monkeypatch, "findings", "import", good, "--by", "甲", "--json")
    assert (code, json.loads(out)["rows_accepted"]) == (0, 1)
    code, out, _ = said(capsys, monkeypatch, "findings", "import", bad)
    assert (code, "rejected 1" in out, "必填项为空" in out) == (1, True, True)
    code, out, _ = said(capsys, monkeypatch, "findings", "import", f"{number(1)}.csv", "--json")
    told = json.loads(out)
    assert (code, told["exit_code"]) == (2, 2)
    assert number(1) not in told["error"]
    assert said(capsys, monkeypatch, "findings", "import")[0] == 2


def test_results_before_the_first_edition_are_misuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Misuse, match="nothing is published yet"):
        import_results(csv(f"{ONE},属实,2024-06-02,,,"), "")


def test_results_are_kept_as_the_night_reads_them(desk: OpenDesk) -> None:
    site = desk(*OPEN)
    before = datetime.now(UTC)
    document = import_results(csv(f"{ONE},属实,2024-06-02,,,"), "").document
    frame = verifications.scan(site.lake).collect()
    assert frame.schema == pl.Schema(verifications.SCHEMA)
    row = frame.row(0, named=True)
    assert before <= row["known_at"] <= datetime.now(UTC)
    assert row["import_id"] == document["import_id"]

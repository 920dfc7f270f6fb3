"""What waits for a person: the right pairs, the most valuable first, and nothing of anybody that was not asked for in the log."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from flows.auditing import reader
from flows.errors import Misuse
from flows.lake import published, vault
from flows.lake.audit import entries
from flows.lake.lake import Lake
from flows.lake.places import audit
from flows.linking.judge import Judgement, judge
from flows.linking.pairs import Asked
from flows.linking.review import Unmasking, review
from flows.linking.workbook import SHEET
from tests.flows.findings.books import everything
from tests.flows.findings.desk import EDITION, RIVER, STONE
from tests.flows.linking.conftest import OpenDesk
from tests.flows.linking.desk import NAMES, NUMBERS, PUPILS, ROSTER, TO_FILL, A, B, C, D, gap, lines, link, publish
from tests.flows.roster import number
from tests.flows.test_cli import said

ALL = (link(A, B, 0.8), link(A, D, 0.93), link(C, D, 0.7), link(B, C, 0.99, decision="same"))
OF = dict(zip((A, B, C, D), "ABCD", strict=True))


def reviewed(**given: Any) -> dict[str, Any]:
    asked = {"edition": "", "to": "", "limit": 0, "unmasking": Unmasking()} | given
    narrowed = Asked(**{name: asked.pop(name) for name in ("decision", "town", "feed") if name in asked})
    return dict(review(narrowed, **asked).document)


def pairs(**given: Any) -> list[str]:
    return [OF[row["left"]] + OF[row["right"]] for row in reviewed(**given)["pairs"]]


def decide(left: str, right: str, decision: str, until: date | None = None) -> None:
    judge(Judgement(left, right, decision, "甲", "查户口簿", until))


def test_pairs_come_by_how_likely_they_are_and_what_hangs_on_them(desk: OpenDesk) -> None:
    desk(*ALL)
    assert pairs() == ["AD", "AB", "CD"]
    desk(*ALL, findings=[gap(1, C), gap(2, C, status="confirmed"), gap(3, A, status="closed"), gap(4, D, grain="household")])
    assert pairs() == ["CD", "AD", "AB"], "two findings hang on C; what is closed or about a household does not count"
    assert reviewed()["pairs"][0]["left_record"]["findings"] == 2


def test_each_side_is_shown_masked_with_what_tells_it_apart(desk: OpenDesk) -> None:
    desk(*ALL)
    document = reviewed(limit=1)
    assert (document["total"], document["shown"], document["masked"], document["audit_entry"]) == (3, 1, True, None)
    (pair,) = document["pairs"]
    assert pair["left_record"] == {
        "name": "王**",
        "id_number": number(0)[:6] + "********" + number(0)[-4:],
        "birth_year": 1970,
        "town": STONE,
        "village": "河东村",
        "feeds": [ROSTER, PUPILS],
        "findings": 0,
    }
    assert (pair["right_record"]["id_number"], pair["right_record"]["town"], pair["right_record"]["feeds"]) == (
        None,
        None,
        [PUPILS],
    )
    assert (pair["score"], pair["decision"], pair["decided_by"]) == (0.93, "open", "engine")


def test_pairs_can_be_narrowed(desk: OpenDesk) -> None:
    desk(*ALL)
    assert pairs(town=RIVER) == ["CD"]
    assert pairs(town=STONE) == ["AD", "AB"]
    assert pairs(feed=ROSTER, limit=1) == ["AD"]
    assert pairs(decision="same") == ["BC"]
    assert pairs(decision="different") == []
    for wrong, word in (({"town": "青石"}, "no town"), ({"feed": "pupils"}, "no feed"), ({"decision": "maybe"}, "no decision")):
        with pytest.raises(Misuse, match=word):
            pairs(**wrong)


def test_what_was_judged_since_the_night_counts_at_once(desk: OpenDesk) -> None:
    desk(*ALL)
    decide(D, A, "same")
    decide(B, C, "different")
    assert (pairs(), pairs(decision="same"), pairs(decision="different")) == (["AB", "CD"], ["AD"], ["BC"])
    decide(A, D, "open")
    decide(C, B, "open")
    assert pairs() == ["AB", "CD", "AD"], "where somebody looked and could not tell, the others come first"
    assert pairs(decision="same") == ["BC"], "without a judgement the engine's decision stands"


def test_a_judgement_that_ran_out_since_the_night_waits_again(desk: OpenDesk) -> None:
    desk(link(A, B, None, decision="same", decided_by="甲", until=date(2024, 6, 1)), link(A, C, 0.9, decision="same"))
    assert (pairs(), pairs(decision="same")) == (["AB"], ["AC"])


def test_an_edition_of_an_earlier_version_of_the_table_is_read(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(*ALL)
    lacking = published.scan(site.lake, "links", EDITION).drop("why_en", "decided_by", "decided_on", "until").collect()
    lacking.write_parquet(site.lake.store.url(f"published/links/edition={EDITION}/{published.PART}"))
    assert pairs() == ["AD", "AB", "CD"]


def test_a_record_that_counts_as_another_is_in_no_table_and_still_named(desk: OpenDesk) -> None:
    gone = "p" + "9" * 20
    desk(link(A, gone, decision="same"))
    (pair,) = reviewed(decision="same")["pairs"]
    assert pair["right"] == gone
    assert set(pair["right_record"].values()) == {None, 0}


def test_a_workbook_goes_out(desk: OpenDesk) -> None:
    desk(*ALL)
    document = reviewed(to="out/pairs.xlsx", town=STONE)
    assert (document["file"], document["shown"]) == ("out/pairs.xlsx", 2)
    first, second = lines(Path("out/pairs.xlsx"))
    assert list(first) == [
        "编号甲", "编号乙", "姓名甲", "姓名乙", "证件号码甲", "证件号码乙", "出生年甲", "出生年乙", "村甲", "村乙", "来源甲", "来源乙",
        "可能性", "系统给出的理由", "相关疑点", "状态", *TO_FILL,
    ]  # fmt: skip
    assert (first["编号甲"], first["编号乙"], first["姓名甲"], first["证件号码甲"]) == (
        A,
        D,
        "王**",
        number(0)[:6] + "********" + number(0)[-4:],
    )
    assert (first["出生年乙"], first["村甲"], first["村乙"], first["来源甲"]) == (
        "1970",
        "青石镇河东村",
        None,
        "农户花名册、学生学籍",
    )
    assert (first["可能性"], first["系统给出的理由"], first["状态"]) == ("93%", "姓名读音相同，出生日期相同。", "待判断")
    assert {second[heading] for heading in TO_FILL} == {None}


def test_the_clerk_is_helped(desk: OpenDesk) -> None:
    desk(*ALL)
    reviewed(to="pairs.xlsx")
    book = openpyxl.load_workbook("pairs.xlsx")
    sheet = book[SHEET]
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("Q2:Q4", '"同一人,不是同一人,不能确定"')
    assert sheet.auto_filter.ref == "A1:U4"
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=16) for cell in row if cell.value} == {"s"}
    assert {sheet.column_dimensions[column].number_format for column in "AEQRST"} == {"@"}, "what is typed stays as it is"
    assert sheet.column_dimensions["E"].width >= 18, "a number is seen whole"
    assert "2024-05-31" in str(book["填写说明"]["A1"].value)
    assert "宁可不合并" in str(book["填写说明"]["A4"].value)


def test_the_same_pairs_make_the_same_bytes_and_a_file_is_never_written_over(desk: OpenDesk) -> None:
    desk(*ALL)
    for name in ("one.xlsx", "two.xlsx"):
        reviewed(to=name)
    assert Path("one.xlsx").read_bytes() == Path("two.xlsx").read_bytes()
    with pytest.raises(Misuse, match="is there already, perhaps filled in"):
        reviewed(to="one.xlsx")
    with pytest.raises(Misuse, match=r"end in \.xlsx"):
        reviewed(to="one.csv")


def test_nothing_of_a_person_is_anywhere_in_a_masked_book(desk: OpenDesk) -> None:
    desk(*ALL, link(B, D, why=f"证件号码{number(0)}相近"))
    reviewed(to="pairs.xlsx")
    found = everything(Path("pairs.xlsx"))
    assert not any(name in found for name in NAMES.values())
    assert not any(digits in found for digits in NUMBERS.values() if digits)
    assert "王**" in found


@pytest.mark.parametrize("start", ["=1+1", "@SUM(A1)", "\t=1"])
def test_a_cell_that_would_run_is_quoted(desk: OpenDesk, start: str) -> None:
    desk(link(A, B, why=start))
    reviewed(to="pairs.xlsx")
    assert lines(Path("pairs.xlsx"))[0]["系统给出的理由"] == f"'{start}"
    assert "<f>" not in everything(Path("pairs.xlsx"))


def test_unmasking_is_entered_before_anything_is_shown(desk: OpenDesk) -> None:
    site = desk(*ALL)
    for wrong in (Unmasking(wanted=True), Unmasking(wanted=True, who="乙", why=" "), Unmasking(who="乙", why="入户核实")):
        with pytest.raises(Misuse, match="belong together"):
            reviewed(unmasking=wrong)
    assert list(entries(site.lake)) == []
    document = reviewed(
        to="pairs.xlsx", town=RIVER, unmasking=Unmasking(wanted=True, who="镇经办乙", why=f"入户核实，{number(0)}")
    )
    (entry,) = entries(site.lake)
    assert (entry.who, entry.what, document["audit_entry"], document["masked"]) == (reader(), "unmask_links", 1, False)
    assert entry.details == {
        "edition": EDITION,
        "decision": "open",
        "town": RIVER,
        "feed": "",
        "pairs": 1,
        "persons": 2,
        "shown_to": "镇经办乙",
        "reason": f"入户核实，{number(0)[:3]}****{number(0)[-4:]}",
    }
    log = site.lake.store.read(audit(1)).decode()
    assert not any(word in log for word in (*NAMES.values(), number(0), number(2)))
    (line,) = lines(Path("pairs.xlsx"))
    assert (line["姓名甲"], line["证件号码甲"], line["姓名乙"]) == ("赵立夏", number(2), "王晓满")
    assert stat.S_IMODE(Path("pairs.xlsx").stat().st_mode) == 0o600
    assert "未遮挡" in everything(Path("pairs.xlsx"))


def test_nothing_is_unmasked_while_the_audit_log_is_broken(
    desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = desk(*ALL)
    asked = ("link", "review", "--unmasked", "--who", "乙", "--why", "入户核实")
    for name in ("one.xlsx", "two.xlsx"):
        assert said(capsys, monkeypatch, *asked, "--out", name)[0] == 0
    site.lake.store.delete(audit(2))
    code, out, err = said(capsys, monkeypatch, *asked, "--out", "three.xlsx")
    assert code == 3
    assert not Path("three.xlsx").exists()
    assert not any(name in out + err for name in NAMES.values())


def test_who_may_not_use_the_vault_is_told_so(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk(*ALL)

    def forbidden(lake: Lake) -> pl.LazyFrame:
        raise PermissionError(lake.vault.root)

    monkeypatch.setattr(vault, "scan_persons", forbidden)
    with pytest.raises(Misuse, match="may not use the vault"):
        reviewed()


def test_the_terminal_shows_two_lines_a_pair(
    desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk(*ALL)
    code, out, _ = said(capsys, monkeypatch, "link", "review", "--limit", "2")
    assert code == 0
    shown = [line.split() for line in out.splitlines()]
    assert [line[0] for line in shown if line and line[0].startswith("p") and line[0] != "pairs,"] == [
        person[:12] for person in (A, D, A, B)
    ]
    assert "2 of 3 shown" in out
    assert not any(name in out for name in NAMES.values())
    code, out, _ = said(capsys, monkeypatch, "link", "review", "--json")
    assert (code, json.loads(out)["total"]) == (0, 3)


def test_an_earlier_edition_can_be_asked_for(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(*ALL)
    publish(site, tmp_path / "june", [], day=date(2024, 6, 30))
    assert (pairs(), pairs(edition=EDITION)) == ([], ["AD", "AB", "CD"])
    assert reviewed(to="none.xlsx")["shown"] == 0
    assert openpyxl.load_workbook("none.xlsx").sheetnames == ["填写说明"]

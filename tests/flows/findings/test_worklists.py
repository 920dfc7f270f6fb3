"""Worklists: what a town takes away, masked by default, unmasked only against an entry in the audit log."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from config.standards import load_standards
from flows.auditing import reader
from flows.errors import Misuse
from flows.findings.columns import _shown, columns
from flows.findings.handing_out import hand_out
from flows.findings.worklists import write_worklists
from flows.lake import vault
from flows.lake.audit import entries
from flows.lake.lake import Lake
from flows.lake.places import audit
from tests.flows.findings.books import everything, lines
from tests.flows.findings.conftest import OpenDesk
from tests.flows.findings.desk import DAY, EDITION, RIVER, STONE, finding, publish, tables
from tests.flows.roster import number
from tests.flows.test_cli import said

HOME = finding(2, grain="household", subject_id="h2", household_id="h2", rule_id="RI01", kind="risk", village_code="110101001002")
SILENT = finding(3, grain="feed", subject_id="education/aid", household_id=None, rule_id="SI01", kind="silence") | {
    "town": None,
    "village_code": None,
    "owner": "教育局",
    "due": None,
}
RIVERS = finding(4, town=RIVER, village_code="110101002001", household_id="h3", subject_id="p3", status="assigned")
DONE = [finding(20 + at, status=status) for at, status in enumerate(["not_confirmed", "waived", "closed"])]


def handed(**given: Any) -> dict[str, Any]:
    asked = {"town": "", "edition": "", "folder": "", "unmask": False, "reason": ""} | given
    return dict(hand_out(**asked).document)


def test_a_town_gets_what_is_to_be_done_and_can_find_the_people(desk: OpenDesk) -> None:
    desk(finding(1), HOME, SILENT, RIVERS, *DONE)
    document = handed()
    assert [(file["town"], file["findings"], file["persons"]) for file in document["files"]] == [
        (RIVER, 1, 1),
        ("教育局", 1, 0),
        (STONE, 2, 2),
    ]
    assert document["masked"]
    person, home = lines(Path(f"worklists/{EDITION}/{STONE}.xlsx"))
    assert list(person) == [
        "编号", "规则", "类别", "紧急程度", "疑点", "村", "户编号", "对象", "姓名", "证件号码", "该怎么核实", "到期", "状态", "责任单位",
        "核实结果", "核实日期", "暂缓至", "核实人", "备注",
    ]  # fmt: skip
    assert (person["户编号"], person["对象"], person["姓名"], person["村"]) == ("H0001", "本人", "王**", "河东村")
    assert person["证件号码"] == number(0)[:6] + "********" + number(0)[-4:]
    assert (home["户编号"], home["对象"], home["姓名"], home["村"]) == ("H0002", "户主", "李**", "河西村")
    assert (person["到期"], person["状态"], person["类别"]) == ("2024-06-15", "待核实", "应享未享")
    assert str(person["规则"]).startswith("GA01 ")
    assert person["该怎么核实"]
    assert {person[heading] for heading in list(person)[14:]} == {None}
    (silent,) = lines(Path(f"worklists/{EDITION}/教育局.xlsx"))
    assert (silent["姓名"], silent["户编号"], silent["到期"]) == (None, None, None)


def test_a_village_has_a_line_that_names_nobody(desk: OpenDesk) -> None:
    about = {
        "grain": "village",
        "subject_id": "110101001001",
        "household_id": None,
        "rule_id": "FU01",
        "kind": "fund",
        "owner": "财政局",
    }
    desk(finding(1, **about))
    assert [file["town"] for file in handed()["files"]] == [STONE]
    (line,) = lines(Path(f"worklists/{EDITION}/{STONE}.xlsx"))
    assert (line["对象"], line["类别"], line["村"], line["责任单位"]) == ("村", "资金", "河东村", "财政局")
    assert (line["姓名"], line["证件号码"], line["户编号"]) == (None, None, None)


def test_the_clerk_is_helped(desk: OpenDesk) -> None:
    desk(finding(1), HOME)
    handed()
    book = openpyxl.load_workbook(f"worklists/{EDITION}/{STONE}.xlsx")
    sheet = book["疑点清单"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:S3"
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("O2:O3", '"属实,不属实,暂缓,已派发"')
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=14) for cell in row} == {"s"}
    assert sheet.column_dimensions["O"].number_format == "@", "a date stays as it is typed"
    assert "2024-05-31" in str(book["填写说明"]["A1"].value)


def test_nothing_of_a_person_is_anywhere_in_a_masked_book(desk: OpenDesk, tmp_path: Path) -> None:
    desk(finding(1, message=f"该人员{number(0)}疑似没有参加医疗保险。"))
    (file,) = handed()["files"]
    found = everything(tmp_path / file["path"])
    assert number(0) not in found
    assert "王小满" not in found
    assert "王**" in found


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1"])
def test_a_cell_that_would_run_is_quoted(desk: OpenDesk, tmp_path: Path, start: str) -> None:
    site = desk()
    rows = [finding(1, message=start, owner=start, household_id="h9")]
    files = tables(rows, tmp_path / "hostile")
    home = {"household_id": ["h9"], "household_no": [start], "head_person_id": ["p1"]}
    pl.DataFrame(home).write_parquet(files["household"])
    (place,) = write_worklists(site, EDITION, files)
    (line,) = lines(Path(site.lake.store.url(place)))
    assert [line[heading] for heading in ("疑点", "户编号", "责任单位")] == [f"'{start}" if start != "+1" else start] * 3
    assert "<f>" not in everything(Path(site.lake.store.url(place)))


def test_the_night_writes_the_same_masked_books_again(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(finding(1), HOME, RIVERS)
    files = tables([finding(1), HOME, RIVERS], tmp_path / "tonight")
    places = write_worklists(site, EDITION, files)
    assert places == [f"reports/{EDITION}/worklists/{town}.xlsx" for town in (RIVER, STONE)]
    before = [site.lake.store.read(place) for place in places]
    assert write_worklists(site, EDITION, files) == places
    assert [site.lake.store.read(place) for place in places] == before
    handed()
    assert [Path(f"worklists/{EDITION}/{town}.xlsx").read_bytes() for town in (RIVER, STONE)] == before, "by hand, the same"


def test_a_night_without_work_writes_nothing(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(*DONE)
    assert write_worklists(site, EDITION, tables(DONE, tmp_path / "tonight")) == []
    assert handed()["files"] == []


def test_odd_names_of_towns_make_files_of_their_own(desk: OpenDesk, tmp_path: Path) -> None:
    towns = ["a/b", "a\\b", "A_B", "..", "x" * 100, "镇13800000000", "镇\u202e\n"]
    rows = [finding(at, town=town) for at, town in enumerate(towns)]
    site = desk(*rows)
    places = write_worklists(site, EDITION, tables(rows, tmp_path / "tonight"))
    names = [place.rpartition("/")[2] for place in places]
    assert len({name.casefold() for name in names}) == len(towns)
    assert all(place.count("/") == 3 for place in places)
    assert not any("13800000000" in name for name in names)


def test_a_filled_worklist_is_never_written_over(desk: OpenDesk) -> None:
    desk(finding(1))
    handed()
    with pytest.raises(Misuse, match=r"青石镇\.xlsx is there already, perhaps filled in"):
        handed()
    assert handed(folder="again", town=STONE)["files"][0]["path"] == f"again/{STONE}.xlsx"


def test_one_town_alone_and_towns_that_are_not(desk: OpenDesk) -> None:
    desk(finding(1))
    assert handed(town=RIVER)["files"] == [], "a town with nothing to do"
    assert [file["town"] for file in handed(town=STONE)["files"]] == [STONE]
    with pytest.raises(Misuse, match="knows no town 青石"):
        handed(town="青石")


def test_unmasking_needs_a_reason_and_is_entered_before_anything_is_shown(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(finding(1), finding(5, rule_id="GA03"), HOME, RIVERS)
    for wrong in ({"unmask": True}, {"unmask": True, "reason": "  "}, {"reason": "入户核实"}):
        with pytest.raises(Misuse, match="belong together"):
            handed(**wrong)
    assert list(entries(site.lake)) == []
    reason = f"入户核实，{number(0)}"
    document = handed(unmask=True, reason=reason, town=STONE)
    (entry,) = entries(site.lake)
    assert (entry.who, entry.what, document["audit_entry"], document["masked"]) == (reader(), "unmask_worklist", 1, False)
    expected = {"edition": EDITION, "town": STONE, "findings": 3, "persons": 2}
    assert entry.details == expected | {"reason": f"入户核实，{number(0)[:3]}****{number(0)[-4:]}"}
    log = site.lake.store.read(audit(1)).decode()
    assert not any(word in log for word in ("王小满", "李秋分", number(0), number(1)))
    path = tmp_path / document["files"][0]["path"]
    assert path.name == f"{STONE}-未脱敏.xlsx"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [(line["姓名"], line["证件号码"]) for line in lines(path)] == [
        ("王小满", number(0)),
        ("王小满", number(0)),
        ("李秋分", number(1)),
    ]


def test_nothing_is_unmasked_while_the_audit_log_is_broken(
    desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = desk(finding(1))
    for folder in ("one", "two"):
        handed(unmask=True, reason="入户核实", folder=folder)
    assert said(capsys, monkeypatch, "audit", "verify")[0] == 0
    site.lake.store.delete(audit(2))
    code, out, _ = said(capsys, monkeypatch, "audit", "verify", "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["entries"], len(told["problems"])) == (1, False, 1, 1)
    asked = ("findings", "worklist", "--unmask", "--reason", "入户核实", "--out", "three")
    code, out, _ = said(capsys, monkeypatch, *asked, "--json")
    assert (code, json.loads(out)["exit_code"]) == (3, 3)
    assert not Path("three").exists()


def test_who_may_not_use_the_vault_is_told_where_the_masked_lists_lie(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk(finding(1))

    def forbidden(lake: Lake) -> None:
        raise PermissionError(lake.vault.root)

    monkeypatch.setattr(vault, "scan_persons", forbidden)
    with pytest.raises(Misuse, match=f"may not use the vault .* lie at .*reports/{EDITION}/worklists/"):
        handed(unmask=True, reason="入户核实")
    assert not Path("worklists").exists()


def test_an_edition_of_another_day_has_its_own_lists(desk: OpenDesk, tmp_path: Path) -> None:
    site = desk(finding(1))
    publish(site, [finding(2)], tmp_path / "june", date(2024, 6, 30))
    assert handed()["edition"] == "2024-06-30"
    assert handed(edition=f"{DAY}")["files"][0]["path"] == f"worklists/{DAY}/{STONE}.xlsx"
    with pytest.raises(Misuse, match="no edition 1999-01-01"):
        handed(edition="1999-01-01")


@pytest.mark.slow
@pytest.mark.parametrize("masked", [True, False])
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.text(max_size=6), st.from_regex(r"\A[王李张赵]{1,5}\Z"), st.none()),
            st.one_of(st.text(max_size=20), st.from_regex(r"\A[1-9][0-9]{16}[0-9Xx]\Z"), st.none()),
        ),
        max_size=6,
    )
)
def test_the_quick_look_shows_what_the_careful_one_does(masked: bool, rows: list[tuple[str | None, str | None]]) -> None:
    for column, texts in (("姓名", [name for name, _ in rows]), ("证件号码", [digits for _, digits in rows])):
        one = next(item for item in columns(load_standards(), masked=masked) if item.header == column)
        series = pl.Series(column, texts, dtype=pl.String)
        wanted = series.to_frame().select(one.show(pl.col(column)).alias(column)).to_series()
        assert_series_equal(_shown(series, one), wanted)

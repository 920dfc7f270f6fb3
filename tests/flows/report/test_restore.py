from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading import read
from flows.report.fixit import fixit_workbook
from flows.report.restore import UNKNOWN, references, restore
from tests.flows.report.samples import COLUMNS, CONTRACT, DROP, HEADERS, ID, batch, cells, fault, rejected

NAMES = [column.name for column in COLUMNS]


def sent_back(rejections: pl.DataFrame, corrections: dict[str, str] | None = None) -> pl.DataFrame:
    """The workbook's first sheet as a raw batch, after a clerk wrote over some cells (`C2`)."""
    sheet = openpyxl.load_workbook(BytesIO(fixit_workbook(rejections, CONTRACT))).worksheets[0]
    for place, text in (corrections or {}).items():
        sheet[place] = text
    rows = [[None if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    return batch([[*row[: len(NAMES)], row[-1]] for row in rows])


def test_untouched_cells_come_back_as_they_were() -> None:
    original = cells(remark="=1+1，见" + ID, household_no=" 0001\r\n二", amount="-12.50")
    rejections = rejected(fault(2, original))
    back = restore(sent_back(rejections), rejections, CONTRACT)
    assert back.select(NAMES).row(0) == tuple(original)
    assert not back[UNKNOWN].any()


def test_corrected_cells_stay_corrected_and_the_others_are_restored() -> None:
    rejections = rejected(fault(2, cells(id_number="1.10101E+17")), fault(3, cells(name="李四", relation="户东")))
    back = restore(sent_back(rejections, {"C2": ID, "E3": "户主", "B3": "李思"}), rejections, CONTRACT)
    assert back["id_number"].to_list() == [ID, ID]
    assert back["name"].to_list() == ["张小三", "李思"]
    assert back["relation"].to_list() == ["户主", "户主"]
    assert back["phone"].to_list() == ["13812345678"] * 2


def test_a_cell_the_clerk_emptied_stays_empty() -> None:
    rejections = rejected(fault(2, cells()))
    back = restore(batch([[*cells(phone=None, remark=""), f"{DROP}::2"]]), rejections, CONTRACT)
    assert back["phone"].item() is None


@pytest.mark.parametrize("reference", [f"{DROP}::3", "ffffffffffffffffffff::2", "随便写的", f"{DROP}:高山镇:2"])
def test_a_number_that_matches_nothing_is_flagged_and_the_row_left_alone(reference: str) -> None:
    row = [*cells(name="张**"), reference]
    back = restore(batch([row]), rejected(fault(2, cells())), CONTRACT)
    assert back[UNKNOWN].to_list() == [True]
    assert back["name"].item() == "张**"


@pytest.mark.parametrize("reference", [None, "", "  "])
def test_a_row_without_a_number_is_an_ordinary_row(reference: str | None) -> None:
    back = restore(batch([[*cells(name="张**"), reference]]), rejected(fault(2, cells())), CONTRACT)
    assert back[UNKNOWN].to_list() == [False]
    assert back["name"].item() == "张**"


def test_rows_keep_their_order_and_count_also_when_copied_or_shuffled() -> None:
    rejections = rejected(*(fault(row, cells(household_no=str(row), name=f"张{row}")) for row in range(2, 6)))
    rows = [5, 3, 3, 2]
    raw = batch([[*cells(household_no=str(row), name="张*"), f"{DROP}::{row}"] for row in rows])
    back = restore(raw, rejections, CONTRACT)
    assert back["name"].to_list() == [f"张{row}" for row in rows]
    assert back.columns == [*raw.columns, UNKNOWN]
    assert back["_row"].to_list() == raw["_row"].to_list()


def test_other_spellings_of_a_header_find_their_column() -> None:
    rejections = rejected(fault(2, ["张小三", ID, "2"], headers=("* 姓 名", "证件号码（18位）", "月保障金（万元）")))
    raw = batch([[None, "张**", "110101********8515", None, None, "2", None, f"{DROP}::2"]])
    back = restore(raw, rejections, CONTRACT)
    assert back.select("name", "id_number", "amount").row(0) == ("张小三", ID, "2")


def test_a_sheet_without_correction_numbers_is_ordinary() -> None:
    raw = batch([[*cells(name="张**"), None]]).drop("_correction")
    back = restore(raw, rejected(fault(2, cells())), CONTRACT)
    assert back["name"].item() == "张**"
    assert back[UNKNOWN].to_list() == [False]


def test_sheets_with_colons_in_their_names_are_told_apart() -> None:
    parts = references(batch([[*cells(), f" {DROP}:甲:乙:12 "], [*cells(), None], [*cells(), f"{DROP}::x"]]))
    assert parts.rows() == [(DROP, "甲:乙", 12), (None, None, None), (None, None, None)]


def test_without_originals_every_number_is_unknown() -> None:
    assert restore(batch([[*cells(), f"{DROP}::2"]]), rejected(), CONTRACT)[UNKNOWN].to_list() == [True]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=len(HEADERS), max_size=len(HEADERS)), min_size=1, max_size=20))
def test_whatever_a_cell_held_comes_back_from_the_workbook(originals: list[list[str]]) -> None:
    rejections = rejected(*(fault(row, original) for row, original in enumerate(originals, start=2)))
    back = restore(sent_back(rejections), rejections, CONTRACT).select(NAMES).rows()
    assert [[(text or "").strip() for text in row] for row in back] == [
        [text.strip() for text in original] for original in originals
    ]


@pytest.mark.slow
def test_the_real_reader_brings_every_cell_back(tmp_path: Path) -> None:
    original = cells(remark="a_x0041_b & <b> \n 第二行=" + ID, household_no="=1+1", amount="-12.50", name="阿依·古丽")
    rejections = rejected(fault(2, original), fault(7, cells(name="李四"), sheet="二村"))
    path = tmp_path / "fix-it.xlsx"
    path.write_bytes(fixit_workbook(rejections, CONTRACT))
    reading = read(path, CONTRACT, tmp_path)
    assert reading.refusal is None
    back = pl.concat([restore(raw, rejections, CONTRACT) for raw in reading.batches()])
    assert not back[UNKNOWN].any()
    assert back.select(NAMES).row(0) == tuple(original)
    assert back["name"].to_list() == ["阿依·古丽", "李四"]

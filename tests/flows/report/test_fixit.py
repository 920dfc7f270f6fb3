from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from flows.report.fixit import fixit_workbook
from tests.flows.report.samples import CONTRACT, DROP, HEADERS, ID, cells, fault, rejected

FAULTY = "FFFFE0B2"


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def texts(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_rows_stand_in_the_departments_own_columns_with_reason_and_reference_last() -> None:
    headers = ("姓名", "证件号码 ", "户编号", "自加列")
    book = opened(fixit_workbook(rejected(fault(7, ["张小三", "1.1E+17", "0001", "机密备注"], headers=headers)), CONTRACT))
    sheet = book.worksheets[0]
    assert texts(sheet)[0] == [*headers, "拒收原因", "更正编号"]
    *own, why, reference = texts(sheet)[1]
    assert own == ["张**", "1.*****", "0001", "机***"]
    assert reference == f"{DROP}::7"
    assert isinstance(why, str)
    assert why.startswith("【证件号码 】Excel 已把号码变成科学计数。")


def test_faulty_cells_are_coloured_and_commented_and_no_others() -> None:
    book = opened(
        fixit_workbook(
            rejected(
                fault(2, cells(id_number="1.1E+17")),
                fault(2, cells(id_number="1.1E+17"), column="relation", rule="unknown_code"),
                fault(3, cells(household_no=None), column="household_no", rule="missing_required"),
            ),
            CONTRACT,
        )
    )
    sheet = book.worksheets[0]
    marked = {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.fill.fgColor.rgb == FAULTY and cell.comment
    }
    coloured = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == FAULTY}
    assert set(marked) == coloured == {"C2", "E2", "A3"}
    assert "科学计数" in marked["C2"]
    assert "代码或选项无法识别" in marked["E2"]
    why = sheet["H2"].value
    assert isinstance(why, str)
    assert len(why.split("\n")) == 2


def test_every_cell_is_text_and_stays_text_when_typed_over() -> None:
    sheet = opened(fixit_workbook(rejected(fault(2, cells(remark=""))), CONTRACT)).worksheets[0]
    row = [cell for cell in next(sheet.iter_rows(min_row=2, max_row=2)) if cell.value is not None]
    assert {cell.data_type for cell in row} == {"s"}
    assert {cell.number_format for cell in row} == {"@"}
    # A blank cell is not written: Excel gives it the format of its column.
    assert sheet["G2"].value is None
    assert sheet.column_dimensions["G"].number_format == "@"


def test_hostile_cells_are_strings_and_negative_amounts_stay() -> None:
    hostile = '=HYPERLINK("http://x","y")'
    data = fixit_workbook(rejected(fault(2, cells(remark=hostile, household_no="<r><t>&</t></r>", amount="-12.50"))), CONTRACT)
    sheet = opened(data).worksheets[0]
    assert sheet["G2"].value == f"'{hostile}"
    assert sheet["F2"].value == "-12.50"
    assert sheet["A2"].value == "'<r><t>&</t></r>"
    with ZipFile(BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_no_sensitive_value_is_anywhere_in_the_package() -> None:
    data = fixit_workbook(
        rejected(fault(2, cells(id_number=f"{ID}a", remark=f"见{ID}"), column="id_number", rule="invalid_key")),
        CONTRACT,
    )
    with ZipFile(BytesIO(data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert ID not in everything
    assert "张小三" not in everything
    assert "13812345678" not in everything


def test_sheets_keep_their_order_and_get_names_excel_accepts() -> None:
    names = ["高山镇/一村:[甲]", "a" * 40, "A" * 40, "填写说明", "History"]
    book = opened(fixit_workbook(rejected(*(fault(2, cells(), sheet=name) for name in names)), CONTRACT))
    assert len(book.sheetnames) == len(names) + 1
    assert book.sheetnames[-1] == "填写说明"
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    references = {book[name].cell(2, len(HEADERS) + 2).value for name in book.sheetnames[:-1]}
    assert references == {f"{DROP}:{name}:2" for name in names}


def test_a_sheet_beyond_the_row_limit_goes_on_in_the_next() -> None:
    faults = rejected(*(fault(row, cells(household_no=str(row))) for row in range(2, 9)))
    book = opened(fixit_workbook(faults, CONTRACT, rows_per_sheet=3))
    parts = [texts(sheet)[1:] for sheet in book.worksheets[:-1]]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert [row[0] for part in parts for row in part] == [str(row) for row in range(2, 9)]


def test_rows_beyond_the_limit_are_left_out_and_said_so() -> None:
    faults = rejected(*(fault(row, cells()) for row in range(2, 12)))
    book = opened(fixit_workbook(faults, CONTRACT, max_rows=4))
    assert book.worksheets[0].max_row == 5
    assert "另有 6 行没有列出" in str(texts(book.worksheets[-1]))


def test_a_row_with_more_or_fewer_cells_keeps_each_cell_under_its_header() -> None:
    long = fault(3, ["0002", "李四", "x", "溢出"], headers=("户编号", "姓名", "证件号码", ""), rule="shifted_row", column="")
    short = fault(2, ["0001", "张三"], headers=("户编号", "姓名"))
    other = fault(4, ["王五", "0003"], headers=("姓名", "户编号"))
    book = opened(fixit_workbook(rejected(short, long, other), CONTRACT))
    first, second = texts(book.worksheets[0]), texts(book.worksheets[1])
    assert [row[:4] for row in first[1:]] == [["0001", "张*", None, None], ["0002", "李*", "x", "溢*"]]
    assert second[1][:2] == ["王*", "0003"]


def test_columns_of_an_earlier_workbook_are_not_repeated() -> None:
    headers = ("户编号", "拒收原因", "更正编号")
    sheet = opened(fixit_workbook(rejected(fault(2, ["1", "旧", "旧"], headers=headers)), CONTRACT)).worksheets[0]
    assert texts(sheet)[0] == ["户编号", "拒收原因", "更正编号"]
    assert texts(sheet)[1][2] == f"{DROP}::2"


def test_allowed_options_are_offered_on_code_columns() -> None:
    sheet = opened(fixit_workbook(rejected(fault(2, cells())), CONTRACT)).worksheets[0]
    (rule,) = sheet.data_validations.dataValidation
    assert str(rule.sqref) == "E2"
    assert rule.formula1 == '"户主,配偶"'


def test_the_header_is_frozen_and_the_instructions_tell_each_reason() -> None:
    book = opened(fixit_workbook(rejected(fault(2, cells()), fault(3, cells(), rule="bad_text", column="remark")), CONTRACT))
    assert book.worksheets[0].freeze_panes == "A2"
    said = str(texts(book.worksheets[-1]))
    assert "Excel 已把号码变成科学计数" in said
    assert "含有乱码或控制字符" in said


def test_a_drop_without_refused_rows_still_makes_a_readable_workbook() -> None:
    assert opened(fixit_workbook(rejected(), CONTRACT)).sheetnames == ["填写说明"]


def test_a_drop_level_reason_without_a_column_colours_nothing() -> None:
    sheet = opened(fixit_workbook(rejected(fault(2, cells(), column="", rule="refused_share")), CONTRACT)).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == FAULTY]


def test_bytes_are_the_same_for_the_same_input(tmp_path: Path) -> None:
    faults = rejected(*(fault(row, cells()) for row in range(2, 30)))
    assert fixit_workbook(faults, CONTRACT) == fixit_workbook(faults.sample(fraction=1, shuffle=True), CONTRACT, scratch=tmp_path)
    assert not list(tmp_path.iterdir())


def test_comments_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.report.fixitsheet.COMMENTS", 3)
    monkeypatch.setattr("flows.report.refused.SLICE", 2)
    sheet = opened(fixit_workbook(rejected(*(fault(row, cells()) for row in range(2, 9))), CONTRACT)).worksheets[0]
    assert [sheet.cell(row, 3).comment is not None for row in range(2, 9)] == [True] * 3 + [False] * 4
    assert all(sheet.cell(row, 3).fill.fgColor.rgb == FAULTY for row in range(2, 9))


@pytest.mark.slow
def test_fifty_thousand_rows_stay_within_memory_and_time() -> None:
    one = rejected(fault(2, cells()))
    many = pl.concat([one] * 50_000).with_columns(row=pl.int_range(2, 50_002, dtype=pl.UInt32))
    data = fixit_workbook(many, CONTRACT)
    with ZipFile(BytesIO(data)) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").count(b"<row ") == 50_001

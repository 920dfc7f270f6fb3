import pytest
import xlsxwriter

from config.contracts import Column
from flows.reading.header import find_header
from flows.reading.vocabulary import vocabulary
from tests.flows.reading.samples import (
    COLUMNS,
    CONTRACT,
    HEADERS,
    NAMES,
    PEOPLE,
    every,
    having,
    rows,
    taken,
    taken_from,
    text,
    workbook,
)

WORDS = vocabulary(CONTRACT)


def columns(*lines, merges=()):
    header = find_header(lines, WORDS, merges)
    assert header is not None
    return [cell.column for cell in header.cells]


@pytest.mark.parametrize("titles", [0, 1, 2, 5, 28])
def test_the_header_is_found_below_title_rows(tmp_path, titles):
    lines = [(f"某县{n}年人员花名册",) for n in range(titles)]
    reading = taken(tmp_path, text([*lines, HEADERS, *PEOPLE]))
    assert rows(reading) == list(PEOPLE)
    assert reading.sheets[0].header_row == titles + 1
    assert reading.skipped == titles


def test_a_title_that_names_a_column_is_not_the_header():
    assert columns(["姓名"], ["某县", "户编号"], list(HEADERS)) == list(NAMES)


def test_headings_are_matched_in_any_form_and_order():
    found = columns(["*姓 名（必填）", "户号", "【乡镇】", "序号", "月保障金\n（元）", "证件号码(18位)"])
    assert found == ["name", "household_no", "town", "", "amount", "id_number"]


def test_two_header_rows_by_merged_ranges():
    upper = ["乡(镇)", "编号", "", "个人信息", "", ""]
    lower = ["", "户编号", "人编号", "姓名", "证件号码", "出生日期"]
    merges = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 5)]
    assert columns(upper, lower, merges=merges) == ["town", "household_no", "person_no", "name", "id_number", "birth_date"]


def test_two_header_rows_by_blanks():
    upper = ["乡(镇)", "编号", "", "个人信息", "", ""]
    lower = ["", "户编号", "人编号", "姓名", "证件号码", "出生日期"]
    assert columns(upper, lower) == ["town", "household_no", "person_no", "name", "id_number", "birth_date"]


def test_the_upper_row_tells_two_equal_lower_headings_apart():
    contract_words = vocabulary(having(ignored_headers=("户主姓名", "户主证件号码")))
    upper = ["乡(镇)", "户主信息", "", "人员信息", ""]
    lower = ["", "姓名", "证件号码", "姓名", "证件号码"]
    header = find_header([upper, lower], contract_words)
    assert header is not None
    assert [cell.column for cell in header.cells] == ["town", "", "", "name", "id_number"]
    assert header.duplicates == ()


def test_both_rows_together_name_another_column_than_the_lower_alone():
    contract_words = vocabulary(having(columns=(*COLUMNS, Column("head_name", "户主姓名", "text"))))
    header = find_header([["户主信息", ""], ["姓名", "户编号"]], contract_words)
    assert header is not None
    assert [cell.column for cell in header.cells] == ["head_name", "household_no"]


def test_a_vertically_merged_header_hides_no_data_row(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        for column, text_ in enumerate(HEADERS):
            sheet.merge_range(1, column, 2, column, text_)
        sheet.merge_range(0, 0, 0, len(HEADERS) - 1, "人员花名册")
        for row, person in enumerate(PEOPLE, 3):
            sheet.write_row(row, 0, person)
    reading = taken_from(path)
    assert rows(reading, "name", "_row") == [(person[3], row) for row, person in enumerate(PEOPLE, 4)]
    assert reading.sheets[0].header_row == 3
    assert reading.skipped == 1


def test_the_first_data_row_is_never_taken_for_a_second_header_row():
    header = find_header([list(HEADERS), list(PEOPLE[0])], WORDS)
    assert header is not None
    assert header.last == 0


@pytest.mark.parametrize("lines", [PEOPLE, (("姓名",), *PEOPLE), (("某表",),)])
def test_without_a_header_the_drop_is_refused_and_told_what_belongs_there(tmp_path, lines):
    reading = taken(tmp_path, text(lines))
    assert reading.refusal is not None
    assert reading.refusal.reason == "header_not_found"
    assert all(header in reading.refusal.detail for header in ("户编号", "人编号", "姓名"))
    assert not any(person[3] in reading.refusal.detail for person in PEOPLE)


def test_a_header_below_the_searched_rows_is_not_found(tmp_path):
    assert taken(tmp_path, text([*[("题",)] * 40, HEADERS, *PEOPLE])).refusal is not None


def test_headings_over_several_lines_are_shown_on_one(tmp_path):
    headers = ("乡\n(镇)", *HEADERS[1:])
    reading = taken(tmp_path, text([headers, *PEOPLE]))
    assert every(reading) == list(PEOPLE)
    assert reading.sheets[0].columns[0] == ("乡(镇)", "town")
    assert next(iter(rows(reading, "_row"))) == (3,)


def test_a_workbook_under_two_header_rows(tmp_path):
    lines = [["人员信息"], ["乡(镇)", "编号", None, "个人"], [None, "户编号", "人编号", "姓名"], ["青石镇", "H1", "P1", "王小明"]]
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("表", lines)))
    assert rows(reading, "town", "household_no", "person_no", "name", "_row") == [("青石镇", "H1", "P1", "王小明", 4)]


def test_cells_merged_beyond_the_rows_that_hold_text_are_nothing():
    lines = [list(HEADERS), ["", "x"]]
    header = find_header(lines, WORDS, [(0, 20, 1, 20), (0, 7, 1, 30)])
    assert header is not None
    assert len(header.matched) == len(HEADERS)

import pytest
import xlsxwriter

from config.contracts import load_contracts
from flows.reading import SheetCount
from tests.flows.reading.samples import HEADERS, PEOPLE, every, having, rows, taken, taken_from, text, workbook

CODES = [["代码", "名称"], *[[str(n), f"村{n}"] for n in range(200)]]
NOTES = [["填报说明"], ["请按月报送"]]


def test_one_sheet_for_each_town(tmp_path):
    book = workbook(tmp_path / "a.xlsx", ("青石镇", [HEADERS, *PEOPLE[:2]]), ("白水乡", [["名单"], HEADERS, [], PEOPLE[2]]))
    reading = taken_from(book)
    found = rows(reading, "_sheet", "_row", "name")
    assert found == [("青石镇", 2, "王小明"), ("青石镇", 3, "李芳"), ("白水乡", 4, "买买提·艾力")]
    assert [(sheet.name, sheet.header_row) for sheet in reading.sheets] == [("青石镇", 1), ("白水乡", 2)]
    assert reading.skipped == 1


def test_sheets_may_differ_in_their_columns(tmp_path):
    first = [("住址", *HEADERS), ("甲", *PEOPLE[0])]
    second = [(*reversed(HEADERS), "电话", "住址"), (*reversed(PEOPLE[1]), "13800000000", "乙")]
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("一", first), ("二", second)))
    assert rows(reading) == list(PEOPLE[:2])
    for sheet, cells in zip(reading.sheets, (first, second), strict=True):
        place = next(name for header, name in sheet.columns if header == "住址")
        assert (cells[1][[header for header, _ in sheet.columns].index("住址")],) in rows(reading, place)


def test_hidden_sheets_are_noted_and_not_read(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, person in (("明", PEOPLE[0]), ("暗", PEOPLE[1]), ("更暗", PEOPLE[2])):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADERS)
            sheet.write_row(1, 0, person)
        book.worksheets()[1].hide()
        book.worksheets()[2].very_hidden()
    reading = taken_from(path)
    assert [(note.reason, note.sheet) for note in reading.notes] == [("hidden_sheet", "暗"), ("hidden_sheet", "更暗")]
    assert rows(reading) == [PEOPLE[0]]


def test_hidden_rows_and_columns_are_data(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((HEADERS, *PEOPLE)):
            sheet.write_row(row, 0, cells)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})
    assert rows(taken_from(path)) == list(PEOPLE)


@pytest.mark.parametrize("other", [NOTES, CODES])
def test_instructions_and_code_lists_beside_the_data_are_noted(tmp_path, other):
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("说明", other), ("数据", [HEADERS, *PEOPLE])))
    assert [(note.reason, note.sheet) for note in reading.notes] == [("header_not_found", "说明")]
    assert rows(reading) == list(PEOPLE)


def test_a_code_list_that_shares_headings_with_the_data_is_not_data(tmp_path):
    places = [["乡(镇)", "月保障金(元)"], *[["青石镇", str(n)] for n in range(30)]]
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("标准", places), ("数据", [HEADERS, *PEOPLE])))
    assert reading.refusal is None
    assert rows(reading) == list(PEOPLE)


def test_our_own_instructions_in_a_returned_workbook_need_no_word(tmp_path):
    returned = [(*HEADERS, "拒收原因", "更正编号"), *[(*person, "日期无法识别", "x") for person in PEOPLE]]
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("数据", returned), ("填写说明", CODES)))
    assert (reading.refusal, reading.notes) == (None, ())
    assert rows(reading) == list(PEOPLE)


def test_a_sheet_of_that_name_in_any_other_workbook_is_noted(tmp_path):
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("数据", [HEADERS, *PEOPLE]), ("填写说明", NOTES)))
    assert [(note.reason, note.sheet) for note in reading.notes] == [("header_not_found", "填写说明")]


def test_every_sheet_has_its_own_counts(tmp_path):
    first = [["名单"], HEADERS, *PEOPLE[:2], ("合计", "2")]
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("甲", first), ("乙", [HEADERS, PEOPLE[2]])))
    assert reading.counts == ()
    rows(reading)
    assert reading.counts == (SheetCount("甲", 2, 2), SheetCount("乙", 1, 0))
    assert (reading.skipped, reading.container) == (2, "Excel 工作簿")


def test_blank_sheets_are_nothing(tmp_path):
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("数据", [HEADERS, *PEOPLE]), ("Sheet2", []), ("Sheet3", [])))
    assert reading.notes == ()
    assert rows(reading) == list(PEOPLE)


def test_data_on_a_sheet_without_a_header_is_not_lost_in_silence(tmp_path):
    lost = [PEOPLE[n % 3] for n in range(50)]
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("一", [HEADERS, *PEOPLE]), ("二", lost)))
    assert reading.refusal is not None
    assert reading.refusal.reason == "header_not_found"
    assert "二" in reading.refusal.detail


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        ([("一", [])], "empty_file"),
        ([("一", [["  "]])], "header_not_found"),
        ([("一", [HEADERS])], "empty_file"),
        ([("说明", NOTES), ("代码", CODES)], "header_not_found"),
        ([("一", [HEADERS[1:], PEOPLE[0][1:]])], "missing_column"),
    ],
)
def test_workbooks_without_rows_are_refused(tmp_path, sheets, reason):
    reading = taken_from(workbook(tmp_path / "a.xlsx", *sheets))
    assert reading.refusal is not None
    assert reading.refusal.reason == reason


def test_a_workbook_whose_data_is_all_hidden_is_empty_and_says_why(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("空")
        sheet = book.add_worksheet("暗")
        sheet.write_row(0, 0, HEADERS)
        sheet.hide()
    reading = taken_from(path)
    assert reading.refusal is not None
    assert reading.refusal.reason == "empty_file"
    assert "暗" in reading.refusal.detail


@pytest.mark.parametrize("feed", sorted(load_contracts()))
def test_every_feed_is_read_by_its_own_headers(tmp_path, feed):
    contract = load_contracts()[feed]
    cells = [f"v{n}" for n in range(len(contract.columns))]
    content = text([[column.header for column in contract.columns], cells])
    reading = taken(tmp_path, content, contract)
    assert reading.notes == ()
    assert rows(reading, *contract.by_name) == [tuple(cells)]


def test_a_contract_of_one_column_is_found_by_it(tmp_path):
    contract = having(columns=having().columns[1:2], key=("household_no",))
    assert every(taken(tmp_path, text([("户编号",), ("H1",)]), contract), "household_no") == [("H1",)]

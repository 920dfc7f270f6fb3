"""Line 3, the top of a table: title rows, merged two-row headers, units, brackets, spaces and line breaks in headings."""

import io

import pytest
import xlsxwriter

from tests.flows.dirt.books import webpage, xlsx
from tests.flows.dirt.office import LABELS, ROSTER, delimited, header, line

PERSONS = [line(income_per_capita="8000.50"), line(person_no="P2", name="李秋分", income_per_capita="7,200")]
FOUND = [("P1", "王小满", 800050), ("P2", "李秋分", 720000)]
COLUMNS = ("person_no", "name", "income_per_capita")
TITLES = [["临水县农户花名册"], ["填报单位：青石镇人民政府", "", "2024年5月31日"]]


@pytest.mark.parametrize("make", [lambda rows: delimited(rows).encode(), lambda rows: xlsx(("名册", rows)), webpage])
def test_two_title_rows_and_the_header_on_row_three(office, make):
    account = office.take(make([*TITLES, header(), *PERSONS]))
    assert (account.drop.state, account.counts) == ("done", (2, 2, 0, 2))
    assert account.rows(*COLUMNS, "_row") == [(*FOUND[0], 4), (*FOUND[1], 5)]
    assert "不是数据 2 标题、合计、签章等" in account.page


def test_the_unit_of_the_title_row_counts(office):
    account = office.take_rows([*PERSONS])
    assert account.rows(*COLUMNS) == FOUND
    in_wan = delimited(
        [["农户花名册"], ["", "", "单位：万元"], header(income_per_capita="人均纯收入"), line(income_per_capita="0.85")]
    )
    assert office.take(in_wan, "名册_20240601.csv").rows(*COLUMNS[1:]) == [("王小满", 850000)]


@pytest.mark.parametrize(
    ("label", "cell", "fen"),
    [
        ("人均纯收入(元)", "8000.50", 800050),
        ("人均纯收入（元）", "8000.50", 800050),
        ("人均纯收入【元】", "8000.50", 800050),
        ("人均纯收入(万元)", "0.80005", 800050),
        ("人均纯收入（千元）", "8.0005", 800050),
        ("人 均 纯 收 入\n（元）", "8000.50", 800050),
        ("*人均纯收入（单位：元）", "8000.50", 800050),
        ("人均纯收入(元/年)", "8000.50", 800050),
        ("人均\r\n纯收入", "8000.50", 800050),
        ("　家庭人均纯收入　", "8000.50", 800050),
    ],
)
def test_units_and_dress_of_a_heading(office, label, cell, fen):
    account = office.take(delimited([header(income_per_capita=label), line(income_per_capita=cell)]))
    assert (account.drop.state, account.counts, account.warned) == ("done", (1, 1, 0, 0), [])
    assert account.rows("income_per_capita") == [(fen,)]


@pytest.mark.parametrize("label", ["人均纯收入(角)", "人均纯收入（分）", "人均纯收入(人)"])
def test_a_unit_that_is_not_the_contracts_refuses_the_file(office, label):
    account = office.take(delimited([header(income_per_capita=label), line(income_per_capita="8000")]))
    assert (account.drop.state, account.counts) == ("refused", (1, 0, 1, 0))
    assert account.refused == [("", 2, "income_per_capita", "unit_mismatch")]
    assert account.reasons["unit_mismatch"].endswith("的单位应为元。")
    assert "单位应为元" in account.page


def test_full_width_brackets_spaces_and_line_breaks_everywhere(office):
    dressed = ["　" + "\n ".join(label.translate(str.maketrans("()", "（）"))) + " " for label in header()]
    account = office.take(delimited([dressed, *PERSONS]))
    assert (account.drop.state, account.counts, account.warned) == ("done", (2, 2, 0, 0), [])
    assert account.rows(*COLUMNS) == FOUND


GROUPS = (
    ("所在地", ("county", "town", "village", "village_code")),
    ("编号", ("household_no", "person_no")),
    ("家庭成员信息", ("name", "id_number", "sex", "birth_date", "ethnicity", "relation", "education_level", "student_status")),
)


def merged(*, with_merges: bool) -> bytes:
    """A title row, groups over their columns, single headings over two rows; then the persons."""
    names = list(LABELS[ROSTER])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_string(0, 0, "农户花名册")
        grouped = {name for _, members in GROUPS for name in members}
        for text, members in GROUPS:
            first, last = names.index(members[0]), names.index(members[-1])
            sheet.merge_range(1, first, 1, last, text) if with_merges else sheet.write_string(1, first, text)
        for column, (name, label) in enumerate(LABELS[ROSTER].items()):
            if name in grouped:
                sheet.write_string(2, column, label)
            elif with_merges:
                sheet.merge_range(1, column, 2, column, label)
            else:
                sheet.write_string(1, column, label)
        for at, cells in enumerate(PERSONS, start=3):
            for column, cell in enumerate(cells):
                sheet.write_string(at, column, cell)
    return out.getvalue()


@pytest.mark.parametrize("with_merges", [True, False], ids=["merged", "unmerged"])
def test_a_header_of_two_rows(office, with_merges):
    account = office.take(merged(with_merges=with_merges), "名册_20240531.xlsx")
    assert (account.drop.state, account.counts, account.warned) == ("done", (2, 2, 0, 1), [])
    assert account.rows(*COLUMNS, "_row") == [(*FOUND[0], 4), (*FOUND[1], 5)]


def test_a_header_of_two_rows_as_csv(office):
    upper = ["基本信息", *[""] * 6, *header()[7:]]
    lower = [*header()[:7], *[""] * (len(header()) - 7)]
    account = office.take(delimited([upper, lower, *PERSONS]))
    assert (account.drop.state, account.counts, account.warned) == ("done", (2, 2, 0, 0), [])
    assert account.rows(*COLUMNS, "_row") == [(*FOUND[0], 3), (*FOUND[1], 4)]


def test_two_names_told_apart_by_the_upper_row(office):
    """The head's name above the member's: only the member's is the row's person."""
    place = header().index("姓名")
    upper = ["" for _ in header()]
    upper[place : place + 1] = ["户主", "家庭成员"]
    lower = header()
    lower[place : place + 1] = ["姓名", "姓名"]
    cells = [[*person[:place], "钱户主", *person[place:]] for person in PERSONS]
    account = office.take(delimited([upper, lower, *cells]))
    assert account.drop.state == "done"
    assert account.rows(*COLUMNS) == FOUND


def test_no_header_is_refused_with_the_columns_wanted(office):
    account = office.take(delimited(PERSONS))
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert "户编号、人编号、姓名" in account.reasons["header_not_found"]
    assert "请保留数据规范里的列名作为表头" in account.page

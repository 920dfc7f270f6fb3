"""Line 4: every cell is read as text; a number cell that held an ID has lost its tail; trailing .0 and a leading apostrophe."""

import pytest

from tests.flows.dirt.books import xlsx
from tests.flows.dirt.office import IDS, delimited, header, line, resident
from tests.flows.reading.legacy import xls

ID_COLUMN = header().index("证件号码")
LOST = resident("11010119900307775")


def with_id(value, number: str = "P1"):
    cells = line(person_no=number)
    return [*cells[:ID_COLUMN], value, *cells[ID_COLUMN + 1 :]]


def scientific(account, row: int, sheet: str) -> None:
    assert account.counts == (2, 1, 1, 0)
    assert account.refused == [(sheet, row, "id_number", "scientific")]
    assert "科学计数" in account.page
    assert "末尾数字已丢失" in account.page
    (reason,) = account.receipt["reasons"]
    assert reason["places"] == [{"sheet": sheet, "row": row}]


@pytest.mark.parametrize(("make", "sheet"), [(lambda rows: xlsx(("名册", rows)), "名册"), (xls, "表一")], ids=["xlsx", "xls"])
def test_an_id_in_a_number_cell_is_refused_by_its_cell_type(office, make, sheet):
    account = office.take(make([header(), with_id(float(LOST)), with_id(LOST, "P2")]), "名册_20240531.xlsx")
    scientific(account, 2, sheet)
    assert account.rows("id_number__state", "person_no") == [("valid", "P2")]


def test_a_check_digit_alone_would_not_have_caught_it(office):
    """The digits that a number cell shows instead are an ID with a right check character, of somebody else."""
    numbers = [resident(f"61080219900101{n:03}") for n in range(1000)]
    shown = next(number for number in numbers if number.isdigit() and int(float(number)) == int(number))
    account = office.take(xlsx(("名册", [header(), with_id(float(shown)), with_id(IDS[0], "P2")])), "名册_20240531.xlsx")
    scientific(account, 2, "名册")


@pytest.mark.parametrize("text", ["1.10101E+17", "1.10101199003078E+17", "1.10101e17", f"{int(float(LOST))}.0", "5.22326E+17"])
def test_scientific_notation_in_text_is_the_same_loss(office, text):
    account = office.take_rows([with_id(text), with_id(IDS[0], "P2")])
    scientific(account, 2, "")


def test_a_key_in_scientific_notation_is_refused_too(office):
    account = office.take(xlsx(("名册", [header(), line(household_no="6.10802E+17"), line()])), "名册_20240531.xlsx")
    assert account.refused == [("名册", 2, "household_no", "scientific")]


def test_numbers_that_are_exact_are_read_to_the_digit(office):
    numeric = line()
    for label, value in (("行政区划代码", 610802101201), ("户编号", 10086), ("务工时间(月)", 6), ("人均纯收入(元)", 0.1 + 0.2)):
        numeric[header().index(label)] = value
    account = office.take(xlsx(("名册", [header(), numeric])), "名册_20240531.xlsx")
    assert account.rows("village_code", "household_no", "months_worked", "income_per_capita") == [
        ("610802101201", "10086", 6, 30)
    ]


def test_leading_zeros_in_text_cells_stay(office):
    account = office.take(xlsx(("名册", [header(), line(household_no="0012", person_no="007")])), "名册_20240531.xlsx")
    assert account.rows("household_no", "person_no") == [("0012", "007")]


def test_a_trailing_zero_and_a_leading_apostrophe_are_dress(office):
    dressed = line(
        village_code="610802101201.0", household_no="'0012", person_no="12.0", id_number=f"'{IDS[0]}", months_worked="6.0",
        birth_date="'1990-01-01", relation="'户主", household_type="'贫困户",
    )  # fmt: skip
    account = office.take_rows([dressed])
    columns = ("village_code", "household_no", "person_no", "months_worked", "relation", "household_type", "id_number__state")
    assert account.rows(*columns) == [("610802101201", "0012", "12", 6, "head", "poor", "valid")]


def test_cells_protected_from_excel(office):
    protected = (
        delimited([header(), line(household_no="0012", id_number=IDS[0])])
        .replace(IDS[0], f'="{IDS[0]}"')
        .replace("0012", '="0012"')
    )
    assert office.take(protected).rows("household_no", "id_number__state") == [("0012", "valid")]


def test_booleans_and_error_cells(office):
    cells = line()
    cells[header().index("是否危房户")] = True
    with_error = line(person_no="P2")
    with_error[header().index("人均纯收入(元)")] = "#N/A"
    account = office.take(xlsx(("名册", [header(), cells, with_error])), "名册_20240531.xlsx")
    assert account.rows("dangerous_house", "income_per_capita") == [(True, None), (None, None)]

"""Line 7: dates and months in every spelling, both epochs of Excel, days that are none, and dates that mean "no date"."""

import datetime as dt
from datetime import date

import pytest

from tests.flows.dirt.books import xlsx
from tests.flows.dirt.office import EVENTS, header, line
from tests.flows.reading.legacy import xls

BORN = header().index("出生日期")

DAYS = {
    "20170101": date(2017, 1, 1),
    "2017-1-1": date(2017, 1, 1),
    "2017-01-01": date(2017, 1, 1),
    "2017/1/1": date(2017, 1, 1),
    "2017.1.1": date(2017, 1, 1),
    "２０１７－０１－０１": date(2017, 1, 1),
    "2017年1月1日": date(2017, 1, 1),
    "2017年01月01日": date(2017, 1, 1),
    "17.1.1": date(2017, 1, 1),
    "62.1.1": date(1962, 1, 1),
    "2017-01-01 08:30:00": date(2017, 1, 1),
    "2017-01-01T08:30:00": date(2017, 1, 1),
    "2017/1/1 8:30": date(2017, 1, 1),
    "42736": date(2017, 1, 1),
    "42736.0": date(2017, 1, 1),
    " 20170101 ": date(2017, 1, 1),
}
MONTHS = {
    "2017.1": date(2017, 1, 1),
    "2017年1月": date(2017, 1, 1),
    "2017年01月": date(2017, 1, 1),
    "201701": date(2017, 1, 1),
    "2017-01": date(2017, 1, 1),
    "2017/1": date(2017, 1, 1),
    "20170115": date(2017, 1, 1),
    "2017-01-15": date(2017, 1, 1),
    "17年1月": date(2017, 1, 1),
}
NO_DATE = ["1900-01-01", "19000101", "9999-12-31", "99991231", "长期", "长期有效", "", "/", "—", "无", "未知"]
NO_DAY = [
    "2017-00-01",
    "20170100",
    "20170001",
    "2017-02-30",
    "2017-13-01",
    "201701",
    "2017.1",
    "2017年1月",
    "2017",
    "昨天",
    "3017-01-01",
    "1799-01-01",
]


def taken(office, column: str, cells: list[str]):
    return office.take_rows([line(person_no=f"P{n:02}", **{column: cell}) for n, cell in enumerate(cells)])


def test_days(office):
    account = taken(office, "birth_date", list(DAYS))
    assert account.counts == (len(DAYS), len(DAYS), 0, 0)
    assert dict(zip(DAYS, account.values("birth_date"), strict=True)) == DAYS


def test_months(office):
    account = taken(office, "identified_on", list(MONTHS))
    assert account.counts == (len(MONTHS), len(MONTHS), 0, 0)
    assert dict(zip(MONTHS, account.values("identified_on"), strict=True)) == MONTHS


@pytest.mark.parametrize("column", ["birth_date", "identified_on"])
def test_sentinels_and_for_ever_are_no_date_and_no_fault(office, column):
    account = taken(office, column, NO_DATE)
    assert (account.counts, account.warned) == ((len(NO_DATE), len(NO_DATE), 0, 0), [])
    assert account.values(column) == [None] * len(NO_DATE)


def test_what_is_no_day_refuses_the_row_and_is_never_blank(office):
    account = taken(office, "birth_date", [*NO_DAY, "2017-01-01", "", "", ""])
    assert account.counts == (len(NO_DAY) + 4, 4, len(NO_DAY), 0)
    assert account.refused == [("", n, "birth_date", "unreadable_date") for n in range(2, len(NO_DAY) + 2)]
    assert account.receipt["reasons"][0]["header"] == "出生日期"
    assert "请写成 2024-05-31 这样的日期" in account.page


def test_months_that_are_none(office):
    account = taken(office, "identified_on", ["201700", "2017年13月", "2017.0", "2017", "", "201701"])
    assert account.counts == (6, 2, 4, 0)
    assert {refused[2:] for refused in account.refused} == {("identified_on", "unreadable_date")}


def test_a_required_date_that_means_none_is_missing(office):
    rows = [line(EVENTS, event_no=f"E{n}", event_date=cell) for n, cell in enumerate(["1900-01-01", "长期", "20240503"])]
    account = office.take_rows(rows, "火化_20240531.csv", EVENTS)
    assert account.counts == (3, 1, 2, 0)
    assert account.refused == [("", 2, "event_date", "missing_required"), ("", 3, "event_date", "missing_required")]


def dated(*values: object) -> list[list[object]]:
    return [[*cells[:BORN], value, *cells[BORN + 1 :]] for n, value in enumerate(values) for cells in [line(person_no=f"P{n}")]]


@pytest.mark.parametrize("epoch_1904", [False, True], ids=["1900", "1904"])
def test_serials_count_from_the_workbooks_own_epoch(office, epoch_1904):
    """Date cells, bare numbers and numbers with a time of day; the very same day in both epochs."""
    serial = (date(2017, 1, 1) - (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30))).days
    rows = dated(dt.date(2017, 1, 1), dt.datetime(2017, 1, 1, 8, 30), serial, serial + 0.354, str(serial))
    account = office.take(xlsx(("名册", [header(), *rows]), date_1904=epoch_1904), "名册_20240531.xlsx")
    assert account.counts == (5, 5, 0, 0)
    assert account.values("birth_date") == [date(2017, 1, 1)] * 5


@pytest.mark.parametrize("epoch_1904", [False, True], ids=["1900", "1904"])
def test_serials_of_a_legacy_workbook(office, epoch_1904):
    serial = (date(2017, 1, 1) - (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30))).days
    account = office.take(xls([header(), *dated(float(serial))], serial_1904=epoch_1904), "名册_20240531.xls")
    assert account.values("birth_date") == [date(2017, 1, 1)]


def test_a_two_digit_year_belongs_to_the_century_before_when_it_would_lie_ahead(office):
    account = office.take_rows(dated("24.5.1", "25.5.1"), "名册_20240531.csv")
    assert account.values("birth_date") == [date(2024, 5, 1), date(1925, 5, 1)]

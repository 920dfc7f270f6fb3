from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.normalise.cells import read, same_in_any_company
from transforms.normalise import faults
from transforms.normalise.dates import FIRST_DAY, LAST_DAY, day, month

DAYS = st.dates(date(1901, 1, 1), LAST_DAY)


def day_2024(expr: pl.Expr) -> pl.Expr:
    return day(expr, pivot_year=2024)


def month_2024(expr: pl.Expr) -> pl.Expr:
    return month(expr, pivot_year=2024)


@pytest.mark.parametrize(
    "cell",
    [
        "20170101",
        "2017-1-1",
        "2017-01-01",
        "2017/1/1",
        "2017.1.1",
        "2017年1月1日",
        "2017年1月1号",
        "2017年 1月 1日",
        "17.1.1",
        "17年1月1日",
        "２０１７－１－１",
        "2017-01-01 08:30:00",
        "2017-01-01T08:30:00+08:00",
        "2017/1/1 0:00",
        "2017年1月1日 下午3:30",
        "20170101083000",
        "20170101.0",
        "42736",
        "42736.5",
        "'2017-01-01",
        " 2017-01-01\u200b",
    ],
)
def test_spellings_of_one_day(cell: str) -> None:
    assert read(day_2024, cell) == (date(2017, 1, 1), faults.OK)


@pytest.mark.parametrize(
    "cell",
    [
        "2017-00-10",
        "2017-01-00",
        "2017-02-30",
        "20170230",
        "00000000",
        "201701",
        "2017-01",
        "2017年1月",
        "2017.1",
        "2017",
        "170101",
        "1-5-2017",
        "1849-12-31",
        "2100-01-01",
        "+1234567",
        "昨天",
        "2017-01-01-02",
    ],
)
def test_what_is_no_day_is_a_fault(cell: str) -> None:
    assert read(day_2024, cell) == (None, faults.DATE)


@pytest.mark.parametrize(
    "cell",
    ["1900-01-01", "19000101", "1900/1/1", "9999-12-31", "99991231", "9999年12月31日", "长期", "", "-", "无", None],
)
def test_no_date_is_null_without_fault(cell: str | None) -> None:
    assert read(day_2024, cell) == (None, faults.OK)
    assert read(month_2024, cell) == (None, faults.OK)


@pytest.mark.parametrize(("pivot", "year"), [(2023, 1924), (2024, 2024)])
def test_two_digit_years_turn_at_the_pivot(pivot: int, year: int) -> None:
    assert read(partial(day, pivot_year=pivot), "24.5.6") == (date(year, 5, 6), faults.OK)


def test_macintosh_serials_start_in_1904() -> None:
    assert read(partial(day, pivot_year=2024, serial_1904=True), "41274") == (date(2017, 1, 1), faults.OK)


@pytest.mark.parametrize(
    "cell",
    [
        "201701",
        "2017-01",
        "2017-1",
        "2017.1",
        "2017/1",
        "2017年1月",
        "17年1月",
        "2017年01月份",
        "20170115",
        "2017-1-9",
        "42736",
        "201701.0",
    ],
)
def test_spellings_of_one_month(cell: str) -> None:
    assert read(month_2024, cell) == (date(2017, 1, 1), faults.OK)


@pytest.mark.parametrize("cell", ["2017", "201713", "2017-00", "201700", "1月", "184912"])
def test_what_is_no_month_is_a_fault(cell: str) -> None:
    assert read(month_2024, cell) == (None, faults.DATE)


@given(DAYS, st.sampled_from(["%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y-%m-%d 12:00:00"]))
def test_every_day_reads_in_every_spelling_and_rereads(when: date, spelling: str) -> None:
    value, _ = read(day_2024, when.strftime(spelling))
    assert value == when
    assert read(day_2024, value.isoformat()) == (value, faults.OK)
    assert read(month_2024, when.strftime(spelling)) == (when.replace(day=1), faults.OK)


@given(st.dates(date(1928, 1, 1), LAST_DAY))
def test_every_serial_is_its_day(when: date) -> None:
    assert read(day_2024, str((when - date(1899, 12, 30)).days)) == (when, faults.OK)


@given(st.lists(st.one_of(st.none(), DAYS.map(str), st.text("0123456789-/.年月日", max_size=11)), min_size=1, max_size=5))
@settings(max_examples=12)
def test_is_row_local(cells: list[str | None]) -> None:
    same_in_any_company(day_2024, cells)
    same_in_any_company(month_2024, cells)


def test_the_calendar_knows_its_ends() -> None:
    assert read(day_2024, f"{FIRST_DAY:%Y%m%d}") == (FIRST_DAY, faults.OK)
    assert read(day_2024, f"{LAST_DAY:%Y%m%d}") == (LAST_DAY, faults.OK)
    assert read(day_2024, f"{LAST_DAY + timedelta(days=1):%Y%m%d}") == (None, faults.DATE)

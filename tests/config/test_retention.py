"""How long contracts keep things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from config.contracts import load_contracts
from config.retention import before, kept_since, kept_until


@pytest.mark.parametrize(
    ("duration", "day"),
    [
        ("P10Y", date(2014, 2, 28)),
        ("P18M", date(2022, 8, 29)),
        ("P90D", date(2023, 12, 1)),
        ("P1M", date(2024, 1, 29)),
        ("P1Y6M1D", date(2022, 8, 28)),
    ],
)
def test_a_duration_before_a_leap_day(duration: str, day: date) -> None:
    assert before(date(2024, 2, 29), duration) == day


def test_a_feed_is_kept_as_long_as_the_longest_of_its_columns() -> None:
    contract = load_contracts()["civil_affairs/assistance"]
    assert {column.retention for column in contract.columns} >= {"P10Y", "P5Y"}
    assert kept_since(contract, date(2024, 6, 1)) == date(2014, 6, 1)


@pytest.mark.parametrize("duration", ["P10Y", "P18M", "P90D", "P1M", "P1Y6M1D"])
def test_the_last_day_of_its_time_is_the_last(duration: str) -> None:
    whole = load_contracts()["civil_affairs/assistance"]
    contract = replace(whole, columns=tuple(replace(column, retention=duration) for column in whole.columns))
    for day in (date(2024, 1, 30) + timedelta(days=number) for number in range(400)):
        last = kept_until(contract, day)
        assert kept_since(contract, last) <= day < kept_since(contract, last + timedelta(days=1))


def test_what_is_no_duration_is_said() -> None:
    with pytest.raises(ValueError, match="10Y is no duration"):
        before(date(2024, 1, 1), "10Y")

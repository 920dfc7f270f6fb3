from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.transforms.linkage.comparisons.pairs import level


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1990-03-07", "19900307", "same"),
        ("1990-03-07", "1990年3月7日", "same"),
        ("1990-03-07", "1990/3/7 08:30:00", "same"),
        ("1990-03-07", "1990-03-08", "one_slip"),
        ("1990-03-07", "1960-03-07", "one_slip"),
        ("1990-03-12", "1990-03-21", "one_slip"),
        ("1990-03-07", "9190-03-07", "one_slip"),
        ("1990-03-07", "1990-07-03", "swapped"),
        ("1990-03-07", "1991-03-07", "next_year"),
        ("1989-03-07", "1990-03-07", "next_year"),
        ("1990-03-07", "1990-01-01", "default_day"),
        ("1990-03-07", "1990-03-01", "default_day"),
        ("1990-03-07", "1990-04-01", "same_year"),
        ("1990-03-07", "1990-12-25", "same_year"),
        ("1990-03-07", "1990-12-03", "same_year"),
        ("1990-03-07", "1985-12-25", "different"),
        ("1990-03-07", "1900-01-01", "unknown"),
        ("1990-03-07", "9999-12-31", "unknown"),
        ("1990-03-07", "1990-03", "unknown"),
        ("1990-03-07", "长期", "unknown"),
        ("19901332", "19901323", "one_slip"),
    ],
)
def test_slips_of_dates(one: str, other: str, expected: str) -> None:
    assert level("date", one, other) == expected


def test_dates_are_compared_as_their_texts_are() -> None:
    days = (pl.Date(),)
    assert level("date", date(1990, 3, 7), date(1990, 7, 3), days) == "swapped"
    assert level("date", date(1990, 3, 7), date(1900, 1, 1), days) == "unknown"
    assert level("date", date(1990, 3, 7), None, days) == "unknown"

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.linkage.comparisons.pairs import level, levels
from transforms.linkage.comparisons.ages import usual_ages

COLUMNS = (pl.Date(), pl.String(), pl.Date())
SEEN = date(2024, 9, 1)


def of(birth: date | None, stage: str | None, seen: date | None = SEEN) -> str:
    return level("age_stage", (birth, None, None), (None, stage, seen), COLUMNS)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(2019, 9, 1), "plausible"),  # five years old today
        (date(2019, 9, 2), "implausible"),
        (date(2008, 9, 2), "plausible"),  # sixteen tomorrow
        (date(2008, 9, 1), "implausible"),
        (date(1980, 1, 1), "implausible"),
    ],
)
def test_pupils_of_a_primary_school_are_five_to_fifteen(birth: date, expected: str) -> None:
    assert of(birth, "primary") == expected


def test_without_one_of_the_three_nothing_is_known() -> None:
    assert of(None, "primary") == of(date(2015, 1, 1), None) == of(date(2015, 1, 1), "primary", None) == "unknown"
    assert of(date(2015, 1, 1), "no such stage") == "unknown"


def test_where_both_records_have_both_either_may_contradict() -> None:
    child, adult = (date(2015, 1, 1), "primary", SEEN), (date(1980, 1, 1), None, None)
    assert level("age_stage", child, child, COLUMNS) == "plausible"
    assert level("age_stage", child, (date(1980, 1, 1), "primary", SEEN), COLUMNS) == "implausible"
    assert level("age_stage", child, adult, COLUMNS) == "implausible"


@given(st.dates(date(1990, 1, 1), date(2024, 1, 1)), st.sampled_from(["preschool", "primary", "junior", "senior"]))
def test_age_counts_completed_years(birth: date, stage: str) -> None:
    age = SEEN.year - birth.year - ((SEEN.month, SEEN.day) < (birth.month, birth.day))
    fits = usual_ages()[stage].youngest <= age <= usual_ages()[stage].oldest
    assert levels("age_stage", [(birth, None, None)], [(None, stage, SEEN)], COLUMNS) == ["plausible" if fits else "implausible"]

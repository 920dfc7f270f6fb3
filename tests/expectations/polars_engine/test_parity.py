"""The same verdicts, counts, values and row numbers as the pandas engine, for every expectation both support."""

from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.expectations.expectation import Expectation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.expectations.polars_engine.cases import RESULT_FORMATS, frames, suites
from tests.expectations.polars_engine.differences import DIFFERENCES, NOT_COMPARED, Difference
from tests.expectations.polars_engine.reference import RAISED, by_pandas, by_polars

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=3, derandomize=True)
DEEP = settings(QUICK, max_examples=25)
EXAMPLES = (frames(), suites(), st.sampled_from(RESULT_FORMATS))


def agrees(frame: pl.DataFrame, suite: list[Expectation], result_format: Any) -> None:
    expected, found = by_pandas(frame, suite, result_format), by_polars(frame, suite, result_format)
    named = [(one.expectation_type, one.configuration.kwargs) for one in suite]
    assert list(zip(named, found, strict=True)) == list(zip(named, expected, strict=True))


@QUICK
@given(*EXAMPLES)
def test_agrees_with_pandas(frame: pl.DataFrame, suite: list[Expectation], result_format: str) -> None:
    agrees(frame, suite, result_format)


@pytest.mark.slow
@DEEP
@given(*EXAMPLES)
def test_agrees_with_pandas_on_many_frames(frame: pl.DataFrame, suite: list[Expectation], result_format: str) -> None:
    agrees(frame, suite, result_format)


@pytest.mark.slow
@settings(DEEP, max_examples=15)
@given(*EXAMPLES[:2])
def test_a_suite_agrees_with_its_expectations_one_by_one(frame: pl.DataFrame, suite: list[Expectation]) -> None:
    some = suite[::7]
    assert by_polars(frame, some, "SUMMARY") == [by_polars(frame, [one], "SUMMARY")[0] for one in some]


LONG = pl.DataFrame({"i": range(300), "k": [f"户{number}" for number in range(300)]})


@pytest.mark.parametrize(
    "result_format",
    [
        {"result_format": "BASIC", "partial_unexpected_count": 0},
        {"result_format": "SUMMARY", "partial_unexpected_count": 7},
        {"result_format": "COMPLETE", "unexpected_index_column_names": ["k"]},
        {"result_format": "COMPLETE", "unexpected_index_column_names": ["k"], "exclude_unexpected_values": True},
        {"result_format": "SUMMARY", "exclude_unexpected_values": True},
    ],
    ids=str,
)
def test_every_option_of_a_result_format_is_followed(result_format: dict[str, Any]) -> None:
    above = [gxe.ExpectColumnValuesToBeBetween(column="i", max_value=limit, mostly=0.9) for limit in (150, 295)]
    agrees(LONG, [*above, gxe.ExpectCompoundColumnsToBeUnique(column_list=["i", "k"])], result_format)


def test_values_rows_and_row_numbers_are_capped() -> None:
    (found,) = by_polars(LONG, [gxe.ExpectColumnValuesToBeBetween(column="i", max_value=-1)], "COMPLETE")
    assert found["unexpected_count"] == 300
    assert found["unexpected_list"] == found["unexpected_index_list"] == list(range(200))


@pytest.mark.parametrize("one", DIFFERENCES, ids=lambda one: one.name)
def test_every_difference_is_as_listed(one: Difference) -> None:
    verdicts = [engine(one.frame, [one.expectation], "BASIC")[0] for engine in (by_pandas, by_polars)]
    assert [verdict if verdict == RAISED else verdict["success"] for verdict in verdicts] == [one.pandas, one.polars]
    assert one.pandas != one.polars
    assert one.reason


@settings(QUICK, max_examples=1)
@given(suites())
def test_every_expectation_class_is_compared_or_named_with_a_reason(suite: list[Expectation]) -> None:
    compared = {type(one).__name__ for one in suite}
    known = {name for name in dir(gxe) if name.startswith(("Expect", "Unexpected"))}
    assert compared | set(NOT_COMPARED) == known
    assert not compared & set(NOT_COMPARED)

"""The same verdicts, counts, values and row numbers as the pandas engine, for every expectation both support."""

from __future__ import annotations

import polars as pl
import pytest
from great_expectations.expectations.expectation import Expectation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.expectations.polars_engine.cases import RESULT_FORMATS, frames, suites
from tests.expectations.polars_engine.reference import by_pandas, by_polars

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=40, derandomize=True)


@pytest.mark.slow
@QUIET
@given(frames(), suites(), st.sampled_from(RESULT_FORMATS))
def test_agrees_with_pandas(frame: pl.DataFrame, suite: list[Expectation], result_format: str) -> None:
    expected, found = by_pandas(frame, suite, result_format), by_polars(frame, suite, result_format)
    named = [(one.expectation_type, one.configuration.kwargs) for one in suite]
    assert list(zip(named, found, strict=True)) == list(zip(named, expected, strict=True))


@pytest.mark.slow
@QUIET
@given(frames(), suites())
def test_a_suite_agrees_with_its_expectations_one_by_one(frame: pl.DataFrame, suite: list[Expectation]) -> None:
    some = suite[::7]
    assert by_polars(frame, some, "SUMMARY") == [by_polars(frame, [one], "SUMMARY")[0] for one in some]

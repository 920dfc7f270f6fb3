"""The seam: an outcome by severity, counts and shares, never a cell; what could not be evaluated is an error."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

import polars as pl
import pytest

from expectations.judge import JudgeError, expected, judge
from expectations.suite import Check, Expectation, Severity, Suite

PLANTED = "不该出现的文字"
PLANTED_NUMBER = 987_654_321
PLANTED_DAY = "1987-06-05"
BINS = {"bins": [0, 1, 2], "weights": [0.5, 0.5]}


def check(kind: str, severity: Severity = "hold", tolerated: int = 0, **arguments: Any) -> Check:
    return Check("check", Expectation(kind, arguments), severity, "reason", "标题", tolerated)


def judged(frame: pl.DataFrame, *checks: Check, figures: bool = False) -> Any:
    numbered = tuple(
        Check(f"c{number}", one.expectation, one.severity, one.reason, one.title, one.tolerated)
        for number, one in enumerate(checks)
    )
    return judge(frame.lazy(), Suite("suite", numbered, figures=figures))


@pytest.mark.parametrize(("severity", "outcome"), [("warning", "warn"), ("hold", "hold"), ("critical", "refuse")])
def test_the_outcome_follows_the_severity(severity: Severity, outcome: str) -> None:
    present = check("ExpectColumnValuesToNotBeNull", severity, column="a")
    assert judged(pl.DataFrame({"a": [1, 2]}), present).outcome == "accept"
    assert judged(pl.DataFrame({"a": [1, None]}), present).outcome == outcome


def test_the_gravest_failed_check_decides_and_all_are_listed_in_order() -> None:
    frame = pl.DataFrame({"a": [1, None]})
    fails, holds = check("ExpectColumnValuesToNotBeNull", "warning", column="a"), check("ExpectTableRowCountToEqual", value=3)
    passes = check("ExpectColumnValuesToBeUnique", "critical", column="a")
    verdict = judged(frame, fails, passes, holds)
    assert verdict.outcome == "hold"
    assert [(one.id, one.success) for one in verdict.results] == [("c0", False), ("c1", True), ("c2", False)]


def test_counts_and_shares_leave_blank_cells_out() -> None:
    frame = pl.DataFrame({"a": [1, 1, 9, None]})
    (found,) = judged(frame, check("ExpectColumnValuesToBeBetween", column="a", max_value=5, mostly=0.9)).results
    assert (found.unexpected_count, found.unexpected_share, found.observed) == (1, 0.333333, 0.666667)
    assert (found.expected, found.reason, found.title) == ("<= 5, share >= 0.9", "reason", "标题")


def test_a_handful_of_rows_is_tolerated_whatever_their_share() -> None:
    few, many = pl.DataFrame({"a": [1, None, None, None]}), pl.DataFrame({"a": [1, None, None, None, None]})
    present = check("ExpectColumnValuesToNotBeNull", tolerated=3, column="a")
    assert judged(few, present).outcome == "accept"
    assert judged(few, present).results[0].unexpected_count == 3
    assert judged(many, present).outcome == "hold"


def test_a_suite_without_checks_accepts_without_reading() -> None:
    def read(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("read")

    frame = pl.LazyFrame({"a": [1]}).map_batches(read)
    assert judge(frame, Suite("suite", ())).outcome == "accept"


def test_no_rows_fail_no_cell_check() -> None:
    empty = pl.DataFrame(schema={"a": pl.Int64})
    unique = check("ExpectColumnValuesToBeUnique", column="a")
    assert judged(empty, unique, check("ExpectColumnValuesToBeBetween", column="a", min_value=1)).outcome == "accept"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "broken",
    [
        check("ExpectColumnValuesToBeBetween", column="text", min_value=1),
        check("ExpectColumnValuesToNotBeNull", column="nowhere"),
        check("ExpectColumnValuesToMatchRegex", column="text", regex="(unclosed"),
        check("ExpectColumnMeanToBeBetween", column="text", min_value=1),
        check("ExpectColumnValuesToBeOfType", column="text", type_="VARCHAR"),
        check("ExpectColumnKLDivergenceToBeLessThan", column="text", partition_object=BINS, threshold=1),
        check("ExpectColumnValuesToNotBeNull", column="text", row_condition="number ** 2", condition_parser="pandas"),
    ],
    ids=lambda one: f"{one.expectation.kind}-{one.expectation.column}",
)
def test_what_cannot_be_evaluated_is_an_error_that_names_the_check_and_no_value(broken: Check) -> None:
    frame = pl.DataFrame({"text": [PLANTED, "b"], "number": [PLANTED_NUMBER, 2]})
    fine = check("ExpectColumnValuesToNotBeNull", column="text")
    with pytest.raises(JudgeError, match=r"^suite suite: could not evaluate c1 \(\w+\)$") as error:
        judged(frame, fine, broken)
    assert PLANTED not in str(error.value)


def test_a_failure_while_reading_names_every_check_and_no_value() -> None:
    def broken(_: pl.DataFrame) -> pl.DataFrame:
        raise ValueError(PLANTED)

    frame = pl.LazyFrame({"a": [1]}).map_batches(broken, schema={"a": pl.Int64})
    suite = Suite("suite", (check("ExpectColumnValuesToNotBeNull", column="a"),))
    with pytest.raises(JudgeError, match=r"could not evaluate check") as error:
        judge(frame, suite)
    assert PLANTED not in str(error.value)


QUOTING = (
    check("ExpectColumnValuesToNotBeNull", column="text"),
    check("ExpectColumnValuesToBeNull", column="text"),
    check("ExpectColumnValuesToBeInSet", column="text", value_set=["x"]),
    check("ExpectColumnValuesToBeInSet", column="number", value_set=[1]),
    check("ExpectColumnValuesToMatchRegex", column="text", regex="^x"),
    check("ExpectColumnValuesToBeUnique", column="number"),
    check("ExpectColumnPairValuesAToBeGreaterThanB", column_A="small", column_B="number"),
    check("ExpectCompoundColumnsToBeUnique", column_list=["text", "number"]),
    check("ExpectColumnMaxToBeBetween", column="number", max_value=1),
    check("ExpectColumnMinToBeBetween", column="day", min_value=dt.datetime(2020, 1, 1)),
    check("ExpectColumnMedianToBeBetween", column="number", max_value=1),
    check(
        "ExpectColumnQuantileValuesToBeBetween", column="number", quantile_ranges={"quantiles": [0.5], "value_ranges": [[0, 1]]}
    ),
    check("ExpectColumnMostCommonValueToBeInSet", column="text", value_set=["x"]),
    check("ExpectColumnDistinctValuesToBeInSet", column="text", value_set=["x"]),
    check("ExpectColumnDistinctValuesToEqualSet", column="number", value_set=[1]),
    check("ExpectColumnDistinctValuesToContainSet", column="text", value_set=["x"]),
    check("ExpectColumnValuesToBeBetween", column="number", max_value=1),
)


def test_no_verdict_and_no_log_line_holds_a_cell(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    frame = pl.DataFrame(
        {"text": [PLANTED] * 3, "number": [PLANTED_NUMBER] * 3, "small": [1] * 3, "day": [PLANTED_DAY] * 3},
    ).with_columns(pl.col("day").str.to_date())
    with caplog.at_level(logging.DEBUG):
        verdict = judged(frame, *QUOTING)
    written = json.dumps(verdict.to_json(), ensure_ascii=False) + repr(verdict) + caplog.text + "".join(capfd.readouterr())
    assert len(verdict.failed) == len(QUOTING) - 1
    for planted in (PLANTED, str(PLANTED_NUMBER), PLANTED_DAY, PLANTED_DAY.replace("-", "")):
        assert planted not in written


def test_a_measure_is_quoted_and_must_be_one_row() -> None:
    high = check("ExpectColumnValuesToBeBetween", column="share", max_value=0.1)
    verdict = judged(pl.DataFrame({"share": [0.25]}), high, figures=True)
    assert (verdict.outcome, verdict.results[0].observed, verdict.results[0].expected) == ("hold", 0.25, "<= 0.1")
    with pytest.raises(JudgeError, match="one row of measures is needed, not 2"):
        judged(pl.DataFrame({"share": [0.25, 0.5]}), high, figures=True)


def test_a_null_measure_is_never_held_against_anything() -> None:
    high = check("ExpectColumnValuesToBeBetween", column="share", max_value=0.1)
    frame = pl.DataFrame({"share": [None]}, schema={"share": pl.Float64})
    assert judged(frame, high, figures=True).outcome == "accept"


@pytest.mark.parametrize(
    ("arguments", "symbols"),
    [
        ({"min_value": 1, "strict_min": True, "max_value": 2}, "> 1, <= 2"),
        ({"max_value": 2, "strict_max": True}, "< 2"),
        ({"min_value": 0}, ">= 0"),
        ({"value_set": ["a", "b"], "mostly": 0.9}, "2 values, share >= 0.9"),
        ({"value": 5}, "= 5"),
        ({}, ""),
    ],
)
def test_says_in_symbols_what_is_asked(arguments: dict[str, Any], symbols: str) -> None:
    assert expected(Expectation("ExpectAnything", arguments)) == symbols

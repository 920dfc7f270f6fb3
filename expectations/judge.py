"""The one seam through which anything asks for a verdict: a LazyFrame and a suite in, counts out.

Great Expectations is imported on the first call, not with this module: it costs seconds.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from expectations.evidence import evidence
from expectations.suite import Check, Expectation, Suite
from expectations.verdict import CheckResult, Outcome, Verdict, gravest, outcome_of

if TYPE_CHECKING:
    import polars as pl
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

__all__ = ["CheckResult", "JudgeError", "Outcome", "Verdict", "gravest", "judge"]

WITHOUT_VALUES = {"result_format": "BASIC", "partial_unexpected_count": 0, "exclude_unexpected_values": True}

QUOTES_A_CELL = (
    "ExpectColumnMinToBeBetween",
    "ExpectColumnMaxToBeBetween",
    "ExpectColumnMostCommonValueToBeInSet",
    "ExpectColumnQuantileValuesToBeBetween",
    "ExpectColumnMedianToBeBetween",
)
"""Their observed value is the content of a cell, so it is never quoted."""


class JudgeError(RuntimeError):
    """An expectation could not be evaluated. Names the suite, the checks and the kind of error, never a value."""


def judge(frame: pl.LazyFrame, suite: Suite) -> Verdict:
    """Evaluate `suite` over `frame` in one streaming pass and say accept, warn, hold or refuse.

    Keeps no value of the frame, writes no file. Raises JudgeError when any expectation could not be evaluated: an
    exception inside Great Expectations otherwise looks like a failed check without bad rows.
    """
    if not suite.checks:
        return Verdict(suite.name, "accept", ())
    figures: Mapping[str, Any] = {}
    if suite.figures:
        row = frame.collect(engine="streaming")
        if row.height != 1:
            raise JudgeError(f"suite {suite.name}: one row of measures is needed, not {row.height}")
        figures, frame = row.row(0, named=True), row.lazy()
    raw = _validate(frame, suite)
    results = tuple(_result(suite, check, found, figures) for check, found in zip(suite.checks, raw, strict=True))
    return Verdict(suite.name, outcome_of(results), results)


def _validate(frame: pl.LazyFrame, suite: Suite) -> list[ExpectationValidationResult]:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # On a failed metric Great Expectations logs its exception with whatever values the message holds.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)
    from expectations.polars_engine import validate

    found = validate(frame, [check.expectation.build() for check in suite.checks], dict(WITHOUT_VALUES))
    broken = {check.id: kind for check, one in zip(suite.checks, found, strict=True) if (kind := _raised(one))}
    if broken:
        named = ", ".join(f"{check} ({kind})" for check, kind in broken.items())
        raise JudgeError(f"suite {suite.name}: could not evaluate {named}")
    return found


def _raised(found: ExpectationValidationResult) -> str:
    """The class name of the exception behind a result, empty when there was none."""
    info: Mapping[str, Any] = found.exception_info or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry["raised_exception"]:
            lines = [line for line in str(entry["exception_traceback"]).splitlines() if line and not line.startswith(" ")]
            kinds = [line.split(":")[0].rsplit(".", 1)[-1] for line in lines if "Error" in line.split(":")[0]]
            return kinds[0] if kinds else "error"
    return ""


def _result(suite: Suite, check: Check, found: ExpectationValidationResult, figures: Mapping[str, Any]) -> CheckResult:
    result: Mapping[str, Any] = found.result
    count, share = result.get("unexpected_count"), result.get("unexpected_percent")
    unexpected_share = None if count is None else round((share or 0.0) / 100, 6)
    forgiven = count is not None and count <= check.tolerated
    success = bool(found.success) or forgiven
    observed = _observed(check.expectation, result, unexpected_share, figures)
    # Of a check over a single figure the figure says what was found; its one row says nothing.
    told = {} if check.expectation.column in figures else result
    return CheckResult(
        id=check.id,
        column=check.expectation.column,
        severity=check.severity,
        success=success,
        observed=observed,
        expected=expected(check.expectation),
        unexpected_count=count,
        unexpected_share=unexpected_share,
        reason=check.reason,
        title=check.title,
        evidence=evidence(suite, check, told, success=success, observed=observed, expected=expected(check.expectation)),
    )


def _observed(
    expectation: Expectation, result: Mapping[str, Any], unexpected_share: float | None, figures: Mapping[str, Any]
) -> float | int | None:
    """The figure that decided: a measure, a column's figure, or the share of cells that pass."""
    if expectation.column in figures:
        return _number(figures[expectation.column])
    if unexpected_share is not None:
        return round(1 - unexpected_share, 6)
    return None if expectation.kind in QUOTES_A_CELL else _number(result.get("observed_value"))


def _number(value: Any) -> float | int | None:
    if isinstance(value, bool | int):
        return int(value)
    return round(value, 6) if isinstance(value, float) else None


def expected(expectation: Expectation) -> str:
    """What an expectation asks, in symbols: bounds, the share that must pass, how many values are allowed."""
    given = expectation.arguments
    bounds = [
        f"{sign}{'' if given.get(strict) else '='} {given[key]}"
        for key, sign, strict in (("min_value", ">", "strict_min"), ("max_value", "<", "strict_max"))
        if given.get(key) is not None
    ]
    allowed = [f"{len(given['value_set'])} values"] if "value_set" in given else []
    exact = [f"= {given['value']}"] if "value" in given else []
    share = [f"share >= {given['mostly']}"] if "mostly" in given else []
    return ", ".join([*bounds, *allowed, *exact, *share])

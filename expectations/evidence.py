"""What a check came to, in Great Expectations' own JSON form: kept beside receipts, told again by Data Docs. No value is in it.

Written without importing Great Expectations, so that keeping it costs a drop nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from expectations.suite import Check, Severity, Suite

FIGURES = (
    "element_count",
    "unexpected_count",
    "unexpected_percent",
    "missing_count",
    "missing_percent",
    "unexpected_percent_total",
    "unexpected_percent_nonmissing",
)
"""Of a result only these are kept, and the figure that was compared: whatever else is in it may be the content of cells."""

GX_SEVERITY: dict[Severity, str] = {"critical": "critical", "hold": "critical", "warning": "warning"}
"""Great Expectations has no word for \"hold\"; ours stands in the meta."""

NOTHING_RAISED = {"raised_exception": False, "exception_traceback": None, "exception_message": None}


def evidence(
    suite: Suite, check: Check, result: Mapping[str, Any], *, success: bool, observed: float | int | str | None, expected: str
) -> dict[str, Any]:
    """An `ExpectationValidationResult` as JSON. `result`: Great Expectations' own, of which counts and shares are kept."""
    figures = {name: result[name] for name in FIGURES if name in result}
    # Great Expectations says the share of failing cells itself; any other figure is quoted as observed.
    told = figures if "unexpected_count" in figures or observed is None else {"observed_value": observed}
    return {
        "success": success,
        "expectation_config": {
            "type": _snake(check.expectation.kind),
            "kwargs": dict(check.expectation.arguments),
            "description": check.title,
            "severity": GX_SEVERITY[check.severity],
            "meta": {
                "suite": suite.name,
                "check": check.id,
                "attributes": {"severity": check.severity, "expected": expected},
            },
        },
        "result": told,
        "exception_info": dict(NOTHING_RAISED),
        "meta": {},
    }


def documents(kept: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """An `ExpectationSuiteValidationResult` as JSON for each suite of which results were kept, in order."""
    by_suite: dict[str, list[Mapping[str, Any]]] = {}
    for one in kept:
        by_suite.setdefault(one["expectation_config"]["meta"]["suite"], []).append(one)
    return [_document(name, results) for name, results in by_suite.items()]


def _document(suite: str, results: list[Mapping[str, Any]]) -> dict[str, Any]:
    good = sum(bool(one["success"]) for one in results)
    return {
        "suite_name": suite,
        "success": good == len(results),
        "results": [dict(one) for one in results],
        "statistics": {
            "evaluated_expectations": len(results),
            "successful_expectations": good,
            "unsuccessful_expectations": len(results) - good,
            "success_percent": 100 * good / len(results),
        },
        "suite_parameters": {},
        "meta": {},
    }


def _snake(kind: str) -> str:
    """The type of an expectation by its class name: `ExpectColumnPairValuesAToBeGreaterThanB` ends in `a_to_be_greater_than_b`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind).lstrip("_")

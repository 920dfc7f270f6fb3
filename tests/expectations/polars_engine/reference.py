"""The pandas engine as reference: the same expectations over the same rows, and results reduced to what must agree."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import Expectation
from great_expectations.validator.validator import Validator

from expectations.polars_engine import validate

COMPARED = (
    "element_count",
    "unexpected_count",
    "unexpected_percent",
    "missing_count",
    "missing_percent",
    "unexpected_percent_total",
    "unexpected_percent_nonmissing",
    "partial_unexpected_list",
    "unexpected_list",
    "partial_unexpected_index_list",
    "unexpected_index_list",
    "observed_value",
)
"""Not `partial_unexpected_counts`: Great Expectations tallies `partial_unexpected_list` itself, every NaN apart, and leaves the tally
out where a value cannot be hashed.
"""
RAISED = "raised"


def by_pandas(frame: pl.DataFrame, expectations: Sequence[Expectation], result_format: Any) -> list[Any]:
    """Reduced results of the pandas engine, in order."""
    engine = PandasExecutionEngine()
    engine.load_batch_data("frame", frame.to_pandas())
    validator = Validator(execution_engine=engine)
    validator.metrics_calculator.show_progress_bars = False
    found: dict[str, Any] = {}
    configurations = []
    for position, expectation in enumerate(expectations):
        configuration = expectation.configuration
        configuration.id = str(position)
        configurations.append(configuration)
    for result in validator.graph_validate(configurations, runtime_configuration={"result_format": result_format}):
        found[str(result.expectation_config.id)] = result
    return [reduced(found[str(position)]) for position in range(len(expectations))]


def by_polars(frame: pl.DataFrame, expectations: Sequence[Expectation], result_format: Any) -> list[Any]:
    """Reduced results of this engine, in order."""
    return [reduced(result) for result in validate(frame.lazy(), expectations, result_format)]


def reduced(result: Any) -> Any:
    """Verdict and figures, or RAISED when the expectation could not be evaluated."""
    info = result.exception_info or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    if any(entry["raised_exception"] for entry in entries):
        return RAISED
    found = {key: plain(value) for key, value in (result.result or {}).items() if key in COMPARED}
    return {"success": bool(result.success)} | found


def plain(value: Any) -> Any:
    """A value without the engine's own types: missing is None, numbers rounded, moments as text, sets sorted."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or value != value:
        return None
    if hasattr(value, "isoformat"):
        text = value.isoformat()
        return text if "T" in text else f"{text}T00:00:00"
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value) if not isinstance(value, bool | str) else value
    return float(f"{value:.9g}") if math.isfinite(value) else str(value)

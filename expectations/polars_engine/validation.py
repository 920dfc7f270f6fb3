"""Validates a LazyFrame without a data context: nothing is written, nothing is shown, nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.expectations.expectation import Expectation
from great_expectations.validator.validator import Validator

from expectations.polars_engine.engine import PolarsExecutionEngine
from expectations.polars_engine.prepared import Prepared

BATCH = "frame"


def validate(
    frame: pl.LazyFrame, expectations: Sequence[Expectation], result_format: str | dict[str, Any] = "BASIC"
) -> list[ExpectationValidationResult]:
    """One result an expectation, in order, as `gx` itself builds them.

    An expectation that could not be evaluated comes back unsuccessful with `exception_info`: the caller must look.
    """
    engine = PolarsExecutionEngine()
    engine.load_batch_data(BATCH, frame)
    validator = Validator(execution_engine=engine)
    validator.metrics_calculator.show_progress_bars = False
    named = [Prepared.of(expectation.configuration, str(position)) for position, expectation in enumerate(expectations)]
    try:
        found = validator.graph_validate([*named], runtime_configuration={"result_format": result_format})
    finally:
        engine.forget()
    results = {str(result.expectation_config and result.expectation_config.id): result for result in found}
    return [results[str(position)] for position in range(len(expectations))]

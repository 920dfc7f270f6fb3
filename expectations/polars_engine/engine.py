"""The execution engine: Great Expectations' metric graph on one side, plans over a LazyFrame on the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from great_expectations.core.batch import BatchData, BatchMarkers
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.exceptions.exceptions import BatchSpecError, ExecutionEngineError
from great_expectations.execution_engine.execution_engine import ExecutionEngine
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    Condition,
    NullityCondition,
    OrCondition,
    PassThroughCondition,
    deserialize_row_condition,
)

from expectations.polars_engine import conditions
from expectations.polars_engine.collect import resolve
from expectations.polars_engine.plans import Domain


class PolarsBatchData(BatchData):
    """A LazyFrame as Great Expectations holds a batch. The schema is read once."""

    def __init__(self, execution_engine: ExecutionEngine[pl.Expr], frame: pl.LazyFrame) -> None:
        super().__init__(execution_engine=execution_engine)
        self.frame = frame
        self.schema = frame.collect_schema()
        self.domains: dict[str, Domain] = {}
        self.outcomes: dict[Any, Any] = {}
        """Values and exceptions by metric id, so that the graph's retries never read the data again."""
        self.conditions: dict[Any, Any] = {}
        """Map conditions by metric and parameters, so that a count is shared by everything that asks for it."""


class PolarsExecutionEngine(ExecutionEngine[pl.Expr]):
    """Computes metrics of ordinary expectations over a LazyFrame, a whole suite in one streaming pass.

    A pandas frame is never made. Importing `expectations.polars_engine` registers the metrics.
    """

    def load_batch_data(self, batch_id: str, batch_data: Any) -> None:
        """Take a LazyFrame, DataFrame or PolarsBatchData as the batch `batch_id`."""
        if isinstance(batch_data, pl.DataFrame):
            batch_data = batch_data.lazy()
        if isinstance(batch_data, pl.LazyFrame):
            batch_data = PolarsBatchData(self, batch_data)
        if not isinstance(batch_data, PolarsBatchData):
            raise ExecutionEngineError("PolarsExecutionEngine needs a polars LazyFrame or DataFrame")
        super().load_batch_data(batch_id=batch_id, batch_data=batch_data)

    def get_batch_data_and_markers(self, batch_spec: Any) -> tuple[BatchData, BatchMarkers]:
        """A batch from a spec that carries the frame itself."""
        if not isinstance(batch_spec, RuntimeDataBatchSpec):
            raise BatchSpecError("PolarsExecutionEngine reads only frames handed over at run time")
        frame = batch_spec.batch_data
        # A result's meta quotes the spec: the frame must not stay in it.
        batch_spec.batch_data = "PolarsFrame"
        return PolarsBatchData(self, frame.lazy()), BatchMarkers({"ge_load_time": ""})

    def forget(self) -> None:
        """Let go of every frame and metric at once, not when the garbage collector finds the cycle they lie in."""
        self.batch_manager.batch_data_cache.clear()
        self._metric_cache = {}

    def batch(self, domain_kwargs: Mapping[str, Any]) -> PolarsBatchData:
        """The batch a domain names, the active one when it names none."""
        batch_id = domain_kwargs.get("batch_id") or self.batch_manager.active_batch_data_id
        found = self.batch_manager.batch_data_cache.get(batch_id) if batch_id else None
        if not isinstance(found, PolarsBatchData):
            raise ExecutionEngineError("No batch is loaded for this metric")
        return found

    def domain(self, domain_kwargs: Mapping[str, Any]) -> Domain:
        """The rows of a metric's row condition; the same object for the same condition of the same batch."""
        batch = self.batch(domain_kwargs)
        condition = domain_kwargs.get("row_condition")
        # The repr of a condition does not tell 1 from "1"; its dict does.
        key = repr(condition.dict() if isinstance(condition, Condition) else condition) if condition else ""
        if key not in batch.domains:
            batch.domains[key] = Domain(_rows(batch.schema, condition)) if condition else Domain()
        return batch.domains[key]

    def get_domain_records(self, domain_kwargs: Mapping[str, Any]) -> pl.LazyFrame:
        """The rows of a domain, lazily."""
        return self.domain(domain_kwargs).of(self.batch(domain_kwargs).frame)

    def get_compute_domain(
        self,
        domain_kwargs: dict[str, Any],
        domain_type: str | MetricDomainTypes,
        accessor_keys: Iterable[str] | None = None,
    ) -> tuple[pl.LazyFrame, dict[str, Any], dict[str, Any]]:
        """The rows of a domain with its keyword arguments parted as the base class asks."""
        parted = self._partition_domain_kwargs(domain_kwargs, domain_type, accessor_keys)
        return self.get_domain_records(domain_kwargs), parted.compute, parted.accessor

    def resolve_metric_bundle(self, metric_fn_bundle: Iterable[Any]) -> dict[Any, Any]:
        """All planned metrics of a batch in one pass.

        The graph answers a failure by asking for every metric alone, and again on each of its retries; what is known,
        value or exception, is therefore answered from memory.
        """
        by_batch: dict[int, tuple[PolarsBatchData, list[Any]]] = {}
        for configuration in metric_fn_bundle:
            batch = self.batch(configuration.compute_domain_kwargs)
            by_batch.setdefault(id(batch), (batch, []))[1].append(configuration)
        resolved: dict[Any, Any] = {}
        for batch, wanted in by_batch.values():
            open_ones = [one for one in wanted if one.metric_configuration.id not in batch.outcomes]
            found = resolve(batch.frame, [one.metric_fn for one in open_ones])
            ids = [one.metric_configuration.id for one in open_ones]
            batch.outcomes.update(zip(ids, found, strict=True))
            resolved |= {one.metric_configuration.id: batch.outcomes[one.metric_configuration.id] for one in wanted}
        for outcome in resolved.values():
            if isinstance(outcome, Exception):
                raise outcome
        return resolved

    def _comparison_condition_to_filter_clause(self, condition: ComparisonCondition) -> pl.Expr:
        return condition_rows(self.batch({}).schema, condition)

    def _nullity_condition_to_filter_clause(self, condition: NullityCondition) -> pl.Expr:
        return condition_rows(self.batch({}).schema, condition)

    def _and_condition_to_filter_clause(self, condition: AndCondition) -> pl.Expr:
        return condition_rows(self.batch({}).schema, condition)

    def _or_condition_to_filter_clause(self, condition: OrCondition) -> pl.Expr:
        return condition_rows(self.batch({}).schema, condition)


def _rows(schema: pl.Schema, condition: Any) -> pl.Expr:
    if isinstance(condition, Mapping):
        condition = deserialize_row_condition(dict(condition))
    if isinstance(condition, str):
        return conditions.from_text(schema, condition)
    return condition_rows(schema, condition)


def condition_rows(schema: pl.Schema, condition: Condition) -> pl.Expr:
    """A condition tree as an expression that is never null."""
    match condition:
        case ComparisonCondition(column=column, operator=operator, parameter=parameter):
            return conditions.comparison(schema, column.name, str(operator), parameter)
        case NullityCondition(column=column, is_null=is_null):
            return conditions.nullity(schema, column.name, is_null=is_null)
        case AndCondition(conditions=parts):
            return pl.all_horizontal([condition_rows(schema, part) for part in parts])
        case OrCondition(conditions=parts):
            return pl.any_horizontal([condition_rows(schema, part) for part in parts])
        case PassThroughCondition(pass_through_filter=text):
            return conditions.from_text(schema, text)
    raise conditions.ConditionSyntaxError(f"row_condition of type {type(condition).__name__} is not understood")

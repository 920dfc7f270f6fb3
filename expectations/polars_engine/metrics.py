"""Registers every metric this engine computes, under the names and parameters Great Expectations already gives it.

Each metric X becomes two registrations: `X.aggregate_fn`, which plans without reading anything, and X without a
function, which Great Expectations then bundles. Neither depends on any other metric, so all plans of a suite are made
on the graph's first level and all values on its second, in one `resolve_metric_bundle`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.expectations import metrics as _core  # noqa: F401  registers the names we add providers to
from great_expectations.expectations.metrics.metric_provider import MetricProvider
from great_expectations.expectations.registry import (
    _registered_metrics,
    register_metric,
)

from expectations.polars_engine import failing, figures, values
from expectations.polars_engine.engine import PolarsExecutionEngine
from expectations.polars_engine.mapped import Mapped
from expectations.polars_engine.plans import Domain, Known, Plan

Planner = Callable[[PolarsExecutionEngine, dict[str, Any], dict[str, Any]], Plan]

OF_CONDITION: dict[str, Callable[[Mapped, dict[str, Any]], Plan]] = {
    "unexpected_count": lambda mapped, _: mapped.count,
    "filtered_row_count": lambda mapped, _: mapped.considered_count,
    "unexpected_values": lambda mapped, given: mapped.values(given["result_format"]),
    "unexpected_rows": lambda mapped, given: mapped.rows(given["result_format"]),
    "unexpected_index_list": lambda mapped, given: mapped.index(given["result_format"]),
    "unexpected_index_query": lambda _, __: Known(None),
}

IGNORED: dict[str, Callable[[list[pl.Expr]], pl.Expr | None]] = {
    "both_values_are_missing": pl.any_horizontal,
    "all_values_are_missing": pl.any_horizontal,
    "either_value_is_missing": pl.all_horizontal,
    "any_value_is_missing": pl.all_horizontal,
    "neither": lambda _: None,
    "never": lambda _: None,
}
"""`ignore_row_if` -> the rows that are left, given which cells are present."""


def register() -> None:
    """Make every metric known for PolarsExecutionEngine. Safe to call again."""
    for name, figure in figures.TABLE.items():
        _register(name, _table_planner(figure))
    for name, column_figure in figures.COLUMN.items():
        _register(name, _column_planner(column_figure))
    for name, condition in failing.COLUMN.items():
        _register_condition(name, _column_condition(condition))
    for name, columns_condition in failing.RECORD.items():
        _register_condition(name, _columns_condition(columns_condition))


def _table_planner(figure: figures.TableFigure) -> Planner:
    return lambda engine, domain, given: figure(engine.batch(domain).schema, engine.domain(domain), given)


def _column_planner(figure: figures.ColumnFigure) -> Planner:
    def plan(engine: PolarsExecutionEngine, domain: dict[str, Any], given: dict[str, Any]) -> Plan:
        return figure(engine.batch(domain).schema, engine.domain(domain), domain["column"], given)

    return plan


Conditioner = Callable[[PolarsExecutionEngine, dict[str, Any], dict[str, Any]], Mapped]


def _column_condition(condition: failing.ColumnCondition) -> Conditioner:
    def mapped(engine: PolarsExecutionEngine, domain: dict[str, Any], given: dict[str, Any]) -> Mapped:
        schema, column = engine.batch(domain).schema, domain["column"]
        fails = condition(schema, column, given)
        rows = engine.domain(domain)
        # A row-wise expression is null for a missing cell and so never counts it; only these look beyond the one cell.
        if isinstance(fails, failing.Repeated) or fails.over_domain:
            rows = Domain(rows.with_rows(values.value(schema, column).is_not_null()))
        return Mapped(fails, rows, (column,), "column")

    return mapped


def _columns_condition(condition: failing.ColumnsCondition) -> Conditioner:
    def mapped(engine: PolarsExecutionEngine, domain: dict[str, Any], given: dict[str, Any]) -> Mapped:
        schema = engine.batch(domain).schema
        columns = tuple(domain["column_list"]) if "column_list" in domain else (domain["column_A"], domain["column_B"])
        present = [values.value(schema, column).is_not_null() for column in columns]
        kept = IGNORED[domain.get("ignore_row_if") or "never"](present)
        rows = engine.domain(domain)
        considered = rows if kept is None else Domain(rows.with_rows(kept))
        return Mapped(condition(schema, columns, given), considered, columns, "record" if "column_list" in domain else "pair")

    return mapped


def _register_condition(name: str, condition: Conditioner) -> None:
    def shared(engine: PolarsExecutionEngine, domain: dict[str, Any], given: dict[str, Any]) -> Mapped:
        known = engine.batch(domain).conditions
        parameters = {key: item for key, item in given.items() if key != "result_format"}
        columns = tuple(repr(domain.get(key)) for key in ("column", "column_A", "column_B", "column_list", "ignore_row_if"))
        key = (name, id(engine.domain(domain)), columns, repr(sorted(parameters.items(), key=str)))
        if key not in known:
            known[key] = condition(engine, domain, parameters)
        found: Mapped = known[key]
        return found

    for suffix, plan in OF_CONDITION.items():
        metric = f"{name}.{suffix}"
        if metric in _registered_metrics:
            _register(metric, _condition_planner(shared, plan))


def _condition_planner(shared: Conditioner, plan: Callable[[Mapped, dict[str, Any]], Plan]) -> Planner:
    return lambda engine, domain, given: plan(shared(engine, domain, given), given)


def _register(name: str, planner: Planner) -> None:
    known = _registered_metrics[name]

    class PolarsMetric(MetricProvider):
        """Says which parameters the metric takes; it has no `metric_name`, so defining it registers nothing."""

        domain_keys = tuple(known["metric_domain_keys"])
        value_keys = tuple(known["metric_value_keys"])
        default_kwarg_values = dict(known["default_kwarg_values"])  # noqa: RUF012  Great Expectations reads a plain dict

    def plan(
        cls: type[MetricProvider],  # noqa: ARG001  given to every provider function
        execution_engine: PolarsExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> tuple[Plan, dict[str, Any], dict[str, Any]]:
        return planner(execution_engine, metric_domain_kwargs, metric_value_kwargs), dict(metric_domain_kwargs), {}

    for metric, function in ((f"{name}.{MetricPartialFunctionTypes.AGGREGATE_FN.metric_suffix}", plan), (name, None)):
        if PolarsExecutionEngine.__name__ in _registered_metrics.get(metric, {}).get("providers", {}):
            continue
        register_metric(
            metric_name=metric,
            metric_domain_keys=PolarsMetric.domain_keys,
            metric_value_keys=PolarsMetric.value_keys,
            execution_engine=PolarsExecutionEngine,
            metric_class=PolarsMetric,
            metric_provider=function,
            metric_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        )

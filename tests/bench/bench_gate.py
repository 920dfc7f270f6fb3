"""The quality gate: the same 20 expectations by Great Expectations on pandas, on pandas with Arrow dtypes, on our Polars engine,
and the same checks fused by hand in Polars.

    python -m tests.bench.bench_gate [rows]

Each side reads the same parquet file and counts failing rows in a process of its own, with everything imported before its CPU is
counted; all four must find the same counts.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from expectations.judge import WITHOUT_VALUES
from expectations.suite import Expectation
from tests.bench.cost import measure, report

TOWNS = [f"镇{number}" for number in range(29)]
EPOCH = dt.datetime(2016, 1, 1)

LATER = {"column_A": "exited_on", "column_B": "identified_on", "or_equal": True, "ignore_row_if": "either_value_is_missing"}
"""Missing cells are left out: with Arrow dtypes the pandas engine cannot compare them."""

CHECKS = (
    Expectation("ExpectTableRowCountToBeBetween", {"min_value": 1}),
    Expectation("ExpectColumnValuesToNotBeNull", {"column": "person_no"}),
    Expectation("ExpectColumnValuesToNotBeNull", {"column": "household_no"}),
    Expectation("ExpectColumnValuesToNotBeNull", {"column": "sex", "mostly": 0.9}),
    Expectation("ExpectColumnValuesToNotBeNull", {"column": "town"}),
    Expectation("ExpectColumnValuesToBeUnique", {"column": "person_no"}),
    Expectation("ExpectCompoundColumnsToBeUnique", {"column_list": ["household_no", "months_worked"]}),
    Expectation("ExpectColumnValuesToBeInSet", {"column": "sex", "value_set": ["male", "female"]}),
    Expectation("ExpectColumnValuesToBeInSet", {"column": "town", "value_set": TOWNS}),
    Expectation("ExpectColumnValuesToNotBeInSet", {"column": "town", "value_set": TOWNS[:3], "mostly": 0.5}),
    Expectation("ExpectColumnValuesToBeBetween", {"column": "age", "min_value": 0, "max_value": 98}),
    Expectation("ExpectColumnValuesToBeBetween", {"column": "months_worked", "min_value": 0, "max_value": 12}),
    Expectation("ExpectColumnValuesToBeBetween", {"column": "income", "max_value": 20_000, "mostly": 0.9}),
    Expectation("ExpectColumnValuesToBeBetween", {"column": "exited_on", "min_value": EPOCH}),
    Expectation("ExpectColumnValuesToMatchRegex", {"column": "village_code", "regex": "^[0-9]{12}$"}),
    Expectation("ExpectColumnValuesToMatchRegex", {"column": "phone", "regex": "^1[3-9][0-9]{9}$"}),
    Expectation("ExpectColumnValueLengthsToEqual", {"column": "village_code", "value": 12}),
    Expectation("ExpectColumnPairValuesAToBeGreaterThanB", LATER),
    Expectation("ExpectColumnMeanToBeBetween", {"column": "income", "min_value": 0}),
    Expectation("ExpectColumnUniqueValueCountToBeBetween", {"column": "town", "max_value": 29}),
)


def write_rows(target: Path, rows: int) -> None:
    """A roster as a gate sees it: typed, a few cells missing, a few wrong."""
    row = pl.col("row")
    every = partial(_every, row)
    (
        pl.LazyFrame()
        .select(row=pl.int_range(rows, eager=False))
        .select(
            person_no=pl.format("P{}", every(1_000_003, row - 1, row)),
            household_no=pl.format("H{}", row // 3),
            sex=every(50, None, every(2, pl.lit("male"), pl.lit("female"))),
            town=pl.format("镇{}", row % 30),
            village_code=every(997, pl.lit("无"), pl.format("6108021{}", 10_000 + row % 30_000)),
            phone=pl.format("13{}", 100_000_000 + row * 7919 % 800_000_000),
            age=row % 100,
            months_worked=(row % 13).cast(pl.Int32),
            income=every(11, None, (row * 7919 % 2_200_000) / 100),
            identified_on=pl.lit(EPOCH) + pl.duration(days=row % 900),
            exited_on=every(7, None, pl.lit(EPOCH) + pl.duration(days=row % 1000)),
        )
        .sink_parquet(target)
    )


def _every(row: pl.Expr, step: int, then: Any, otherwise: Any) -> pl.Expr:
    return pl.when(row % step == step - 1).then(then).otherwise(otherwise)


def pandas_side(source: Path, backend: Any) -> Callable[[], list[int]]:
    """The pandas engine; `backend` "pyarrow" holds the columns as Arrow."""
    import pandas as pd
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
    from great_expectations.validator.validator import Validator

    configurations = [check.build().configuration for check in CHECKS]
    for position, configuration in enumerate(configurations):
        configuration.id = str(position)

    def run() -> list[int]:
        frame = pd.read_parquet(source) if backend is None else pd.read_parquet(source, dtype_backend=backend)
        engine = PandasExecutionEngine()
        engine.load_batch_data("frame", frame)
        validator = Validator(execution_engine=engine)
        validator.metrics_calculator.show_progress_bars = False
        given = {"result_format": dict(WITHOUT_VALUES)}
        configured = [
            (one.expectation_config, one) for one in validator.graph_validate(configurations, runtime_configuration=given)
        ]
        found = {configuration.id: one for configuration, one in configured if configuration}
        return _counts([found[configuration.id] for configuration in configurations])

    return run


def polars_side(source: Path) -> Callable[[], list[int]]:
    """Our engine."""
    from expectations.polars_engine import validate

    checks = [check.build() for check in CHECKS]
    return lambda: _counts(validate(pl.scan_parquet(source), checks, dict(WITHOUT_VALUES)))


def _counts(results: list[Any]) -> list[int]:
    raised = [str(one.exception_info) for one in results if not one.success and not one.result]
    assert not raised, raised
    return [int(one.result.get("unexpected_count", -1)) for one in results]


def fused_side(source: Path) -> Callable[[], list[int]]:
    """What somebody who knows Polars would write for just these checks. Great Expectations is imported for an equal start."""
    import great_expectations.expectations

    assert great_expectations.expectations
    keys = (["person_no"], ["household_no", "months_worked"])

    def run() -> list[int]:
        frame = pl.scan_parquet(source)
        counts = frame.select(
            *(pl.col(name).is_null().sum().alias(f"null_{name}") for name in ("person_no", "household_no", "sex", "town")),
            (~pl.col("sex").is_in(["male", "female"])).sum().alias("set_sex"),
            (~pl.col("town").is_in(TOWNS)).sum().alias("set_town"),
            pl.col("town").is_in(TOWNS[:3]).sum().alias("not_town"),
            (~pl.col("age").is_between(0, 98)).sum().alias("age"),
            (~pl.col("months_worked").is_between(0, 12)).sum().alias("months"),
            (pl.col("income") > 20_000).sum().alias("income"),
            (pl.col("exited_on") < EPOCH).sum().alias("exited"),
            (~pl.col("village_code").str.contains(r"^[0-9]{12}$")).sum().alias("code"),
            (~pl.col("phone").str.contains(r"^1[3-9][0-9]{9}$")).sum().alias("phone"),
            (pl.col("village_code").str.len_chars() != 12).sum().alias("length"),
            (pl.col("exited_on") < pl.col("identified_on")).sum().alias("pair"),
            pl.col("income").mean().alias("mean"),
            pl.len().alias("rows"),
        )
        repeated = [frame.group_by(key).len().filter(pl.col("len") > 1).select(pl.col("len").sum()) for key in keys]
        towns = frame.select("town").drop_nulls().unique().select(pl.len())
        first, *rest = pl.collect_all([counts, *repeated, towns], engine="streaming")
        found = list(first.row(0))
        unique = [int(one.item() or 0) for one in rest[:2]]
        return [-1, *found[:4], *unique, *found[4:15], -1, -1]

    return run


SIDES: dict[str, Callable[[Path], Callable[[], list[int]]]] = {
    "pandas": partial(pandas_side, backend=None),
    "pandas-arrow": partial(pandas_side, backend="pyarrow"),
    "polars-engine": polars_side,
    "fused": fused_side,
}


def one_side(name: str, source: Path) -> None:
    """In the child: everything imported, then the side's cost; its counts go beside the source."""
    run = SIDES[name](source)

    def work() -> None:
        source.with_name(f"{name}.json").write_text(json.dumps(run()))

    report(work)


def main(rows: int = 2_000_000) -> None:
    """Prints the sides and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "rows.parquet"
        write_rows(source, rows)
        costs = {side: measure("tests.bench.bench_gate", side, str(source)) for side in SIDES}
        counts = {side: json.loads(source.with_name(f"{side}.json").read_text()) for side in SIDES}
    assert all(found == counts["fused"] for found in counts.values()), counts
    print(f"gate: {len(CHECKS)} expectations on {rows:,} rows x 11 columns, counts without values")
    for side, cost in costs.items():
        print(cost.line(side))
    ours = costs["polars-engine"]
    for side in ("pandas", "pandas-arrow"):
        other = costs[side]
        print(f"{side} / polars-engine: {other.cpu_s / ours.cpu_s:.2f} x CPU, {other.peak_mb / ours.peak_mb:.2f} x memory")
    print(
        f"polars-engine / fused: {ours.cpu_s / costs['fused'].cpu_s:.2f} x CPU, {ours.peak_mb / costs['fused'].peak_mb:.2f} x memory"
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case [side, given] if side in SIDES:
            one_side(side, Path(given))
        case _:
            main(*map(int, sys.argv[1:]))

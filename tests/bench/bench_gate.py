"""The quality gate: the same 20 expectations by Great Expectations on pandas, on pandas with Arrow dtypes, on our Polars engine in
all four result formats, and the same checks fused by hand in Polars.

    python -m tests.bench.bench_gate [rows]

Each side reads the same parquet file and counts failing rows in a process of its own, with everything imported before its CPU is
counted, by turns; the cheapest turn counts, and all must find the same counts. "without values" is how `judge` asks; "with values" is
what anybody gets who asks for a format by its name: examples of what failed, and for COMPLETE a list of it, which our engine ends after
200 rows and pandas does not.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from expectations.judge import WITHOUT_VALUES
from expectations.suite import Expectation
from tests.bench.cost import Side, Work, cheapest, measure, rounds, run
from tests.bench.results import Results

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


def pandas_side(source: str, form: str, values: str, *, backend: Any = None) -> Work:
    """The pandas engine; `backend` "pyarrow" holds the columns as Arrow."""
    import pandas as pd
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
    from great_expectations.validator.validator import Validator

    configurations = [check.build().configuration for check in CHECKS]
    for position, configuration in enumerate(configurations):
        configuration.id = str(position)

    def validate() -> list[Any]:
        frame = pd.read_parquet(source) if backend is None else pd.read_parquet(source, dtype_backend=backend)
        engine = PandasExecutionEngine()
        engine.load_batch_data("frame", frame)
        validator = Validator(execution_engine=engine)
        validator.metrics_calculator.show_progress_bars = False
        given = {"result_format": result_format(form, values)}
        configured = [
            (one.expectation_config, one) for one in validator.graph_validate(configurations, runtime_configuration=given)
        ]
        found = {configuration.id: one for configuration, one in configured if configuration}
        return [found[configuration.id] for configuration in configurations]

    return lambda: _found(source, _counts(validate(), form))


def polars_side(source: str, form: str, values: str) -> Work:
    """Our engine."""
    from expectations.polars_engine import validate

    checks = [check.build() for check in CHECKS]
    asked = result_format(form, values)
    return lambda: _found(source, _counts(validate(pl.scan_parquet(source), checks, asked), form))


def result_format(form: str, values: str) -> dict[str, Any]:
    """One of the four formats, as `judge` asks (no values) or as a user would."""
    return {"result_format": form} if values == WITH else {**WITHOUT_VALUES, "result_format": form}


def _counts(results: list[Any], form: str) -> list[int]:
    """The failing rows each expectation counted (-1: it counts none); BOOLEAN_ONLY tells none."""
    raised = [str(one.exception_info) for one in results if not one.success and _raised(one)]
    assert not raised, raised
    return [] if form == "BOOLEAN_ONLY" else [int(one.result.get("unexpected_count", -1)) for one in results]


def _raised(result: Any) -> bool:
    info = result.exception_info or {}
    entries = [info] if "raised_exception" in info else info.values()
    return any(entry["raised_exception"] for entry in entries)


def _found(source: str, counts: list[int]) -> None:
    """In the child: every side counts the same as the ones before it."""
    kept = Path(source).with_suffix(".json")
    if counts and not kept.exists():
        kept.write_text(json.dumps(counts))
    assert not counts or counts == json.loads(kept.read_text()), (counts, kept.read_text())


def fused_side(source: str) -> Work:
    """What somebody who knows Polars would write for just these checks. Great Expectations is imported for an equal start."""
    import great_expectations.expectations

    assert great_expectations.expectations
    keys = (["person_no"], ["household_no", "months_worked"])

    def fused() -> list[int]:
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

    return lambda: _found(source, fused())


SIDES: Mapping[str, Side] = {
    "fused": fused_side,
    "engine": polars_side,
    "pandas": pandas_side,
    "pandas-arrow": partial(pandas_side, backend="pyarrow"),
}

FORMATS = ("BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE")
WITHOUT, WITH = "without values", "with values"
PANDAS = (("pandas", "BASIC", WITHOUT), ("pandas-arrow", "BASIC", WITHOUT), ("pandas", "COMPLETE", WITH))
"""What the pandas engine is asked: as `judge` asks, and everything there is."""
AT_MOST_FUSED, AT_MOST_PANDAS, MEMORY_AT_MOST_PANDAS = 1.6, 1 / 6, 0.5


def main(rows: int = 2_000_000) -> None:
    """Prints and keeps the sides and their ratios."""
    results = Results(
        "gate", f"{len(CHECKS)} expectations on {rows:,} rows x 11 columns, ours against counts fused by hand", rows
    )
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "rows.parquet"
        write_rows(source, rows)
        side = partial(measure, "tests.bench.bench_gate")
        engines = (*(("engine", form, values) for values in (WITHOUT, WITH) for form in FORMATS), *PANDAS)
        asked = {"fused": ("fused", str(source))} | {_name(*one): (one[0], str(source), *one[1:]) for one in engines}
        turns = [{name: side(*how) for name, how in asked.items()} for _ in range(rounds())]
    results.sides |= {name: cheapest([turn[name] for turn in turns]) for name in asked}
    for values in (WITHOUT, WITH):
        for form in FORMATS:
            results.ratio(_name("engine", form, values), "fused", cpu_at_most=AT_MOST_FUSED)
    for engine, form, values in PANDAS:
        results.ratio(
            _name("engine", form, values),
            _name(engine, form, values),
            cpu_at_most=AT_MOST_PANDAS,
            memory_at_most=MEMORY_AT_MOST_PANDAS,
        )
    results.show()
    results.keep()


def _name(engine: str, form: str, values: str) -> str:
    return f"{engine} {form} {values}"


if __name__ == "__main__":
    run(SIDES, main)

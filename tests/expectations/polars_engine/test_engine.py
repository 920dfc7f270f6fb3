"""A suite is one streaming pass; what cannot be computed says why before anything is read; nothing is kept afterwards."""

from __future__ import annotations

import datetime as dt
import gc
import json
import weakref
from pathlib import Path
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from deltalake import write_deltalake
from great_expectations.core.batch_spec import PathBatchSpec
from great_expectations.exceptions import BatchSpecError, ExecutionEngineError
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column

from expectations.judge import WITHOUT_VALUES
from expectations.polars_engine import PolarsExecutionEngine, validate
from tests.expectations.polars_engine.passes import counted

FRAME = pl.DataFrame(
    {
        "key": ["a", "b", "c", "c"],
        "name": ["张三", None, "李四", "王五"],
        "age": [30, 40, None, 200],
        "low": [1, 2, 3, 4],
        "high": [2, 3, 4, 1],
    }
)
ADULTS = Column("age") >= 18

SUITE: tuple[Expectation, ...] = (
    gxe.ExpectTableRowCountToBeBetween(min_value=1),
    gxe.ExpectTableColumnCountToEqual(value=5),
    gxe.ExpectColumnToExist(column="key"),
    gxe.ExpectColumnValuesToNotBeNull(column="name"),
    gxe.ExpectColumnValuesToNotBeNull(column="name", row_condition=ADULTS),
    gxe.ExpectColumnValuesToBeUnique(column="key"),
    gxe.ExpectColumnValuesToBeUnique(column="key", row_condition=ADULTS),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["key", "name"]),
    gxe.ExpectColumnValuesToBeBetween(column="age", max_value=120, mostly=0.9),
    gxe.ExpectColumnValuesToBeInSet(column="key", value_set=["a", "b"]),
    gxe.ExpectColumnValuesToMatchRegex(column="key", regex="^[a-z]$"),
    gxe.ExpectColumnValuesToMatchRegex(column="key", regex="(?<!b)c"),
    gxe.ExpectColumnValueLengthsToEqual(column="name", value=2),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="high", column_B="low"),
    gxe.ExpectColumnMeanToBeBetween(column="age", min_value=1),
    gxe.ExpectColumnMedianToBeBetween(column="age", min_value=1),
    gxe.ExpectColumnUniqueValueCountToBeBetween(column="key", min_value=1),
    gxe.ExpectColumnDistinctValuesToBeInSet(column="key", value_set=["a", "b"]),
    gxe.ExpectColumnMostCommonValueToBeInSet(column="key", value_set=["c"]),
    gxe.ExpectColumnQuantileValuesToBeBetween(column="age", quantile_ranges={"quantiles": [0.5], "value_ranges": [[0, 99]]}),
    gxe.ExpectColumnValuesToBeIncreasing(column="low"),
    gxe.ExpectColumnValueZScoresToBeLessThan(column="low", threshold=3, double_sided=True),
)
FAILED = {3, 4, 5, 8, 9, 11, 13, 17}


def problems(result: Any) -> set[str]:
    """Messages of what went wrong with one expectation."""
    info = result.exception_info or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    return {entry["exception_message"] for entry in entries if entry["raised_exception"]}


def test_a_whole_suite_is_one_streaming_pass_when_no_values_are_wanted() -> None:
    with counted() as runs:
        found = validate(FRAME.lazy(), SUITE, dict(WITHOUT_VALUES))
    assert runs == ["streaming"]
    assert {position for position, one in enumerate(found) if not one.success} == FAILED
    assert not any(map(problems, found))


@pytest.mark.parametrize("result_format", ["BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"])
def test_values_to_show_cost_one_more_pass(result_format: str) -> None:
    with counted() as runs:
        found = validate(FRAME.lazy(), SUITE, result_format)
    assert set(runs) == {"streaming"}
    assert len(runs) == (1 if result_format == "BOOLEAN_ONLY" else 2)
    assert {position for position, one in enumerate(found) if not one.success} == FAILED


@pytest.mark.parametrize("result_format", ["BASIC", "COMPLETE"])
def test_no_cell_of_a_check_is_materialised_when_no_values_are_wanted(result_format: str) -> None:
    taken: list[Any] = []
    with pytest.MonkeyPatch.context() as patched:
        collect_all = pl.collect_all

        def watched(*given: Any, **named: Any) -> Any:
            frames = collect_all(*given, **named)
            taken.extend(frames)
            return frames

        patched.setattr(pl, "collect_all", watched)
        cells = [one for one in SUITE if type(one).__name__.startswith("ExpectColumnValue")]
        validate(FRAME.lazy(), cells, {**WITHOUT_VALUES, "result_format": result_format})
    assert taken
    for frame in taken:
        assert frame.height <= 1 or frame.width == 1, "counts, or numbers of rows"
        assert all(dtype.is_integer() for dtype in frame.dtypes)


IMPOSSIBLE = (
    (gxe.ExpectColumnValuesToBeBetween(column="key", min_value=1), 'column "key" is String: cannot be compared with a float'),
    (gxe.ExpectColumnMeanToBeBetween(column="key", min_value=1), 'column "key" is String: a number is needed'),
    (gxe.ExpectColumnValueZScoresToBeLessThan(column="key", threshold=1, double_sided=True), "a number is needed"),
    (gxe.ExpectColumnValuesToBeIncreasing(column="key"), "a number is needed"),
    (gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="key", column_B="low"), 'ordered against column "low"'),
    (gxe.ExpectMulticolumnSumToEqual(column_list=["key", "low"], sum_total=1), "a number is needed"),
    (gxe.ExpectColumnValuesToBeJsonParseable(column="low"), 'column "low" is Int64: text is needed'),
    (gxe.ExpectColumnValuesToMatchRegex(column="key", regex="(open"), "missing )"),
    (gxe.ExpectColumnValuesToNotBeNull(column="none"), 'The column "none" does not exist'),
    (gxe.ExpectColumnValuesToNotBeNull(column="key", row_condition=Column("low") > "x"), "cannot be compared with a str"),
    (gxe.ExpectColumnValuesToBeOfType(column="key", type_="VARCHAR"), "no type of Polars or Python is named VARCHAR"),
    (gxe.ExpectColumnValuesToBeInTypeList(column="key", type_list=["TEXT"]), "no type of Polars or Python"),
)


@pytest.mark.parametrize(("impossible", "message"), IMPOSSIBLE, ids=lambda one: getattr(one, "expectation_type", ""))
def test_what_has_no_meaning_says_so_once_and_reads_nothing_more(impossible: Expectation, message: str) -> None:
    with counted() as runs:
        fine, broken = validate(FRAME.lazy(), [SUITE[3], impossible], dict(WITHOUT_VALUES))
    (told,) = problems(broken)
    assert message in told
    assert not broken.success
    assert not problems(fine)
    assert fine.result["unexpected_count"] == 1
    assert len(runs) <= 2


def test_many_impossible_checks_cause_no_storm_of_passes() -> None:
    with counted() as runs:
        found = validate(FRAME.lazy(), [*SUITE, *(one for one, _ in IMPOSSIBLE)], dict(WITHOUT_VALUES))
    assert len(runs) <= 2
    assert {position for position, one in enumerate(found[: len(SUITE)]) if not one.success} == FAILED
    assert all(map(problems, found[len(SUITE) :]))


def test_a_check_that_fails_on_the_data_is_found_once_whatever_the_retries() -> None:
    no_json = gxe.ExpectColumnValuesToMatchJsonSchema(column="key", json_schema={})
    with counted() as runs:
        *found, broken = validate(FRAME.lazy(), [*SUITE, no_json], dict(WITHOUT_VALUES))
    assert any('column "key" holds text that is no JSON' in message for message in problems(broken))
    assert {position for position, one in enumerate(found) if not one.success} == FAILED
    assert not any(map(problems, found))
    assert len(runs) <= 1 + 2 * 6  # halved until alone, among at most 64 plans


@pytest.mark.parametrize("kind", ["parquet", "delta", "change log", "csv", "eager"])
def test_runs_on_every_lazy_source(kind: str, tmp_path: Path) -> None:
    frame: pl.LazyFrame = FRAME.lazy()
    match kind:
        case "parquet":
            FRAME.write_parquet(tmp_path / "rows.parquet")
            frame = pl.scan_parquet(tmp_path / "*.parquet")
        case "delta":
            for part in (FRAME.head(2), FRAME.tail(2)):
                write_deltalake(tmp_path / "rows", part.to_arrow(), mode="append")
            frame = pl.scan_delta(str(tmp_path / "rows")).sort("low")
        case "change log":
            for drop in ("d1", "d2"):
                rows = FRAME.with_columns(_drop_id=pl.lit(drop), low=pl.col("low") + (drop == "d1"))
                write_deltalake(tmp_path / "log", rows.to_arrow(), mode="append")
            slice_ = pl.scan_delta(str(tmp_path / "log")).filter(pl.col("_drop_id") == "d2")
            frame = slice_.drop("_drop_id").sort("low")
        case "csv":
            FRAME.write_csv(tmp_path / "rows.csv")
            frame = pl.scan_csv(tmp_path / "rows.csv")
    found = validate(frame, SUITE, dict(WITHOUT_VALUES))
    assert {position for position, one in enumerate(found) if not one.success} == FAILED


@pytest.mark.parametrize("suite", [SUITE[7:], [*SUITE, IMPOSSIBLE[0][0]]], ids=["plain", "with exceptions"])
def test_nothing_holds_the_frame_once_the_results_are_there(suite: list[Expectation]) -> None:
    frame = FRAME.lazy().filter(pl.col("low") > 0)
    watched = weakref.ref(frame)
    gc.disable()
    try:
        results = validate(frame, suite, "COMPLETE")
        del frame
        if suite[0] is SUITE[0]:
            gc.collect()  # what Great Expectations raises and catches on its way lies in cycles with our stack
        assert watched() is None
    finally:
        gc.enable()
    assert len(results) == len(suite)


def test_metrics_of_an_engine_do_not_hold_the_frame() -> None:
    engine = PolarsExecutionEngine()
    frame = FRAME.lazy().filter(pl.col("low") > 0)
    watched = weakref.ref(frame)
    engine.load_batch_data("frame", frame)
    engine.forget()
    del frame
    gc.collect()
    assert watched() is None


def test_a_second_frame_gets_figures_of_its_own() -> None:
    present = [SUITE[3]]
    counts = [validate(frame, present, "BASIC")[0].result["unexpected_count"] for frame in (FRAME.lazy(), FRAME.lazy().head(1))]
    assert counts == [1, 0]


@pytest.mark.parametrize("column", ["span", "pairs", "nested"])
def test_a_result_that_shows_durations_can_be_written_as_json(column: str) -> None:
    day = dt.timedelta(1)
    frame = pl.DataFrame({"span": [day, day], "pairs": [[day], [day]], "nested": [{"a": day}] * 2, "low": [1, 1]})
    shown: list[Expectation] = [
        gxe.ExpectColumnValuesToBeUnique(column=column),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=[column, "low"]),
        gxe.ExpectColumnMostCommonValueToBeInSet(column="span", value_set=["x"]),
    ]
    for result in validate(frame.lazy(), shown, "COMPLETE"):
        assert "1 day, 0:00:00" in json.dumps(result.to_json_dict())


def test_takes_frames_and_nothing_else() -> None:
    engine = PolarsExecutionEngine()
    engine.load_batch_data("eager", FRAME)
    assert engine.get_domain_records({"batch_id": "eager"}).collect().equals(FRAME)
    with pytest.raises(ExecutionEngineError, match="LazyFrame or DataFrame"):
        engine.load_batch_data("rows", [1, 2])  # type: ignore[arg-type]
    with pytest.raises(ExecutionEngineError, match="No batch is loaded"):
        engine.batch({"batch_id": "other"})
    with pytest.raises(BatchSpecError, match="handed over at run time"):
        engine.get_batch_data_and_markers(PathBatchSpec(path="x", reader_method="read_csv"))


def test_the_rows_of_a_domain_follow_its_condition() -> None:
    engine = PolarsExecutionEngine()
    engine.load_batch_data("frame", FRAME)
    rows = engine.get_domain_records({"row_condition": ADULTS}).collect()
    assert rows["low"].to_list() == [1, 2, 4]
    assert FRAME.filter(engine.condition_to_filter_clause(ADULTS)).equals(rows)
    assert FRAME.filter(engine.condition_to_filter_clause(ADULTS & Column("name").is_null())).height == 1
    assert FRAME.filter(engine.condition_to_filter_clause((Column("low") > 3) | Column("age").is_null())).height == 2

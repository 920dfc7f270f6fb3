"""A project with Polars frames is saved, opened again, run by its checkpoint and shown, as with any data source of GX."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.checkpoint import UpdateDataDocsAction
from great_expectations.exceptions.exceptions import BuildBatchRequestError

from expectations.judge import WITHOUT_VALUES
from expectations.polars_engine import PolarsExecutionEngine, PolarsFrameAsset
from tests.expectations.polars_engine.passes import counted

PLANTED = ("王不见", "771122")
ROWS = pl.DataFrame({"name": ["张三", None, PLANTED[0]], "age": [30, 40, int(PLANTED[1])]})


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GX_ANALYTICS_ENABLED", "false")
    yield
    gx.get_context(mode="ephemeral")


def opened(folder: Path) -> Any:
    return gx.get_context(mode="file", project_root_dir=folder)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A saved project: a data source, a suite, a validation definition and a checkpoint that builds Data Docs."""
    context = opened(tmp_path)
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_polars("rows").add_dataframe_asset("people")
    suite = gx.ExpectationSuite(
        "people",
        expectations=[
            gxe.ExpectColumnValuesToNotBeNull(column="name", severity="warning"),
            gxe.ExpectColumnValuesToBeInSet(column="name", value_set=["张三"], mostly=0.5),
            gxe.ExpectColumnValuesToBeBetween(column="age", max_value=120),
        ],
    )
    definition = gx.ValidationDefinition(
        name="people", data=asset.add_batch_definition_whole_dataframe("all"), suite=context.suites.add(suite)
    )
    context.checkpoints.add(
        gx.Checkpoint(
            name="nightly",
            validation_definitions=[context.validation_definitions.add(definition)],
            actions=[UpdateDataDocsAction(name="docs")],
            result_format=dict(WITHOUT_VALUES),
        )
    )
    return tmp_path


@pytest.mark.parametrize("frame", [ROWS, ROWS.lazy()], ids=["eager", "lazy"])
def test_a_saved_project_runs_and_keeps_no_value(project: Path, frame: Any) -> None:
    checkpoint = opened(project).checkpoints.get("nightly")
    with counted() as runs:
        found = checkpoint.run(batch_parameters={"dataframe": frame})
    assert runs == ["streaming"]
    (run,) = found.run_results.values()
    assert [one.success for one in run.results] == [False, True, False]
    assert [one.result["unexpected_count"] for one in run.results] == [1, 1, 1]
    pages = [path for path in project.rglob("*.html") if "validations" in path.parts]
    stored = [path for path in project.rglob("*.json") if "validations" in path.parts]
    assert pages
    assert stored
    assert any("33.33" in path.read_text(encoding="utf-8") for path in pages)  # the share of failing rows is shown
    for path in (path for path in project.rglob("*") if path.is_file() and path.suffix in {".html", ".json", ".yml"}):
        text = path.read_text(encoding="utf-8")
        assert not any(planted in text for planted in PLANTED), path.name


def test_a_second_run_sees_the_second_frame(project: Path) -> None:
    definition = opened(project).validation_definitions.get("people")
    assert not definition.run(batch_parameters={"dataframe": ROWS}).success
    assert definition.run(batch_parameters={"dataframe": ROWS.head(1).lazy()}).success


def test_a_project_does_not_hold_the_frames_it_has_judged(project: Path) -> None:
    context = opened(project)
    frame = ROWS.lazy().filter(pl.col("age") > 0)
    watched = weakref.ref(frame)
    definition = context.validation_definitions.get("people")
    assert not definition.run(batch_parameters={"dataframe": frame}).success
    del frame
    gc.collect()
    assert watched() is None
    assert context.data_sources.get("rows")


@pytest.mark.slow
def test_a_saved_project_needs_the_plugin_imported_first(project: Path) -> None:
    code = f"import great_expectations as gx; gx.get_context(mode='file', project_root_dir={str(project)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "type polars was not found" in done.stderr


def test_an_asset_takes_one_frame_and_nothing_else(project: Path) -> None:
    source = opened(project).data_sources.get("rows")
    asset = source.get_asset("people")
    assert isinstance(asset, PolarsFrameAsset)
    assert source.execution_engine_type is PolarsExecutionEngine
    for options in (None, {}, {"dataframe": [1]}, {"frame": ROWS}, {"dataframe": ROWS, "more": 1}):
        with pytest.raises(BuildBatchRequestError, match="a polars LazyFrame or DataFrame"):
            asset.build_batch_request(options)
    with pytest.raises(BuildBatchRequestError, match="no slice and no partitioner"):
        asset.build_batch_request({"dataframe": ROWS}, batch_slice="[0]")

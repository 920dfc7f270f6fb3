"""Joining small files changes nothing but their number, for those who write, read and come back."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows.lake import compaction
from flows.lake.compaction import compact, groups
from flows.lake.lake import Lake
from flows.lake.tables import Outcome, Table

ROWS = pl.DataFrame({"_key": ["a"], "_order": [0]}, schema_overrides={"_order": pl.Int64})


@pytest.fixture
def table(folder_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> Table:
    """A log of five drops, one file each; more than three are many."""
    monkeypatch.setattr(compaction, "MANY", 3)
    made = folder_lake.table("lake/feeds/d__f")
    for order in range(5):
        made.ensure(ROWS.schema).append(ROWS.with_columns(_order=pl.lit(order, pl.Int64)), f"drop {order}")
    return made


def rows(frame: pl.LazyFrame) -> list[tuple[object, ...]]:
    return frame.sort("_order").collect().rows()


def test_rows_and_order_stay_and_a_drop_is_still_known_to_be_there(table: Table) -> None:
    before, opened, version = rows(table.at().scan()), table.at().scan(), table.at().version
    assert compact(table) == 5
    assert table.at().files == 1
    assert rows(table.at().scan()) == before
    assert rows(opened) == before, "a scan opened before goes on"
    assert rows(table.at(version).scan()) == before, "and so does an older version"
    assert table.ensure(ROWS.schema).append(ROWS, "drop 3") is Outcome.ALREADY
    assert not any("minValues" in entry.read_text() for entry in Path(table.url).glob("_delta_log/*.json")), (
        "no cell in the history"
    )


def test_somebody_writing_makes_it_step_back_and_nothing_is_left(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = table.at()
    table.at().append(ROWS.with_columns(_order=pl.lit(5, pl.Int64)), "drop 5")
    monkeypatch.setattr(Table, "at", lambda _self, _version=None: stale)
    files = {path.name for path in Path(table.url).glob("*.parquet")}
    assert compact(table) == 0
    monkeypatch.undo()
    assert len(rows(table.at().scan())) == 6
    assert {path.name for path in Path(table.url).glob("*.parquet")} == files


def test_a_group_is_bounded_and_none_holds_a_single_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "AT_ONCE", 10)
    assert list(groups(dict.fromkeys("abcde", 4), "abcde")) == [["a", "b"], ["c", "d"]]
    assert list(groups({"a": 9, "b": 9, "c": 9}, "abc")) == [["a", "b"]]

"""What a version of the last days consists of stays; what nobody committed goes once it is old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from flows.lake.lake import Lake
from flows.lake.vacuum import replaced, tables, unneeded

ROWS = pl.DataFrame({"n": [1]}, schema_overrides={"n": pl.Int64})
NOW = datetime.now(UTC)


def test_only_files_of_no_version_in_the_window_are_unneeded(folder_lake: Lake) -> None:
    table = folder_lake.table("lake/master/t")
    table.ensure(ROWS.schema).append(ROWS, "one")
    table.at().replace(ROWS, "two")
    first = table.at(1).sizes().keys()
    (Path(table.url) / "part-crashed.parquet").write_bytes(b"PAR1")
    assert unneeded(table, NOW - timedelta(days=1)) == []
    late = datetime.now(UTC) + timedelta(seconds=1)
    found = {entry.key.rpartition("/")[2] for entry in unneeded(table, late)}
    assert found == {*first, "part-crashed.parquet"}


def test_what_older_versions_alone_consist_of_goes_at_once_but_no_upload_on_its_way(folder_lake: Lake) -> None:
    table = folder_lake.table("lake/master/t")
    table.ensure(ROWS.schema).append(ROWS, "one")
    first = table.at().sizes().keys()
    table.at().replace(ROWS, "two")
    (Path(table.url) / "part-upload.parquet").write_bytes(b"PAR1")
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert {entry.key.rpartition("/")[2] for entry in replaced(table, hour_ago)} == set(first)
    assert len(replaced(table, datetime.now(UTC) + timedelta(seconds=1))) == 2


def test_a_file_taken_out_inside_the_window_stays_even_after_a_checkpoint(folder_lake: Lake) -> None:
    table = folder_lake.table("lake/master/t")
    table.ensure(ROWS.schema).append(ROWS, "one")
    middle = datetime.now(UTC)
    table.at().replace(ROWS, "two")
    table.at().checkpoint()
    assert unneeded(table, middle) == []
    assert table.at(1).scan().collect().height == 1


def test_every_table_below_a_place_is_found(folder_lake: Lake) -> None:
    for place in ("lake/feeds/a__b", "lake/feeds/c__d"):
        folder_lake.table(place).ensure(ROWS.schema)
    assert list(tables(folder_lake.store, "lake/feeds/")) == ["lake/feeds/a__b", "lake/feeds/c__d"]

"""Master tables: one version a night."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.lake.lake import Lake
from flows.lake.master import scan_master, write_master
from flows.lake.tables import Outcome


def test_each_night_is_one_version_of_the_whole_table(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "household.parquet"
    assert scan_master(lake, "household") is None
    for night in (1, 2):
        pl.DataFrame({"household_id": ["h"], "size": [night]}).write_parquet(path)
        assert write_master(lake, "household", path, f"2024-06-0{night}") is Outcome.COMMITTED
        assert write_master(lake, "household", path, f"2024-06-0{night}") is Outcome.ALREADY
    newest, first = scan_master(lake, "household"), scan_master(lake, "household", 1)
    assert newest is not None
    assert first is not None
    assert newest.collect().rows() == [("h", 2)]
    assert first.collect().rows() == [("h", 1)]
    handle = lake.table("lake/master/household").at().handle
    assert [commit.get("edition") for commit in handle.history()] == ["2024-06-02", "2024-06-01", None]


def test_a_night_may_change_the_columns(folder_lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"a": [1]}).write_parquet(path)
    write_master(folder_lake, "t", path, "1")
    pl.DataFrame({"a": ["x"], "b": [1.5]}).write_parquet(path)
    assert write_master(folder_lake, "t", path, "2") is Outcome.COMMITTED
    newest = scan_master(folder_lake, "t")
    assert newest is not None
    assert newest.collect().rows() == [("x", 1.5)]

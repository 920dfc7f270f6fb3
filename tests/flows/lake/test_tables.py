"""Delta tables on every store: nothing lost, nothing doubled, whoever writes at the same time or dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from flows.lake.appending import append
from flows.lake.s3 import S3Store
from flows.lake.store import Store, open_store
from flows.lake.tables import Outcome, Table
from tests.servers import ROOT

ROWS = pl.DataFrame({"writer": ["w"], "n": [1]}, schema_overrides={"n": pl.Int64})


@pytest.fixture
def table(store: Store) -> Table:
    return Table(store, "lake/feeds/d__f")


def rows(table: Table) -> list[tuple[object, ...]]:
    return table.at().scan().sort(pl.all()).collect().rows()


def test_a_table_comes_into_being_once(table: Table) -> None:
    assert not table.exists()
    with pytest.raises(FileNotFoundError):
        table.at()
    assert table.ensure(ROWS.schema).version == 0
    assert table.ensure(ROWS.schema).version == 0
    assert table.at().scan().collect().schema == ROWS.schema
    assert rows(table) == []


def test_the_same_work_is_committed_once(table: Table) -> None:
    assert table.ensure(ROWS.schema).append(ROWS, "drop") is Outcome.COMMITTED
    assert table.at().append(ROWS, "drop") is Outcome.ALREADY
    assert table.at().already("drop")
    assert not table.at().already("other")
    assert rows(table) == [("w", 1)]


def test_a_commit_is_based_on_the_version_it_was_computed_from(table: Table) -> None:
    stale = table.ensure(ROWS.schema)
    assert table.at().append(ROWS, "first") is Outcome.COMMITTED
    assert stale.append(ROWS, "second") is Outcome.CONFLICT
    assert stale.append(ROWS, "first") is Outcome.ALREADY
    assert stale.replace(ROWS, "third") is Outcome.CONFLICT
    assert table.at().version == 1
    assert rows(table) == [("w", 1)]


def test_a_version_stays_readable(table: Table) -> None:
    table.ensure(ROWS.schema).append(ROWS, "first")
    table.at().replace(ROWS.with_columns(n=2), "second")
    assert rows(table) == [("w", 2)]
    assert table.at(1).scan().collect().rows() == [("w", 1)]
    assert table.at(0).scan().collect().rows() == []


def test_a_new_column_widens_the_table(table: Table) -> None:
    table.ensure(ROWS.schema).append(ROWS, "first")
    wider = pl.DataFrame({"more": [1.5], "n": [2], "writer": ["w"]})
    table.ensure(wider.schema).append(wider, "second")
    assert rows(table) == [("w", 1, None), ("w", 2, 1.5)]
    assert table.ensure(ROWS.schema).append(ROWS, "third") is Outcome.COMMITTED
    assert table.at().scan().collect().height == 3


def test_a_changed_type_or_an_unknown_column_is_refused(table: Table) -> None:
    snapshot = table.ensure(ROWS.schema)
    with pytest.raises(ValueError, match="column n is Int64 in the table, not String"):
        table.ensure({"n": pl.String()})
    with pytest.raises(ValueError, match="no column other"):
        snapshot.append(ROWS.with_columns(other=1), "x")
    with pytest.raises(ValueError, match="column n is Int64"):
        snapshot.append(ROWS.with_columns(n=pl.lit("1")), "x")
    assert table.at().version == 0


def test_rows_may_come_as_a_parquet_file(table: Table, tmp_path: Path) -> None:
    ROWS.write_parquet(tmp_path / "rows.parquet")
    assert table.ensure(ROWS.schema).append(tmp_path / "rows.parquet", "drop") is Outcome.COMMITTED
    assert rows(table) == [("w", 1)]
    assert (tmp_path / "rows.parquet").exists()


def test_an_empty_delivery_is_remembered_too(table: Table) -> None:
    assert table.ensure(ROWS.schema).append(ROWS.clear(), "drop") is Outcome.COMMITTED
    assert table.at().already("drop")
    assert rows(table) == []


@pytest.mark.slow
def test_racing_processes_lose_and_double_nothing(table: Table) -> None:
    processes = [start_writer(table, str(number), 10) for number in range(4)]
    assert [process.wait(300) for process in processes] == [0] * 4
    assert rows(table) == sorted((str(writer), n) for writer in range(4) for n in range(10))


@pytest.mark.slow
def test_a_writer_killed_anywhere_and_started_again_loses_and_doubles_nothing(table: Table) -> None:
    table.ensure(ROWS.schema)
    for moment in (0.0, 0.01, 0.03):
        before = commits(table)
        process = start_writer(table, "w", 10, pause=0.02)
        while commits(table) == before:
            assert process.poll() is None, "the writer ended before it could be killed"
        time.sleep(moment)
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert start_writer(table, "w", 10).wait(300) == 0
    assert rows(table) == [("w", n) for n in range(10)]


@pytest.mark.slow
def test_racing_creators_of_a_table_agree(store: Store) -> None:
    table = Table(store, "lake/feeds/new")
    processes = [start_writer(table, str(number), 1) for number in range(4)]
    assert [process.wait(300) for process in processes] == [0] * 4
    assert rows(table) == [(str(number), 0) for number in range(4)]


def commits(table: Table) -> int:
    return sum(entry.key.endswith(".json") for entry in table.store.list(f"{table.path}/_delta_log/"))


def start_writer(table: Table, name: str, count: int, pause: float = 0) -> subprocess.Popen[bytes]:
    endpoint = table.store.client.meta.endpoint_url if isinstance(table.store, S3Store) else ""
    words = [table.store.root, endpoint, table.path, name, str(count), str(pause)]
    return subprocess.Popen([sys.executable, "-m", "tests.flows.lake.writer", *words], cwd=ROOT, env=os.environ.copy())


@pytest.mark.parametrize("folder", ["a b", "贫困户 数据", "a+b=c", "x[1]*{y}", "q?a#b"])
def test_the_root_may_have_an_odd_name(tmp_path: Path, folder: str) -> None:
    table = Table(open_store(str(tmp_path / folder)), "t")
    append(table, ROWS.schema, ROWS, "one")
    append(table, ROWS.schema, ROWS, "two")
    table.at().exchange([*table.at().sizes()], table.at().scan(), note={})
    assert rows(table) == [("w", 1), ("w", 1)]
    assert (tmp_path / folder / "t" / "_delta_log").is_dir()


@pytest.mark.slow
def test_a_large_file_is_appended_in_little_memory(tmp_path: Path) -> None:
    """6 million rows, about 100 MB as parquet and 400 MB in memory: appending them must stay far below that."""
    source = tmp_path / "rows.parquet"
    number = pl.int_range(6_000_000, dtype=pl.Int64, eager=True)
    pl.select(n=number, writer=(number * 7919).cast(pl.String) + "-" + number.cast(pl.String)).write_parquet(source)
    words = [str(tmp_path / "store"), str(source)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.lake.large", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 150 << 20, f"{int(done.stdout) >> 20} MiB"

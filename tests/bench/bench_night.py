"""The night against its floor (reading the needed columns of every state and writing the tables, nothing else) and against DuckDB.

    python -m tests.bench.bench_night [persons]

`flow` is the whole of `hearth nightly` on a lake: state, join, lists, certificate, master, vault, worklists, report, edition; `without lists` the
same before it asked any rule (night_without_lists.py). `join` is the joining
alone, from states on disk to tables on disk; the floor reads and writes the same. `duckdb` joins the same states by hand-written
SQL (night_duckdb.py says what it does less) and must come to the same figures.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from unittest.mock import patch

import polars as pl

from config.policies import load_policies
from tests.bench.city_states import AS_OF
from tests.bench.cost import Cost, Side, Work, measure, run
from tests.bench.night_figures import night_figures
from tests.bench.results import Results
from transforms.household.states import NEEDS
from transforms.stages import Night

ROW_GROUP = 100_000
"""Fixed, so that the same rows are the same bytes: left to itself the sink cuts where its batches happen to end."""


def run_join(folder: Path) -> None:
    """Compute every table as the flow does, in parts."""
    from flows.night.tables import join

    paths = {feed: folder / f"{feed.replace('/', '__')}.parquet" for feed in NEEDS}
    out = folder / "out"
    out.mkdir()
    asked = Night(
        as_of=AS_OF,
        edition=AS_OF,
        key=b"bench",
        delivered=frozenset(paths),
        policies=load_policies(),
        freshness=dict.fromkeys(paths, date(2024, 5, 1)),
    )
    tables = join({feed: pl.scan_parquet(path) for feed, path in paths.items()}, asked, out)
    (folder / TABLES).write_text("\n".join(sorted(tables)))


def run_floor(folder: Path) -> None:
    """Read every needed column, and write the tables of the night as they are."""
    for feed in NEEDS:
        path = folder / f"{feed.replace('/', '__')}.parquet"
        pl.scan_parquet(path).select(pl.all().hash().sum()).collect(engine="streaming")
    for name in (folder / TABLES).read_text().split():
        pl.scan_parquet(folder / "out" / f"{name}.parquet").sink_parquet(folder / "copy.parquet", row_group_size=ROW_GROUP)


def flow_side() -> Work:
    """Runs the night of the lake at `HEARTH_STORE`; Great Expectations is imported before."""
    import expectations.polars_engine.engine
    from flows.nightly import nightly

    assert expectations.polars_engine.engine

    def work() -> None:
        done = nightly(AS_OF)
        assert done.state == "published", done.certificate

    return work


def bare_side() -> Work:
    """Runs the same night on a lake of its own, without rules, indicators and lists."""
    import flows.night.tables
    import flows.nightly
    from tests.bench.night_without_lists import night_without_lists

    whole = flow_side()

    def work() -> None:
        with (
            patch.object(flows.night.tables, "night", night_without_lists),
            patch.object(flows.nightly, "write_worklists", lambda *_: []),
        ):
            whole()

    return work


def join_side(folder: str) -> Work:
    """Our joining alone."""
    return partial(run_join, Path(folder))


def floor_side(folder: str) -> Work:
    """What no night can be cheaper than."""
    return partial(run_floor, Path(folder))


def duckdb_side(folder: str) -> Work:
    """DuckDB's joining."""
    from tests.bench.night_duckdb import run_night

    return partial(run_night, Path(folder), Path(folder) / DUCKDB, Path(folder) / "duckdb-scratch", AS_OF)


SIDES: Mapping[str, Side] = {
    "flow": flow_side,
    "without lists": bare_side,
    "join": join_side,
    "floor": floor_side,
    "duckdb": duckdb_side,
}
BARE = "without lists"
DUCKDB = "duckdb"
TABLES = "tables.txt"
AT_MOST_FLOOR = 1.5
AT_MOST_LISTS = 1.6
"""What the night may cost with its rules and lists, in nights without."""


def measured(persons: int, *sides: str) -> Mapping[str, Cost]:
    """What the named sides cost for a city of that many persons; the floor needs `join` before it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = {"HEARTH_STORE": str(folder / "store")}
        with patch.dict("os.environ", store):
            from tests.bench.city_lake import write_lake

            write_lake(folder, persons)
        given = {"flow": ((), store), BARE: ((), {"HEARTH_STORE": str(folder / "bare")})}
        if BARE in sides:
            shutil.copytree(folder / "store", folder / "bare")
        costs = {}
        for side in sides:
            arguments, environment = given.get(side, ((str(folder),), {}))
            costs[side] = measure("tests.bench.bench_night", side, *arguments, environment=environment)
        if DUCKDB in sides:
            ours, theirs = night_figures(folder / "out"), night_figures(folder / DUCKDB)
            assert ours == theirs, (ours, theirs)
    return costs


def main(persons: int = 1_000_000) -> None:
    """Prints and keeps the sides and their ratios."""
    results = Results("night", f"the night of a city of {persons:,} persons", persons)
    results.sides |= measured(persons, *SIDES)
    results.ratio("flow", BARE, cpu_at_most=AT_MOST_LISTS)
    results.ratio("flow", "floor")
    results.ratio("join", "floor", cpu_at_most=AT_MOST_FLOOR)
    results.ratio("join", DUCKDB)
    results.show()
    results.keep()


if __name__ == "__main__":
    run(SIDES, main)

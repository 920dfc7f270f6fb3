"""The night against its floor: reading the needed columns of every state and writing the tables, nothing else.

    python -m tests.bench.bench_night [persons]

`flow` is the whole of `hearth nightly` on a lake: state, join, certificate, master, vault, report, edition. `join` is the joining
alone, from states on disk to tables on disk; the floor reads and writes the same.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from unittest.mock import patch

import polars as pl

from config.policies import load_policies
from tests.bench.city_states import AS_OF
from tests.bench.cost import measure, report
from transforms.household.plan import night
from transforms.household.states import NEEDS
from transforms.stages import Night

ROW_GROUP = 100_000
"""Fixed, so that the same rows are the same bytes: left to itself the sink cuts where its batches happen to end."""


def run_join(folder: Path) -> None:
    """Compute every table as the flow does: shared results spilled to parquet, tables sunk one after the other."""
    paths = {feed: folder / f"{feed.replace('/', '__')}.parquet" for feed in NEEDS}
    scratch, out = folder / "scratch", folder / "out"
    scratch.mkdir()
    out.mkdir()

    def pin(name: str, frame: pl.LazyFrame) -> pl.LazyFrame:
        frame.sink_parquet(scratch / f"{name}.parquet", compression="lz4")
        return pl.scan_parquet(scratch / f"{name}.parquet")

    plan = Night(
        as_of=AS_OF,
        edition=AS_OF,
        key=b"bench",
        delivered=frozenset(paths),
        policies=load_policies(),
        freshness=dict.fromkeys(paths, date(2024, 5, 1)),
    )
    tables = night({feed: pl.scan_parquet(path) for feed, path in paths.items()}, plan, pin=pin)
    for name, table in tables.items():
        table.sink_parquet(out / f"{name}.parquet", row_group_size=ROW_GROUP)


def run_floor(folder: Path) -> None:
    """Read every needed column, and write the tables of the night as they are."""
    for feed in NEEDS:
        path = folder / f"{feed.replace('/', '__')}.parquet"
        pl.scan_parquet(path).select(pl.all().hash().sum()).collect(engine="streaming")
    for path in sorted((folder / "out").glob("*.parquet")):
        pl.scan_parquet(path).sink_parquet(folder / "copy.parquet", row_group_size=ROW_GROUP)


def prepared() -> Callable[[], None]:
    """Everything imported, Great Expectations too; what it returns runs the night of the lake at `HEARTH_STORE`."""
    import expectations.polars_engine.engine
    from flows.nightly import nightly

    assert expectations.polars_engine.engine

    def run() -> None:
        done = nightly(AS_OF)
        assert done.state == "published", done.certificate

    return run


def main(persons: int = 1_000_000) -> None:
    """Prints the sides and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = {"HEARTH_STORE": str(folder / "store")}
        with patch.dict("os.environ", store):
            from tests.bench.city_lake import write_lake

            write_lake(folder, persons)
        run = partial(measure, "tests.bench.bench_night")
        costs = {"flow": run("flow", environment=store), "join": run("join", str(folder)), "floor": run("floor", str(folder))}
    print(f"night: a city of {persons:,} persons")
    for side, cost in costs.items():
        print(cost.line(side))
    for side in ("flow", "join"):
        print(f"{side} / floor: {costs[side].cpu_s / costs['floor'].cpu_s:.2f} x CPU")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["flow"]:
            report(prepared())
        case ["join", folder]:
            report(partial(run_join, Path(folder)))
        case ["floor", folder]:
            report(partial(run_floor, Path(folder)))
        case _:
            main(*map(int, sys.argv[1:]))

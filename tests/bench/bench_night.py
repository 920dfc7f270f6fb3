"""The night against its floor: reading the needed columns of every state and writing the tables, nothing else.

    python -m tests.bench.bench_night [persons]

Each side runs in a process of its own; printed are CPU seconds, wall seconds, peak memory, and the ratio of CPU.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import polars as pl

from config.policies import load_policies
from tests.bench.city_states import AS_OF, write_states
from transforms.household.plan import night
from transforms.household.states import NEEDS
from transforms.stages import Night

SIDES = ("night", "floor")
ROW_GROUP = 100_000
"""Fixed, so that the same rows are the same bytes: left to itself the sink cuts where its batches happen to end."""


def run_night(folder: Path) -> None:
    """Compute every table as the flow does: shared results spilled to parquet, tables sunk one after the other."""
    paths = {feed: folder / f"{feed.replace('/', '__')}.parquet" for feed in NEEDS}
    scratch, out = folder / "scratch", folder / "out"
    scratch.mkdir()
    out.mkdir()

    def pin(name: str, frame: pl.LazyFrame) -> pl.LazyFrame:
        started = time.perf_counter()
        frame.sink_parquet(scratch / f"{name}.parquet", compression="lz4")
        print(f"    {name}: {time.perf_counter() - started:.1f} s", file=sys.stderr)
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
        started = time.perf_counter()
        table.sink_parquet(out / f"{name}.parquet", row_group_size=ROW_GROUP)
        print(f"    {name}: {time.perf_counter() - started:.1f} s", file=sys.stderr)


def run_floor(folder: Path) -> None:
    """Read every needed column, and write the tables of the night as they are."""
    for feed in NEEDS:
        path = folder / f"{feed.replace('/', '__')}.parquet"
        pl.scan_parquet(path).select(pl.all().hash().sum()).collect(engine="streaming")
    for path in sorted((folder / "out").glob("*.parquet")):
        pl.scan_parquet(path).sink_parquet(folder / "copy.parquet", row_group_size=ROW_GROUP)


def measure(side: str, folder: Path) -> dict[str, float]:
    """Run one side in a fresh process: `cpu_s`, `wall_s`, `peak_mb`."""
    command = [sys.executable, "-m", "tests.bench.bench_night", side, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def child(side: str, folder: Path) -> None:
    """Run a side here and print what it cost, the imports left out."""
    before, started = time.process_time(), time.perf_counter()
    (run_night if side == "night" else run_floor)(folder)
    cost = {
        "cpu_s": time.process_time() - before,
        "wall_s": time.perf_counter() - started,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(cost))


def main(persons: int) -> None:
    """Print both sides and the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_states(folder, persons)
        costs = {side: measure(side, folder) for side in SIDES}
        sizes = {path.stem: path.stat().st_size / 2**20 for path in (folder / "out").glob("*.parquet")}
    for side, cost in costs.items():
        print(f"{side:6} {cost['cpu_s']:7.1f} CPU s {cost['wall_s']:7.1f} s {cost['peak_mb']:7.0f} MB")
    print("written MB:", {table: round(size, 1) for table, size in sorted(sizes.items())})
    print(f"night / floor at {persons:,} persons: {costs['night']['cpu_s'] / costs['floor']['cpu_s']:.2f} x CPU")


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in SIDES:
        child(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)

"""A night after which little has changed: one row in a hundred of every feed, and nothing at all.

    python -m tests.bench.bench_incremental [persons]

`changed` is the whole of `hearth nightly` on the day after, `rebuild` the same with `--rebuild`, on a lake of its own; `again` is the changed
night asked a second time. `duckdb` computes everything anew by hand-written SQL over the parquet states (night_duckdb.py says what it does
less). The aim is that a changed night costs a tenth of that; docs/decisions/0025 says what stands in its way.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from unittest.mock import patch

from tests.bench.bench_night import duckdb_side
from tests.bench.cost import Cost, Side, Work, measure, run
from tests.bench.results import Results

ONE_IN = 100
"""One row in so many changes."""
AT_MOST_DUCKDB = 0.1


def night_side(day: str, how: str = "") -> Work:
    """The night of a day, of the lake at `HEARTH_STORE`; Great Expectations is imported before. `how`: rebuild, or stands."""
    import expectations.polars_engine.engine
    from flows.nightly import nightly

    assert expectations.polars_engine.engine

    def work() -> None:
        done = nightly(date.fromisoformat(day), rebuild=how == "rebuild")
        assert (done.state, done.computed) == ("published", how != "stands"), done

    return work


SIDES: Mapping[str, Side] = {"night": night_side, "duckdb": duckdb_side}


def measured(persons: int) -> Mapping[str, Cost]:
    """What each side costs for a city of that many persons."""
    module = "tests.bench.bench_incremental"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, copy = ({"HEARTH_STORE": str(folder / place)} for place in ("store", "copy"))
        with patch.dict("os.environ", store):
            from tests.bench.city_lake import change_lake, write_lake
            from tests.bench.city_states import AS_OF

            write_lake(folder, persons)
            costs = {"first": measure(module, "night", f"{AS_OF}", environment=store)}
            day = f"{change_lake(ONE_IN)}"
        shutil.copytree(folder / "store", folder / "copy")
        costs["changed"] = measure(module, "night", day, environment=store)
        costs["again"] = measure(module, "night", day, "stands", environment=store)
        costs["rebuild"] = measure(module, "night", day, "rebuild", environment=copy)
        costs["duckdb"] = measure(module, "duckdb", str(folder))
        assert _tables(folder / "store", day) == _tables(folder / "copy", day), "a rebuild is the same files"
    return costs


def _tables(store: Path, day: str) -> Mapping[str, bytes]:
    """The digests of an edition's files."""
    return {path.parts[-3]: path.read_bytes() for path in sorted(store.glob(f"published/*/edition={day}/manifest.json"))}


def main(persons: int = 1_000_000) -> None:
    """Prints and keeps the sides and their ratios."""
    results = Results("incremental", f"a night in which little has changed in a city of {persons:,} persons", persons)
    results.sides |= measured(persons)
    results.ratio("changed", "rebuild")
    results.ratio("changed", "duckdb", cpu_at_most=AT_MOST_DUCKDB)
    results.ratio("again", "rebuild")
    results.show()
    results.keep()


if __name__ == "__main__":
    run(SIDES, main)

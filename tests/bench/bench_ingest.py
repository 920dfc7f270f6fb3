"""A roster and bills taken in, against DuckDB and pandas reading, cleaning and writing the same columns.

    python -m tests.bench.bench_ingest [rows]

Ours is the whole flow: archive, reading, cleaning, reasons, pseudonyms, verdict, difference, change log, vault, rejections,
receipt and ledger. The Great Expectations verdict is shown apart. All sides must come to the same figures.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl

from config.contracts import load_contracts
from expectations.verdict import Verdict
from flows.frugal import ONE_THREAD
from tests.bench.agreement import figures
from tests.bench.cost import Cost, Side, Work, cheapest, counted, measure, rounds, run
from tests.bench.results import Results
from tests.bench.roster_csv import write_roster
from tests.bench.settlements_csv import write_settlements

ROSTER, SETTLEMENTS = "civil_affairs/household_roster", "health_insurance/settlements"
WRITERS = {ROSTER: write_roster, SETTLEMENTS: write_settlements}
PLAIN = ("duckdb", "pandas")
"""The sides that clean without pseudonyms and write one parquet file."""
OURS, VERDICT = "hearth", "verdict"


def hearth_side() -> Work:
    """Takes in what lies in the inbox of `HEARTH_STORE`; Great Expectations is imported before."""
    import expectations.polars_engine.engine
    from expectations import judge as judging
    from flows.drops import deciding
    from flows.ingest import ingest

    assert expectations.polars_engine.engine
    judge, apart = judging.judge, dict[str, float]()

    def judged(*given: Any) -> Verdict:
        with counted(apart, VERDICT):
            return judge(*given)

    def work() -> Mapping[str, float]:
        with patch.object(deciding, "judge", judged):
            (drop,) = ingest()
        assert drop.counts["state"] == "done", drop.counts
        return apart

    return work


def duckdb_side(feed: str, source: str, target: str, *, pseudonyms: bool = False) -> Work:
    """DuckDB's own reading, cleaning and writing."""
    from tests.bench.feed_duckdb import clean

    return partial(clean, feed, Path(source), Path(target), pseudonyms=pseudonyms)


def pandas_side(feed: str, source: str, target: str) -> Work:
    """Pandas' own reading, cleaning and writing."""
    from tests.bench.feed_pandas import clean

    return partial(clean, feed, Path(source), Path(target))


SIDES: Mapping[str, Side] = {
    OURS: hearth_side,
    "duckdb": duckdb_side,
    "duckdb-pseudonyms": partial(duckdb_side, pseudonyms=True),
    "pandas": pandas_side,
}


def main(rows: int = 2_000_000) -> None:
    """Prints and keeps the sides of both feeds and their ratios."""
    for feed in WRITERS:
        with tempfile.TemporaryDirectory() as name:
            _bench(feed, rows, Path(name))


def _bench(feed: str, rows: int, folder: Path) -> None:
    contract, feed_name = load_contracts()[feed], feed.partition("/")[2]
    source = folder / f"{feed_name}_20240531.csv"
    WRITERS[feed](source, rows)
    size = f"{rows:,} rows x {len(contract.columns)} columns, {source.stat().st_size >> 20:,} MB"
    results = Results(f"ingest-{feed_name}", f"taking in {feed_name}, {size}", rows)
    side = partial(measure, "tests.bench.bench_ingest")
    found: dict[str, list[Cost]] = {name: [] for name in SIDES}
    for number in range(rounds()):
        store = _delivered(folder / f"store{number}", feed, source)
        found[OURS].append(side(OURS, environment=store))
        for name in SIDES:
            if name != OURS:
                found[name].append(side(name, feed, str(source), str(folder / f"{name}.parquet")))
    results.sides |= {name: cheapest(costs) for name, costs in found.items()}
    _agree(feed, folder, store)
    _compare(results)
    results.show()
    results.keep()


def _delivered(store: Path, feed: str, source: Path) -> Mapping[str, str]:
    """A lake of its own with the file in its inbox, and the environment of the command that takes it in."""
    inbox = store / "inbox" / feed
    inbox.mkdir(parents=True)
    (inbox / source.name).hardlink_to(source)
    # One thread, as the command `hearth ingest` sets it; the other sides have two.
    return {"HEARTH_STORE": str(store), "HEARTH_SETTLE_SECONDS": "0", **ONE_THREAD}


def _compare(results: Results) -> None:
    ours: Cost = results.sides[OURS]
    results.sides[f"{OURS} without its verdict"] = ours.without(VERDICT)
    results.ratio(OURS, "duckdb", cpu_at_most=1.25)
    results.ratio(OURS, "duckdb-pseudonyms")
    results.ratio(OURS, "pandas")
    results.ratio(f"{OURS} without its verdict", "duckdb")


def _agree(feed: str, folder: Path, store: Mapping[str, str]) -> None:
    """Every side has cleaned every column to the same."""
    contract = load_contracts()[feed]
    with patch.dict(os.environ, store):
        from flows.lake.changelog import read_log
        from flows.site import open_site

        log = read_log(open_site().lake, contract.table)
    assert log is not None
    ours = figures(log.rows(), contract)
    for name in PLAIN:
        found = figures(pl.scan_parquet(folder / f"{name}.parquet"), contract)
        differing = {column: (ours[column], found[column]) for column in ours if ours[column] != found[column]}
        assert not differing, f"{name}: {differing}"


if __name__ == "__main__":
    run(SIDES, main)

"""A roster taken in, against DuckDB reading, cleaning and writing the same columns.

    python -m tests.bench.bench_ingest [rows]

Ours is the whole flow: archive, reading, cleaning, reasons, pseudonyms, verdict, difference, change log, vault, rejections,
receipt and ledger. The Great Expectations verdict is shown apart.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from expectations.verdict import Verdict
from tests.bench.cost import counted, measure, report
from tests.bench.roster_csv import write_roster
from tests.bench.roster_duckdb import run_duckdb

PLACE = "civil_affairs/household_roster/roster_20240531.csv"


def prepared() -> Callable[[], dict[str, float]]:
    """Everything imported, Great Expectations too; what it returns takes in what lies in the inbox and tells the verdict's CPU."""
    import expectations.polars_engine.engine
    from expectations import judge as judging
    from flows.drops import deciding
    from flows.ingest import ingest

    assert expectations.polars_engine.engine
    judge, apart = judging.judge, dict[str, float]()

    def judged(*given: Any) -> Verdict:
        with counted(apart, "verdict"):
            return judge(*given)

    def run() -> dict[str, float]:
        with patch.object(deciding, "judge", judged):
            (drop,) = ingest()
        assert drop.counts["state"] == "done", drop.counts
        return apart

    return run


def main(rows: int = 2_000_000) -> None:
    """Prints the sides and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "store" / "inbox" / PLACE
        source.parent.mkdir(parents=True)
        write_roster(source, rows)
        size = source.stat().st_size / 2**20
        run = partial(measure, "tests.bench.bench_ingest")
        ours = run("hearth", environment={"HEARTH_STORE": str(folder / "store"), "HEARTH_SETTLE_SECONDS": "0"})
        plain = run("duckdb", str(folder), str(source))
        keyed = run("duckdb-pseudonyms", str(folder), str(source))
    print(f"ingest: a roster of {rows:,} rows x 29 columns, {size:,.0f} MB")
    for side, cost in (("hearth ingest", ours), ("duckdb", plain), ("duckdb with pseudonyms", keyed)):
        print(cost.line(side))
    own = ours.cpu_s - ours.apart["verdict"]
    print(f"hearth without its verdict / duckdb: {own / plain.cpu_s:.2f} x CPU; with pseudonyms: {own / keyed.cpu_s:.2f} x")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["hearth"]:
            report(prepared())
        case [("duckdb" | "duckdb-pseudonyms") as side, folder, source]:
            target = Path(folder) / "roster.parquet"
            report(partial(run_duckdb, Path(source), target, pseudonyms=side != "duckdb"))
        case _:
            main(*map(int, sys.argv[1:]))

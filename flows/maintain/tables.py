"""The upkeep of Delta tables: small files joined, files of versions past their time removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flows.lake.compaction import compact, small_files
from flows.lake.lake import Lake
from flows.lake.places import FEEDS, MASTER, OPS
from flows.lake.tables import Table
from flows.lake.vacuum import tables, unneeded
from flows.maintain.work import Work, removal


def of_tables(lake: Lake, since: datetime) -> Iterator[Work]:
    """For every table of the lake what is to be done; versions that counted at `since` or later stay readable."""
    for root in (FEEDS, MASTER, OPS):
        for place in tables(lake.store, f"{root}/"):
            yield from _joining(lake.table(place))
            if files := unneeded(lake.table(place), since):
                why = f"no version since {since:%Y-%m-%d} consists of them"
                yield removal(lake.store, "vacuum", place, files, why)


def _joining(table: Table) -> Iterator[Work]:
    snapshot = table.at()
    if small := small_files(snapshot):
        sizes = snapshot.sizes()

        def do() -> None:
            compact(table)

        yield Work("join", table.path, len(small), sum(sizes[name] for name in small), "many small files are slow to read", do)

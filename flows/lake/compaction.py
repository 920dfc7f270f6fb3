"""Many small files of a table become few: rows, versions, app transactions stay, and whoever reads an older version goes on reading.

Only files that are small are written anew, a group of them at a time, so the cost is that of what came in since. Written by Polars
like every other file: the table engine's own compaction would leave the least and greatest cells in the table's history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flows.lake.tables import Outcome, Snapshot, Table

MANY = 64
"""Small files of a table from which on joining them pays."""
SMALL = 64 << 20
"""Bytes below which a file is small."""
AT_ONCE = 512 << 20
"""Bytes that are joined into one file."""


def small_files(snapshot: Snapshot) -> list[str]:
    """The files worth joining, in the table's order; none where they are few."""
    found = [name for name, size in snapshot.sizes().items() if size < SMALL]
    return found if len(found) > MANY else []


def compact(table: Table) -> int:
    """Joins a table's small files where there are many; how many went into others. Steps back where somebody is writing."""
    joined = 0
    for group in groups(table.at().sizes(), small_files(table.at())):
        snapshot = table.at()
        if not set(group) <= snapshot.sizes().keys():
            return joined
        if snapshot.exchange(group, snapshot.scan_files(group), note={"joined": str(len(group))}) is Outcome.CONFLICT:
            return joined
        joined += len(group)
    if joined:
        table.at().checkpoint()
    return joined


def groups(sizes: Mapping[str, int], names: Sequence[str]) -> Iterator[list[str]]:
    """The names in their order, cut so that each group holds two files at least and about AT_ONCE bytes at most."""
    group: list[str] = []
    for name in names:
        if len(group) > 1 and sum(sizes[one] for one in group) + sizes[name] > AT_ONCE:
            yield group
            group = []
        group.append(name)
    if len(group) > 1:
        yield group

"""What crashes left: files of editions that nobody was pointed to, half-written objects, work folders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flows.lake import archive, published
from flows.lake.lake import Lake
from flows.lake.ledger import Drop, read_drops
from flows.lake.store import Store
from flows.maintain.work import Work, removal


def of_crashes(lake: Lake, since: datetime) -> Iterator[Work]:
    """Leftovers laid down before `since`; a night, an upload, a reader of today is never among them."""
    for (table, edition), entries in sorted(published.unfinished(lake).items()):
        if all(entry.modified < since for entry in entries):
            place = f"published/{table}/edition={edition}"
            yield removal(lake.store, "leftover", place, entries, "an edition without manifest, which nobody was pointed to")
    if named := list(_withheld(lake)):

        def give_up() -> None:
            for drop in named:
                lake.inbox.purge(drop.key, drop.version)

        why = "files that name erased people, which were taken in without them"
        yield Work("leftover", "inbox", len(named), 0, why, give_up)
    for name, store in roots(lake).items():
        if halves := [entry for entry in store.halves() if entry.modified < since]:
            yield removal(store, "leftover", name, halves, "written by a process that was ended before it was done")


def _withheld(lake: Lake) -> Iterator[Drop]:
    """Drops whose content stands in the archive without erased people, while the file itself still lies in the inbox."""
    cut = archive.cut_contents(lake.store)
    if cut:
        there = {(entry.key, entry.version) for entry in lake.inbox.revisions()}
        yield from (drop for drop in read_drops(lake) if drop.sha256 in cut and (drop.key, drop.version) in there)


def roots(lake: Lake) -> dict[str, Store]:
    """The stores by name; one that lies inside the first is listed with it."""
    inner = {"inbox": lake.inbox, "vault": lake.vault}
    apart = {name: store for name, store in inner.items() if not store.root.startswith(f"{lake.store.root}/")}
    return {"store": lake.store, **apart}

"""A piece of upkeep: told before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flows.lake.store import Entry, Store


@dataclass(frozen=True)
class Work:
    """What `hearth maintain` would do at one place: `items` (files, or rows where `why` says so) of `bytes`. `do` is safe to repeat."""

    what: str
    """join, vacuum, leftover or retention."""
    place: str
    items: int
    bytes: int
    why: str
    do: Callable[[], None]


def removal(store: Store, what: str, place: str, entries: Sequence[Entry], why: str) -> Work:
    """Removing these objects, however often it is tried."""

    def do() -> None:
        for entry in entries:
            store.delete(entry.key)

    return Work(what, place, len(entries), sum(entry.size for entry in entries), why, do)

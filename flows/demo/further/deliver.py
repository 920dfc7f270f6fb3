"""Which further lists come in a batch, each in its style."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from flows.demo.city import City
from flows.demo.feeds import Feed
from flows.demo.further.checks import verifications
from flows.demo.further.lists import FURTHER, VERIFICATIONS
from flows.demo.further.styles import FIRST, SECOND
from flows.demo.styles import Style, fitted

Found = Callable[[], Sequence[str]]
"""The ids of the findings that are open after the nights so far."""


def further_lists(city: City, batch: int, found: Found | None) -> Iterator[tuple[Feed, Style]]:
    """The lists of a batch that have rows: all in the first two batches, the events in those that follow; already built."""
    for name, feed in FURTHER.items():
        if batch > 2 and feed.is_snapshot:
            continue
        rows = _verified(city, found) if name == VERIFICATIONS else feed.build(city)
        if rows.height:
            style = (FIRST, SECOND)[(batch - 1) % 2][name]
            yield replace(feed, build=_always(rows)), fitted(style, len(feed.columns) * rows.height)


def _verified(city: City, found: Found | None) -> pl.DataFrame:
    return verifications(city.seed, found() if found else (), city.as_of)


def _always(rows: pl.DataFrame) -> Callable[[City], pl.DataFrame]:
    return lambda _: rows

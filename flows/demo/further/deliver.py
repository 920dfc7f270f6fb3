"""Which further lists come in a batch, each in its style."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from flows.demo.city import City
from flows.demo.feeds import Feed
from flows.demo.further.checks import verifications
from flows.demo.further.lists import FURTHER, MONTHLY, VERIFICATIONS
from flows.demo.further.styles import FIRST, SECOND
from flows.demo.styles import Style, fitted

Found = Callable[[], Sequence[str]]
"""The ids of the findings that are open after the nights so far."""


def further_lists(city: City, batch: int, found: Found | None) -> Iterator[tuple[Feed, Style]]:
    """The lists of a batch that have rows, already built: all in the first batch, those of every month in the ones that follow."""
    for name, feed in FURTHER.items():
        if batch > 1 and name not in MONTHLY:
            continue
        rows = _verified(city, found) if name == VERIFICATIONS else feed.build(city)
        if rows.height:
            style = FIRST[name] if batch % 2 else SECOND[name]
            yield replace(feed, build=_always(rows)), fitted(style, len(feed.columns) * rows.height)


def _verified(city: City, found: Found | None) -> pl.DataFrame:
    return verifications(city.seed, found() if found else (), city.as_of)


def _always(rows: pl.DataFrame) -> Callable[[City], pl.DataFrame]:
    return lambda _: rows

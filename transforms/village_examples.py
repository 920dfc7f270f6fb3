"""Reads what statistics, progress and comparisons ask, against the indicators that households and villages have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

import polars as pl

from config.comparisons import Comparison
from config.progress import Progress
from config.standards import Standards
from config.statistics import Statistic
from transforms.household.comparisons import asked_of_villages, belongs
from transforms.household.statistics import asked_of_households, looked_at


def village_problems(standards: Standards, on: date) -> list[str]:
    """List every entry that cannot be read or names an indicator that is not there or of the wrong type."""
    of_feeds = {name: dtype for name, dtype in asked_of_villages(standards).items() if not _is_own(name, standards)}
    return [
        *chain.from_iterable(_of_statistic(one, standards, on) for one in standards.statistics.values()),
        *chain.from_iterable(_of_progress(one, of_feeds) for one in standards.progress.values()),
        *chain.from_iterable(_of_comparison(one, standards, on) for one in standards.comparisons.values()),
    ]


def _of_statistic(one: Statistic, standards: Standards, on: date) -> Iterator[str]:
    try:
        looked_at(one, standards, on)
    except ValueError as error:
        yield str(error)
    fitting = {name: dtype for name, dtype in asked_of_households(standards).items() if _fits(one, dtype)}
    yield from _named(f"statistics: {one.name}: value", one.value, fitting)


def _fits(one: Statistic, dtype: pl.DataType) -> bool:
    """Whether a value can lie above a line, or be had by several."""
    return dtype.is_numeric() or (one.test == "repeated" and dtype == pl.Date)


def _of_progress(one: Progress, of_feeds: Mapping[str, pl.DataType]) -> Iterator[str]:
    added = {name: dtype for name, dtype in of_feeds.items() if dtype.is_numeric() or dtype == pl.Boolean}
    for side, names in (("before", one.before), ("now", one.now)):
        yield from chain.from_iterable(_named(f"progress: {one.name}: {side}", name, added) for name in names)


def _of_comparison(one: Comparison, standards: Standards, on: date) -> Iterator[str]:
    for group in one.groups:
        try:
            belongs(one, group, standards, on)
        except ValueError as error:
            yield str(error)
    numbers = {name: dtype for name, dtype in asked_of_villages(standards).items() if dtype.is_numeric()}
    yield from _named(f"comparisons: {one.name}: value", one.value, numbers)
    yield from _named(f"comparisons: {one.name}: per", one.per, numbers)


def _named(where: str, name: str, allowed: Mapping[str, pl.DataType]) -> Iterator[str]:
    if name not in allowed:
        yield f"{where} is {name!r}; it may be {', '.join(allowed)}"


def _is_own(name: str, standards: Standards) -> bool:
    """Whether a progress or statistic makes the indicator itself."""
    made = {*standards.statistics, *standards.progress}
    return name.rpartition("_")[0] in made

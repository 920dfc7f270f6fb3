"""What an indicator of a feed must say, as far as that can be read without understanding expressions.

`transforms.examples` understands them, and refuses names that the built-in indicators have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import get_args

from config.check_rules import CHINESE, expression_problems, one_of
from config.contracts import Contract, load_contracts
from config.indicators import AS_OF, INDICATORS, LINKS, Grain, Indicator, Silence, load_indicators
from config.thresholds import load_thresholds

DATED = ("date", "month", "int")
"""Types of a column that can say when; an int is a year."""
SUMMED = ("money", "int")
"""Without numbers: the sum of fractions would depend on the order of the rows."""
ORDERED = (*SUMMED, "number", "date", "month")


def indicator_problems(folder: Path = INDICATORS, extra: Path | None = None) -> Iterator[str]:
    """List what is wrong with the indicators, one line a problem: indicator, what to write."""
    try:
        indicators, feeds = load_indicators(folder, extra), load_contracts(extra=extra)
    except ValueError as error:
        yield str(error)
        return
    for indicator in indicators.values():
        yield from (f"indicators: {indicator.name}: {problem}" for problem in _problems(indicator, feeds))


def _problems(indicator: Indicator, feeds: Mapping[str, Contract]) -> Iterator[str]:
    yield from chain(
        [] if re.fullmatch(r"[a-z][a-z0-9_]*", indicator.name) else ["the name is in small letters, digits and _"],
        [] if CHINESE.search(indicator.title) else ["title is for department staff: write it in Chinese"],
        one_of("grain", indicator.grain, get_args(Grain)),
        one_of("silence", indicator.silence, get_args(Silence)),
        one_of("fresh_days", indicator.fresh_days, ("", *load_thresholds())),
        one_of("feed", indicator.feed, tuple(feeds)),
        _silence_problems(indicator),
    )
    if indicator.grain in LINKS and indicator.feed in feeds:
        feed = feeds[indicator.feed]
        codes = {str(code) for column in feed.columns for code in column.codes.values()}
        yield from expression_problems((indicator.where,), indicator.parameters, codes)
        yield from chain(_link_problems(indicator, feed), _column_problems(indicator, feed))


def _silence_problems(indicator: Indicator) -> Iterator[str]:
    if indicator.silence == "no" and indicator.take.verb in ("newest", "max", "min"):
        yield f"take {indicator.take.verb} of no row is no value: write silence: unknown"
    if indicator.fresh_days and not indicator.day:
        yield "fresh_days needs dated_by, the column that says how old a row is"


def _link_problems(indicator: Indicator, feed: Contract) -> Iterator[str]:
    link = indicator.linked_by.removesuffix("__person")
    column = feed.by_name.get(link)
    if column is None or (indicator.grain == "person" and not column.is_identifier):
        yield f"{feed.name} has no column {link}, by which its rows belong to a {indicator.grain}"
    if AS_OF in feed.by_name:
        yield f"{feed.name} has a column {AS_OF}, which means the night's day here; give the column another name"
    if feed.delivery == "event" and not indicator.day:
        yield f"{feed.name} delivers events: write dated_by, the column that says when, so that later ones do not count"


def _column_problems(indicator: Indicator, feed: Contract) -> Iterator[str]:
    allowed = {"sum": SUMMED, "max": ORDERED, "min": ORDERED}.get(indicator.take.verb, ())
    same = (("take", name, ()) for name in indicator.take.same)
    for what, name, types in (("take", indicator.take.column, allowed), ("dated_by", indicator.day, DATED), *same):
        column = feed.by_name.get(name)
        if name and column is None:
            yield f"{what}: {feed.name} has no column {name}; there are {', '.join(feed.by_name)}"
        elif column and types and column.type not in types:
            yield f"{what}: {name} is of type {column.type}; it may be {', '.join(types)}"
        elif column and column.privacy != "none":
            yield f"{what}: {name} says who somebody is; an indicator does not"

"""What the file of the official rates must say, as far as that can be read without understanding expressions.

`transforms.assessment` understands them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

from config.assessment import PARTS, Assessment, Counts, Good, Rate, assessment_file, load_assessment
from config.check_column import names_in
from config.check_rules import CHINESE, expression_problems, one_of
from config.contracts import Contract, load_contracts
from config.tables import TableColumn, load_tables
from config.thresholds import load_thresholds

STRATA = ("string", "bool")
"""Types of a column of `household` that may divide a sample."""


def assessment_problems(extra: Path | None = None) -> Iterator[str]:
    """List what is wrong with the rates, one line a problem: what, and what to write."""
    name = assessment_file(extra).name
    try:
        assessment, feeds = load_assessment(extra), load_contracts(extra=extra)
    except ValueError as error:
        yield str(error) if str(error).startswith(name) else f"{name}: {error}"
        return
    yield from (f"{name}: {problem}" for problem in _problems(assessment, feeds.get(assessment.feed)))


def _problems(assessment: Assessment, feed: Contract | None) -> Iterator[str]:
    if feed is None:
        yield f"feed: there is no contract {assessment.feed}"
        return
    codes = {str(code) for column in feed.columns for code in column.codes.values()}
    yield from chain(
        _column_problems(assessment, feed),
        one_of("least_households", assessment.least_households, tuple(load_thresholds())),
        chain.from_iterable(strata_problems(name) for name in assessment.strata),
        *(_rate_problems(rate, codes) for rate in assessment.rates),
    )
    if len({rate.id for rate in assessment.rates}) < len(assessment.rates):
        yield "rates: an id stands twice"


def strata_problems(name: str) -> Iterator[str]:
    """List what speaks against dividing a sample by a column of `household`."""
    column = load_tables()["household"].by_name.get(name)
    fit = [one.name for one in load_tables()["household"].columns if _divides(one)]
    if column is None or not _divides(column):
        yield f"a sample cannot be divided by {name}; it may be by {', '.join(fit)}"


def _divides(column: TableColumn) -> bool:
    """A column of few values: a place, or one with a list of them. A sensitive one would stand in the form for everybody to read."""
    few = column.type.kind == "bool" or bool(column.values) or column.classification == "public"
    return column.type.kind in STRATA and few and column.classification != "sensitive"


def _column_problems(assessment: Assessment, feed: Contract) -> Iterator[str]:
    for part, kind in PARTS.items():
        column = feed.by_name.get(assessment.columns.get(part, ""))
        if column is None or column.type != kind:
            yield f"columns: {part}: name the column of type {kind} of {feed.name} that says it"
    yield from (f"columns: there is no part {part}" for part in assessment.columns.keys() - PARTS.keys())
    for name in assessment.prefilled:
        if name not in feed.by_name:
            yield f"prefilled: {feed.name} has no column {name}; there are {', '.join(feed.by_name)}"
    columns = load_tables()["household"].by_name
    for name in sorted(set().union(*(names_in(text) for text in assessment.prefilled.values()))):
        if name in columns and columns[name].classification == "sensitive":
            yield f"prefilled: household.{name} is sensitive, and the form is read by many"
    parts = (assessment.columns.get("sample"), assessment.columns.get("household"))
    if feed.key != parts:
        yield f"{feed.name} has the key {', '.join(feed.key)}; a spot check is one row a sample and household"


def _rate_problems(rate: Rate, codes: set[str]) -> Iterator[str]:
    problems = chain(
        [] if CHINESE.search(rate.title) else ["title is for officials: write it in Chinese"],
        one_of("counts", rate.counts, get_args(Counts)),
        one_of("good", rate.good, get_args(Good)),
        one_of("line", rate.line, tuple(load_thresholds())),
        expression_problems((rate.of, rate.hit), rate.parameters, codes),
    )
    return (f"{rate.id}: {problem}" for problem in problems)

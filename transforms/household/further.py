"""Indicators of any feed (`config/indicators/`), laid beside the built-in ones: by household, person, village, town.

A feed that was never delivered leaves them unknown. One that was and has nothing of somebody means what the indicator says silence means,
but of people without a usable number it is unknown: their rows may be anybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from config.indicators import Grain, Indicator
from config.standards import Standards
from transforms.assessment import needs as needs_of_rates
from transforms.household import delivered_checks
from transforms.household.evidence import traced
from transforms.household.ids import household_of
from transforms.household.states import NEEDS
from transforms.parts import Divider
from transforms.stages import Night
from transforms.takes import made_of, needs_of, schema_of_grain, silent, taken

SUBJECTS: Mapping[Grain, str] = {"household": "household_id", "person": "person_id", "village": "village_code", "town": "town"}
"""Grain -> the column that names its subjects."""
Source = tuple[str, str]
"""A feed, and the column that says whose its rows are."""
Told = Mapping[Grain, Mapping[Source, pl.LazyFrame]]
"""Grain -> source -> one row a subject of whom the source has rows: the answers of its indicators."""


def heard(night: Night, states: Mapping[str, pl.LazyFrame], by: Divider) -> Told:
    """What the delivered feeds say of what is asked tonight."""
    return {grain: _of_grain(night, states, by, grain) for grain in SUBJECTS}


def beside(subjects: pl.LazyFrame, night: Night, said: Told, grain: Grain) -> pl.LazyFrame:
    """`subjects` with a column an indicator of the grain that something asks, in their order. Of people `linked` says who has a usable number."""
    names, asked = schema_of_grain(night.standards, grain), _asked(night, grain)
    for source in said[grain]:
        subjects = _heard(subjects, night, said[grain][source], asked[source], grain)
    unheard = (item.name for source, items in asked.items() if source not in said[grain] for item in items)
    return subjects.with_columns(pl.lit(None, names[name]).alias(name) for name in unheard)


def _asked(night: Night, grain: Grain) -> dict[Source, list[Indicator]]:
    """The indicators of a grain that something asks tonight, by source."""
    names = night.standards.asked(night.delivered)
    asked: dict[Source, list[Indicator]] = {}
    for item in night.standards.of_grain(grain):
        if item.name in names:
            asked.setdefault((item.feed, item.linked_by), []).append(item)
    return asked


def _of_grain(night: Night, states: Mapping[str, pl.LazyFrame], by: Divider, grain: Grain) -> dict[Source, pl.LazyFrame]:
    asked = {source: items for source, items in sorted(_asked(night, grain).items()) if source[0] in states}
    needs = _needs(night)
    return {
        (feed, link): by.keep(_name(grain, feed, link), [_answers(night, states[feed], needs[feed], items)]).whole
        for (feed, link), items in asked.items()
    }


def _answers(night: Night, state: pl.LazyFrame, needs: pl.Schema, asked: list[Indicator]) -> pl.LazyFrame:
    """The answers of indicators of one source, ordered by subject."""
    subject, contract = SUBJECTS[asked[0].grain], night.standards.contracts[asked[0].feed]
    return taken(_owned(night, state, needs, asked[0]), subject, asked, contract, night.as_of).sort(subject)


def made(night: Night, states: Mapping[str, pl.LazyFrame], by: Divider, wanted: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The rows of delivered feeds that made the answers of indicators which are evidence, as traces. `wanted`: `evidence.wanted`."""
    named = {item.trace for rule in night.standards.rules.values() for item in rule.evidence}
    found = {}
    for grain, subject in SUBJECTS.items():
        for (feed, link), asked in sorted(_asked(night, grain).items()):
            items = [item for item in asked if item.name in named]
            if feed in states and items:
                rows = by.keep(_name("evidence", grain, feed, link), [_wanted(night, states[feed], items, wanted)]).whole
                for item in items:
                    telling = made_of(rows, subject, item, night.standards.contracts[feed], night.as_of)
                    found[item.name] = traced(telling, subject, item.name, weight=pl.col("weight"))
    return found


def _wanted(night: Night, state: pl.LazyFrame, items: Sequence[Indicator], wanted: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of those of whom any of these indicators, which are of one source, is evidence."""
    subject = SUBJECTS[items[0].grain]
    asked = wanted.filter(pl.col("trace").is_in([item.name for item in items])).select(pl.col("of").alias(subject)).unique()
    return _owned(night, state, _needs(night)[items[0].feed], items[0]).join(asked, on=subject, how="semi")


def _name(*parts: str) -> str:
    """What a kept result is called."""
    return "-".join(part.replace("/", "-") for part in parts)


def _owned(night: Night, state: pl.LazyFrame, needs: pl.Schema, indicator: Indicator) -> pl.LazyFrame:
    """The needed columns of a state with the indicator's subject of each row."""
    link = pl.col(indicator.linked_by)
    owner = household_of(link, key=night.key) if indicator.grain == "household" else link
    return read(state, needs).with_columns(owner.alias(SUBJECTS[indicator.grain]))


def _needs(night: Night) -> Mapping[str, pl.Schema]:
    return needs_of(night.standards, night.standards.asked(night.delivered))


def read_of(standards: Standards, delivered: Collection[str] | None = None) -> Mapping[str, pl.Schema]:
    """The columns that the night reads of each feed: what its tables, indicators that something asks, results of checks and the official rates
    need. `delivered`: the feeds that were; None for all.
    """
    by_indicators = needs_of(standards, None if delivered is None else standards.asked(delivered))
    by_role = dict.fromkeys(delivered_checks.feeds_of(standards), delivered_checks.NEEDS)
    spot = standards.assessment.feed
    by_rates = {spot: needs_of_rates(standards.assessment, standards.contracts[spot])}
    read: dict[str, dict[str, pl.DataType]] = {feed: {} for feed in sorted({*NEEDS, *by_indicators, *by_role, *by_rates})}
    # Named twice: the tables' columns come first, and in their own types.
    for needs in (NEEDS, by_indicators, by_role, by_rates):
        for feed, columns in needs.items():
            for name, dtype in columns.items():
                read[feed].setdefault(name, dtype)
    return {feed: pl.Schema(columns) for feed, columns in read.items()}


def read(state: pl.LazyFrame, needs: pl.Schema) -> pl.LazyFrame:
    """The needed columns of a state; one that the feed did not have yet when it delivered is unknown."""
    there = state.collect_schema()
    return state.select(
        (pl.col(name) if name in there else pl.lit(None)).cast(dtype).alias(name) for name, dtype in needs.items()
    )


def _heard(subjects: pl.LazyFrame, night: Night, answers: pl.LazyFrame, asked: Sequence[Indicator], grain: Grain) -> pl.LazyFrame:
    is_silent = pl.col("_told").is_null() & (pl.col("linked") if grain == "person" else pl.lit(value=True))
    return (
        subjects.join(answers.with_columns(_told=pl.lit(value=True)), on=SUBJECTS[grain], how="left", maintain_order="left")
        .with_columns(
            pl.when(is_silent).then(silent(item, night.standards.contracts[item.feed])).otherwise(item.name).alias(item.name)
            for item in asked
        )
        .drop("_told")
    )

"""Indicators of any feed (`config/indicators/`), laid beside the built-in ones: by household, person, village.

A feed that was never delivered leaves them unknown. One that was and has nothing of somebody means what the indicator says silence means,
but of people without a usable number it is unknown: their rows may be anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from config.indicators import LINKS, Grain
from config.standards import Standards
from transforms.household.evidence import traced
from transforms.household.ids import household_of
from transforms.household.states import NEEDS
from transforms.parts import Divider
from transforms.stages import Night
from transforms.takes import made_of, needs_of, schema_of_grain, silent, taken

SUBJECTS: Mapping[Grain, str] = {"household": "household_id", "person": "person_id", "village": "village_code"}
"""Grain -> the column that names its subjects."""
Told = Mapping[Grain, Mapping[str, pl.LazyFrame]]
"""Grain -> feed -> one row a subject of whom the feed has rows: the answers of its indicators."""


def heard(night: Night, states: Mapping[str, pl.LazyFrame], by: Divider) -> Told:
    """What the delivered feeds say, by grain and feed."""
    return {grain: _of_grain(night, states, by, grain) for grain in SUBJECTS}


def beside(subjects: pl.LazyFrame, night: Night, said: Told, grain: Grain) -> pl.LazyFrame:
    """`subjects` with a column an indicator of the grain, in their order. Of people `linked` says who has a usable number."""
    names = schema_of_grain(night.standards, grain)
    unheard = [item for item in night.standards.of_grain(grain) if item.feed not in said[grain]]
    for feed in said[grain]:
        subjects = _heard(subjects, night, said[grain][feed], feed, grain)
    return subjects.with_columns(pl.lit(None, names[item.name]).alias(item.name) for item in unheard)


def _of_grain(night: Night, states: Mapping[str, pl.LazyFrame], by: Divider, grain: Grain) -> dict[str, pl.LazyFrame]:
    needs = needs_of(night.standards)
    feeds = sorted({item.feed for item in night.standards.of_grain(grain)} & states.keys())
    return {
        feed: by.keep(f"{grain}-{feed.replace('/', '-')}", [_of_feed(night, states[feed], needs[feed], feed, grain)]).whole
        for feed in feeds
    }


def _of_feed(night: Night, state: pl.LazyFrame, needs: pl.Schema, feed: str, grain: Grain) -> pl.LazyFrame:
    """The answers of the feed's indicators, ordered by subject."""
    subject, rows = SUBJECTS[grain], _owned(night, state, needs, grain)
    asked = [item for item in night.standards.of_grain(grain) if item.feed == feed]
    return taken(rows, subject, asked, night.standards.contracts[feed], night.as_of).sort(subject)


def made(night: Night, states: Mapping[str, pl.LazyFrame], wanted: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The rows of delivered feeds that made the answers of indicators which are evidence, as traces. `wanted`: `evidence.wanted`."""
    named = {item.trace for rule in night.standards.rules.values() for item in rule.evidence}
    needs = needs_of(night.standards)
    found = {}
    for item in night.standards.indicators.values():
        if item.name in named and item.feed in states:
            subject, contract = SUBJECTS[item.grain], night.standards.contracts[item.feed]
            asked = wanted.filter(pl.col("trace") == item.name).select(pl.col("of").alias(subject)).unique()
            rows = _owned(night, states[item.feed], needs[item.feed], item.grain).join(asked, on=subject, how="semi")
            telling = made_of(rows, subject, item, contract, night.as_of)
            found[item.name] = traced(telling, subject, item.name, weight=pl.col("weight"))
    return found


def _owned(night: Night, state: pl.LazyFrame, needs: pl.Schema, grain: Grain) -> pl.LazyFrame:
    """The needed columns of a state with the subject of each row."""
    link = pl.col(LINKS[grain])
    owner = household_of(link, key=night.key) if grain == "household" else link
    return read(state, needs).with_columns(owner.alias(SUBJECTS[grain]))


def read_of(standards: Standards) -> Mapping[str, pl.Schema]:
    """The columns that the night reads of each feed: what its tables need, and what indicators do."""
    further = needs_of(standards)
    # Named twice: the tables' columns come first, and in their own types.
    mine: dict[str, Mapping[str, pl.DataType]] = {feed: NEEDS.get(feed, {}) for feed in sorted({*NEEDS, *further})}
    return {feed: pl.Schema({**needs, **further.get(feed, {}), **needs}) for feed, needs in mine.items()}


def read(state: pl.LazyFrame, needs: pl.Schema) -> pl.LazyFrame:
    """The needed columns of a state; one that the feed did not have yet when it delivered is unknown."""
    there = state.collect_schema()
    return state.select(
        (pl.col(name) if name in there else pl.lit(None)).cast(dtype).alias(name) for name, dtype in needs.items()
    )


def _heard(subjects: pl.LazyFrame, night: Night, answers: pl.LazyFrame, feed: str, grain: Grain) -> pl.LazyFrame:
    asked = [item for item in night.standards.of_grain(grain) if item.feed == feed]
    contract = night.standards.contracts[feed]
    is_silent = pl.col("_told").is_null() & (pl.col("linked") if grain == "person" else pl.lit(value=True))
    return (
        subjects.join(answers.with_columns(_told=pl.lit(value=True)), on=SUBJECTS[grain], how="left", maintain_order="left")
        .with_columns(pl.when(is_silent).then(silent(item, contract)).otherwise(item.name).alias(item.name) for item in asked)
        .drop("_told")
    )

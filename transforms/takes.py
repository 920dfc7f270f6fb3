"""What an indicator of a feed takes of the rows that count, one answer a subject; null where unknown.

A row counts, does not, or may count: where `where` or its day is unknown. What may count makes the answer unknown, unless one that does decides it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from config.check_column import names_in
from config.contracts import Contract
from config.indicators import AS_OF, Grain, Indicator
from config.standards import Standards
from config.thresholds import threshold
from transforms.expressions import compiled
from transforms.household.states import SOURCE, TRACE
from transforms.pseudonym import content_columns
from transforms.villages import worked_out

NOTHING: Mapping[str, object] = {"any": False, "count": 0, "repeated": 0, "sum": 0}
"""What is taken of no row where that means no."""


@lru_cache(maxsize=64)
def schema_of_grain(standards: Standards, grain: Grain) -> pl.Schema:
    """The indicators of a grain with their types: money in yuan; of villages also what is worked out of them."""
    of_feeds = {item.name: _type(item, standards.contracts[item.feed]) for item in standards.of_grain(grain)}
    return pl.Schema({**of_feeds, **(worked_out(standards) if grain == "village" else {})})


def needs_of(standards: Standards, names: Collection[str] | None = None) -> Mapping[str, pl.Schema]:
    """The columns that indicators (`names`; None for all) read of each feed that they name; texts as text, money in fen. Of a feed whose
    rows are evidence also where each row stands.
    """
    needs: dict[str, dict[str, pl.DataType]] = {}
    traced = {item.trace for rule in standards.rules.values() for item in rule.evidence}
    for indicator in standards.indicators.values():
        if names is not None and indicator.name not in names:
            continue
        columns = columns_of(standards.contracts[indicator.feed])
        needs.setdefault(indicator.feed, {}).update({name: columns[name] for name in _read(indicator, standards)})
        if indicator.name in traced:
            needs[indicator.feed].update({name: TRACE[name] for name in SOURCE})
    return {feed: pl.Schema(columns) for feed, columns in needs.items()}


def counting(indicator: Indicator, contract: Contract, on: date) -> pl.Expr:
    """Whether a row counts on a day: Boolean, null where it may. Raises ValueError naming the indicator and what cannot be read."""
    try:
        asked = compiled(indicator.where, indicator.parameters, _asked(contract), on) if indicator.where else pl.lit(value=True)
    except ValueError as error:
        raise ValueError(f"indicators: {indicator.name}: where: {error}") from error
    dated = asked & (pl.col(indicator.day) <= _day(on, indicator, contract)) if indicator.day else asked
    # Whether a row with a blank repeats another nobody can say.
    return dated & _told(indicator.take.same) if indicator.take.same else dated


def taken(rows: pl.LazyFrame, subject: str, indicators: Iterable[Indicator], contract: Contract, on: date) -> pl.LazyFrame:
    """One row a subject of whom the feed has rows: the answers of the indicators. `rows`: columns of `needs_of`, and `subject`."""
    asked = [*indicators]
    weighed = _weighed(rows.filter(pl.col(subject).is_not_null()), asked, contract, on)
    return weighed.group_by(subject).agg(_answer(item, contract, on).alias(item.name) for item in asked)


def made_of(rows: pl.LazyFrame, subject: str, indicator: Indicator, contract: Contract, on: date) -> pl.LazyFrame:
    """The rows that made an indicator's answers, each with `weight`, by which the most telling come first: of newest, max and min those that
    hold the value, else all that count. `rows`: columns of `needs_of`, and `subject`.
    """
    value = pl.col(_value(indicator))
    decides = {
        "newest": pl.col(indicator.take.by) == pl.col(indicator.take.by).max().over(subject),
        "max": value == value.max().over(subject),
        "min": value == value.min().over(subject),
        "repeated": pl.len().over(subject, *indicator.take.same) > 1,
    }.get(indicator.take.verb, pl.lit(value=True))
    weight = value.cast(pl.Int64) if indicator.take.verb == "sum" else pl.lit(0, pl.Int64)
    return _weighed(rows, [indicator], contract, on).filter(_counts(indicator)).filter(decides).with_columns(weight=weight)


def _weighed(rows: pl.LazyFrame, indicators: Iterable[Indicator], contract: Contract, on: date) -> pl.LazyFrame:
    """The rows with the value of each indicator, and whether they count for it."""
    asked, present = [*indicators], rows.collect_schema()
    money = [column.name for column in contract.columns if column.type == "money" and column.name in present]
    return (
        rows.with_columns(pl.col(item.take.column).alias(_value(item)) for item in asked if item.take.column)
        .with_columns(pl.lit(on).alias(AS_OF), *(pl.col(name) / 100 for name in money))
        .with_columns(counting(item, contract, on).alias(_counts(item)) for item in asked)
    )


def silent(indicator: Indicator, contract: Contract) -> pl.Expr:
    """What it means that a feed was delivered and says nothing."""
    nothing = NOTHING.get(indicator.take.verb) if indicator.silence == "no" else None
    return pl.lit(nothing, _type(indicator, contract))


def _answer(indicator: Indicator, contract: Contract, on: date) -> pl.Expr:
    counts = pl.col(_counts(indicator))
    sure, doubtful = counts.fill_null(value=False), counts.is_null().any()
    old = _is_old(indicator, contract, on)
    # That something is there stays true, whatever else may be.
    uncertain = old | (doubtful & ~sure.any() if indicator.take.verb == "any" else doubtful)
    value = _value_of(indicator).cast(_raw(indicator, contract))
    in_yuan = value / 100 if _of_money(indicator, contract) else value
    return pl.when(uncertain).then(None).when(~sure.any()).then(silent(indicator, contract)).otherwise(in_yuan)


def _value_of(indicator: Indicator) -> pl.Expr:
    sure = pl.col(_counts(indicator)).fill_null(value=False)
    if indicator.take.verb == "any":
        return sure.any()
    if indicator.take.verb == "count":
        return sure.sum()
    if indicator.take.verb == "repeated":
        return pl.struct(indicator.take.same).filter(sure).is_duplicated().sum()
    values = pl.col(_value(indicator)).filter(sure)
    if indicator.take.verb == "newest":
        by = pl.col(indicator.take.by).filter(sure)
        newest = values.filter(by == by.max())
        # Two rows of the same day that say different things say nothing.
        return pl.when(newest.n_unique() == 1).then(newest.first())
    whole = {"sum": values.sum(), "max": values.max(), "min": values.min()}[indicator.take.verb]
    return pl.when(values.null_count() == 0).then(whole)


def _is_old(indicator: Indicator, contract: Contract, on: date) -> pl.Expr:
    """Whether the newest row that counts is older than the indicator allows."""
    if not indicator.fresh_days:
        return pl.lit(value=False)
    oldest = on - timedelta(days=int(threshold(indicator.fresh_days, on)))
    sure = pl.col(_counts(indicator)).fill_null(value=False)
    return (pl.col(indicator.day).filter(sure).max() < _day(oldest, indicator, contract)).fill_null(value=False)


def _day(day: date, indicator: Indicator, contract: Contract) -> pl.Expr:
    """A day as the column that dates the rows would say it: an int is a year."""
    return pl.lit(day.year if contract.by_name[indicator.day].type == "int" else day)


def _type(indicator: Indicator, contract: Contract) -> pl.DataType:
    return pl.Float64() if _of_money(indicator, contract) else _raw(indicator, contract)


def _raw(indicator: Indicator, contract: Contract) -> pl.DataType:
    of_rows = {"any": pl.Boolean(), "count": pl.Int64(), "repeated": pl.Int64()}
    return of_rows.get(indicator.take.verb) or columns_of(contract)[indicator.take.column]


def _of_money(indicator: Indicator, contract: Contract) -> bool:
    return bool(indicator.take.column) and contract.by_name[indicator.take.column].type == "money"


@lru_cache(maxsize=256)
def columns_of(contract: Contract) -> Mapping[str, pl.DataType]:
    """A feed's columns as the log gives them back: codes as text."""
    return {name: pl.String() if isinstance(dtype, pl.Enum) else dtype for name, dtype in content_columns(contract).items()}


@lru_cache(maxsize=256)
def _asked(contract: Contract) -> pl.Schema:
    """What `where` may name: the columns, money in yuan, and the night's day."""
    money = {column.name: pl.Float64() for column in contract.columns if column.type == "money"}
    return pl.Schema({**columns_of(contract), **money, AS_OF: pl.Date()})


def _read(indicator: Indicator, standards: Standards) -> list[str]:
    """The columns that an indicator needs."""
    contract = standards.contracts[indicator.feed]
    asked = _asked(contract)
    said = names_in(indicator.where)
    named = [name for name in asked if name in said and name != AS_OF]
    return [name for name in (indicator.linked_by, *named, indicator.take.column, *indicator.take.same, indicator.day) if name]


def _told(columns: Iterable[str]) -> pl.Expr:
    """Yes where none of the columns is blank, else unknown."""
    return pl.when(pl.all_horizontal(pl.col(name).is_not_null() for name in columns)).then(statement=True)


def _counts(indicator: Indicator) -> str:
    return f"_counts_{indicator.name}"


def _value(indicator: Indicator) -> str:
    return f"_value_{indicator.name}"

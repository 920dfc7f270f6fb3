"""A cohort's rows out of the tables of one edition. Three-valued: a row of which the condition is unknown is no member, and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from operator import and_

import polars as pl

from config.cohorts import Cohort, key_of
from transforms.expressions import FUNCTIONS, Language, compiled

LANGUAGE = Language(
    noun="column",
    functions=frozenset({*FUNCTIONS, "HAS"}),
    constants=r"DATE\s+'\d{4}-\d\d-\d\d'|'[^'\\\n]*'",
    name="the language of cohorts (docs/time.md)",
)
IS_MEMBER = "_is_member"
_SAID, _NAMED = "_said", "_named"
_CONSTANT = re.compile(r"(DATE\s+)?'([^']*)'", re.ASCII)
_CODE = re.compile(r"[a-z0-9_]*", re.ASCII)


def told(cohort: Cohort, tables: Mapping[str, pl.LazyFrame], on: date) -> pl.LazyFrame:
    """Every row of the cohort's table with `_is_member`: null where that is unknown. `tables`: the one it asks, and those of `within`.

    Whoever names no row of another table is in none of them. Raises ValueError where a condition or a column is none of the table.
    """
    rows = tables[cohort.table]
    conditions = [] if not cohort.where else [_condition(cohort.where, rows.collect_schema(), on, cohort.table)]
    for place, (name, text) in enumerate(sorted(cohort.within.items())):
        other, key = tables[name], list(key_of(name))
        if lacking := [column for column in key if column not in rows.collect_schema()]:
            raise ValueError(f"within {name}: {cohort.table} has no column {', '.join(lacking)}")
        said = _condition(text, other.collect_schema(), on, name)
        named = other.select(*key, said.alias(_SAID), pl.lit(value=True).alias(_NAMED))
        # Thin, and laid beside: the streaming engine joins no lists along.
        beside = tables[cohort.table].select(key).join(named, on=key, how="left", maintain_order="left")
        found = beside.select((pl.col(_SAID) & pl.col(_NAMED).is_not_null()).alias(f"_within_{place}"))
        rows = pl.concat([rows, found], how="horizontal")
        conditions.append(pl.col(f"_within_{place}"))
    return rows.with_columns(reduce(and_, conditions, pl.lit(value=True)).alias(IS_MEMBER))


def members(cohort: Cohort, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The cohort out of the rows of `told`: its table's key and the columns asked for, in the order of the key.

    Raises ValueError where the edition lacks a column.
    """
    there, key = rows.collect_schema(), key_of(cohort.table)
    own = [name for name in there if not name.startswith("_")]
    if lacking := [name for name in (*key, *cohort.columns) if name not in own]:
        raise ValueError(f"{cohort.table} has no column {', '.join(lacking)}; it has {', '.join(own)}")
    kept = [name for name in own if name in (*key, *cohort.columns)] if cohort.columns else own
    return rows.filter(IS_MEMBER).select(kept).sort(key, nulls_last=True)


def words(text: str) -> Iterator[str]:
    """What a condition compares with that is neither a code nor a day: names of places, titles, or what should not stand there."""
    for day, constant in _CONSTANT.findall(text):
        if not day and not _CODE.fullmatch(constant):
            yield constant


def _condition(text: str, schema: Mapping[str, pl.DataType], on: date, table: str) -> pl.Expr:
    try:
        return compiled(text, (), pl.Schema(schema), on, LANGUAGE)
    except ValueError as error:
        raise ValueError(f"the condition on {table}: {error}") from error

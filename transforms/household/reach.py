"""Whom linkage looks at: the people who have anything in common with somebody without a usable number.

These are coarse keys over tokens, cheap enough to ask of everybody each night; which pairs are compared is said by `config/linkage.yaml`, whose
blocks look for nothing that these keys do not.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.records import FACTS, LISTS, OF_FEED

_MIX = 0x9E3779B97F4A7C15
"""Odd, so that different numbers stay different."""


def _hashed(column: str) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null()).then(pl.col(column).hash())


def _name_and(number: pl.Expr) -> pl.Expr:
    return _hashed("name") ^ (number.cast(pl.UInt64) * _MIX)


def _month_and_day() -> pl.Expr:
    born = pl.col("birth_date").dt
    return born.month().cast(pl.UInt64) * 100 + born.day().cast(pl.UInt64)


KEYS: Mapping[str, pl.Expr] = {
    "birth_date": pl.col("birth_date").to_physical(),
    "name_and_year": _name_and(pl.col("birth_date").dt.year()),
    "name_and_day": _name_and(_month_and_day()),
    "name": _hashed("name"),
    "phone": _hashed("phone"),
    "household": _hashed("household_id"),
}
"""Keys of a row (`records.TOLD`); null where it says nothing. A name alone is asked for those whose birth nobody tells."""
SOURCE = _hashed("source_no")


def keys_of(strangers: pl.DataFrame, homes: pl.DataFrame) -> Mapping[str, pl.Series]:
    """The values of each key among people without a usable number, and of `source`; `homes`: those of their kin."""
    unborn = strangers.filter(pl.col("birth_date").is_null())
    rows = {name: unborn if name == "name" else strangers for name in KEYS}
    found = {name: rows[name].select(key).to_series() for name, key in KEYS.items()}
    found["household"] = pl.concat([found["household"], homes.select(KEYS["household"]).to_series()])
    found["source"] = strangers.select(SOURCE).to_series()
    return {name: values.drop_nulls().unique() for name, values in found.items()}


def reached(heard: Mapping[str, pl.LazyFrame], keys: Mapping[str, pl.Series], kin: pl.Series, numbers: pl.Series) -> pl.LazyFrame:
    """The person ids of anchored people in the lists who share a key, as often as rows do.

    `kin`: people in the strangers' households, whose wards may be strangers; `numbers`: people whose number looks like a stranger's.
    """
    shares = [_shares(key, keys[name]) for name, key in KEYS.items()]
    of_lists = pl.any_horizontal(
        *shares, _shares(SOURCE, keys["source"]), pl.col("kin").is_in(kin.implode()), pl.col("person_id").is_in(numbers.implode())
    )
    found = [heard[feed].filter("anchored", of_lists.fill_null(value=False)) for feed in LISTS]
    return pl.concat([rows.select("person_id") for rows in found])


def facts_of(heard: Mapping[str, pl.LazyFrame], keys: Mapping[str, pl.Series]) -> pl.LazyFrame:
    """Bills and payments of anchored people that bear a stranger's number with the insurer or the school (`records.TOLD`)."""
    feeds = [feed for feed in FACTS if "source_no" in OF_FEED[feed]]
    shared = [heard[feed].filter("anchored", _shares(SOURCE, keys["source"])) for feed in feeds]
    once = ["person_id", "name", "source_no"]
    return pl.concat(shared).sort("_key").unique(once, keep="first", maintain_order=True)


def _shares(key: pl.Expr, values: pl.Series) -> pl.Expr:
    return key.is_in(values.implode()).fill_null(value=False)

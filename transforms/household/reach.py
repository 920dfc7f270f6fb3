"""Whom linkage looks at: the people who have anything in common with somebody without a usable number.

These are coarse keys over tokens, cheap enough to ask of everybody each night; which pairs are compared is said by `config/linkage.yaml`, whose
blocks look for nothing that these keys do not. Only who shares no more than a birth date is looked at by name, in a large city (near_names.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.household.near_names import BLURRED, is_blurred, is_unclear, near
from transforms.household.records import FACTS, LISTS, OF_FEED, is_unborn

_MIX = 0x9E3779B97F4A7C15
"""Odd, so that different numbers stay different."""
NEAR = "near_"


def _hashed(column: str) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null()).then(pl.col(column).hash())


def _name_and(number: pl.Expr) -> pl.Expr:
    return _hashed("name") ^ (number.cast(pl.UInt64) * _MIX)


def _month_and_day() -> pl.Expr:
    born = pl.col("birth_date").dt
    return born.month().cast(pl.UInt64) * 100 + born.day().cast(pl.UInt64)


BIRTH = "birth_date"
KEYS: Mapping[str, pl.Expr] = {
    BIRTH: pl.col("birth_date").to_physical(),
    "name_and_year": _name_and(pl.col("birth_date").dt.year()),
    "name_and_day": _name_and(_month_and_day()),
    "name": _hashed("name"),
    "phone": _hashed("phone"),
    "household": _hashed("household_id"),
}
"""Keys of a row (`records.TOLD`); null where it says nothing. A name alone is asked for those whose birth none of their rows tells."""
SOURCE = _hashed("source_no")
ANYBODY = pl.lit(BLURRED).hash() ^ _hashed(BIRTH)
"""Of one birth date, under a name that cannot be read."""


@dataclass(frozen=True)
class Names:
    """What a large city looks at beside a birth date.

    `near`: one row a name of the vault: `name` (hash of its token), `blurred`, and a hash of each text it may share with another;
    `unclear`: tokens of strangers' numbers that cannot be read.
    """

    near: pl.DataFrame
    unclear: pl.Series


def names_of(names: pl.DataFrame, numbers: pl.DataFrame) -> Names:
    """From the vault's names and the strangers' numbers (`token`, `value`)."""
    value = pl.col("value")
    texts = {f"{NEAR}{place}": pl.when(text.is_not_null()).then(text.hash()) for place, text in enumerate(near(value))}
    known = names.select(name=pl.col("token").hash(), blurred=is_blurred(value), **texts)
    return Names(known, numbers.filter(is_unclear(value))["token"])


def keys_of(strangers: pl.DataFrame, homes: pl.DataFrame, names: Names | None = None) -> Mapping[str, pl.Series]:
    """The values of each key among people without a usable number, and of `source`; `homes`: those of their kin.

    With `names` a birth date alone is asked for those whose name or number cannot be read, and a key `near` for everybody.
    """
    unborn = strangers.filter(is_unborn("person_id"))
    rows = dict.fromkeys(KEYS, strangers) | {"name": unborn}
    found = {"source": strangers.select(SOURCE).to_series()}
    if names is not None:
        told = _with_near(strangers.lazy(), names).collect()
        rows[BIRTH] = told.filter(pl.col("blurred") | pl.col("number").is_in(names.unclear.implode()).fill_null(value=False))
        found["near"] = pl.concat([told.select(key).to_series() for key in (*_near_keys(names), ANYBODY)])
    found |= {name: rows[name].select(key).to_series() for name, key in KEYS.items()}
    found["household"] = pl.concat([found["household"], homes.select(KEYS["household"]).to_series()])
    return {name: values.drop_nulls().unique() for name, values in found.items()}


def reached(
    heard: Mapping[str, pl.LazyFrame],
    keys: Mapping[str, pl.Series],
    kin: pl.Series,
    numbers: pl.Series,
    names: Names | None = None,
) -> list[pl.LazyFrame]:
    """The person ids of anchored people in the lists who share a key, as often as rows do, feed by feed.

    `kin`: people in the strangers' households, whose wards may be strangers; `numbers`: people whose number looks like a stranger's;
    `names`: as `keys_of` had them.
    """
    shares = [_shares(key, keys[name]) for name, key in KEYS.items()]
    of_lists = pl.any_horizontal(
        *shares, _shares(SOURCE, keys["source"]), pl.col("kin").is_in(kin.implode()), pl.col("person_id").is_in(numbers.implode())
    )
    rows = [heard[feed].filter("anchored") for feed in LISTS]
    if names is not None:
        near_by = [_shares(key, keys["near"]) for key in (*_near_keys(names), pl.when("blurred").then(ANYBODY))]
        rows, of_lists = [_with_near(one, names) for one in rows], pl.any_horizontal(of_lists, *near_by)
    return [one.filter(of_lists.fill_null(value=False)).select("person_id") for one in rows]


def facts_of(heard: Mapping[str, pl.LazyFrame], keys: Mapping[str, pl.Series]) -> pl.LazyFrame:
    """Bills and payments of anchored people that bear a stranger's number with the insurer or the school (`records.TOLD`)."""
    feeds = [feed for feed in FACTS if "source_no" in OF_FEED[feed]]
    shared = [heard[feed].filter("anchored", _shares(SOURCE, keys["source"])) for feed in feeds]
    once = ["person_id", "name", "source_no"]
    return pl.concat(shared).sort("_key").unique(once, keep="first", maintain_order=True)


def _shares(key: pl.Expr, values: pl.Series) -> pl.Expr:
    return key.is_in(values.implode()).fill_null(value=False)


def _with_near(rows: pl.LazyFrame, names: Names) -> pl.LazyFrame:
    """The rows with what is known of their names; a name that the vault does not know cannot be read."""
    told = rows.join(names.near.lazy(), left_on=_hashed("name"), right_on="name", how="left")
    return told.with_columns(pl.col("blurred").fill_null(value=True))


def _near_keys(names: Names) -> list[pl.Expr]:
    """Each text of a name with the birth date."""
    return [pl.col(text) ^ _hashed(BIRTH) for text in names.near.columns if text.startswith(NEAR)]

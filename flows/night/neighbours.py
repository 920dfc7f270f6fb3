"""Whom the night's strangers are compared with, and the vault's values of those people: in memory only, never written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from transforms.household.near_names import LARGE
from transforms.household.reach import facts_of, keys_of, names_of, reached
from transforms.household.records import LISTS, homes, listed

NUMBER_PARTS = ((0, 14), (6, 12), (0, 6))
"""Parts of a number of which a single slip leaves one intact, the last with the last four: as the blocks of the configuration."""


def known_rows(
    said: pl.LazyFrame, heard: Mapping[str, pl.LazyFrame], strangers: pl.DataFrame, judged: pl.DataFrame, city: int
) -> pl.DataFrame:
    """The rows (records.TOLD) of everybody known by a number who has anything in common with one of the strangers, or was judged.

    `said`: the tokens (vault.TOKENS) of the drops that the night sees; `city`: how many people live there, a power of two.
    """
    kin = strangers.select(person_id="kin").drop_nulls().unique()
    of_kin = homes(heard, kin.lazy()).collect(engine="streaming")
    numbers = values_of(said, "number", strangers["number"])
    names = names_of(_every_name(said), numbers) if city >= LARGE else None
    keys = keys_of(strangers, of_kin, names)
    at_home = pl.concat([strangers["household_id"], of_kin["household_id"]]).drop_nulls().unique()
    members = (
        heard[LISTS[0]].filter(pl.col("household_id").is_in(at_home.implode())).select("person_id").collect(engine="streaming")
    )
    alike = _alike(said, numbers["value"])
    found = one_by_one([rows.unique() for rows in reached(heard, keys, members["person_id"], alike, names)])
    named = pl.concat([judged.select(person_id="left"), judged.select(person_id="right")])
    people = pl.concat([found, named]).unique().join(strangers, on="person_id", how="anti")
    return one_by_one([*listed(heard, people.lazy()), facts_of(heard, keys)])


def one_by_one(plans: Iterable[pl.LazyFrame]) -> pl.DataFrame:
    """The plans' rows, one plan after the other: in one plan the feeds would be read at once, and each fills its buffers."""
    return pl.concat([compact(plan.collect(engine="streaming")) for plan in plans])


def compact(few: pl.DataFrame) -> pl.DataFrame:
    """The same rows in memory of their own: texts picked from a long column are views into it, and would keep all of it (280 MB for 12 MB of
    strangers at a million persons).
    """
    return pl.DataFrame(few.to_arrow(compat_level=pl.CompatLevel.oldest()), schema=few.schema)


def _alike(said: pl.LazyFrame, damaged: pl.Series) -> pl.Series:
    """The persons whose numbers share a part with a number that links nobody."""
    parts = [_part(pl.col("value"), *part) for part in NUMBER_PARTS]
    wanted = damaged.to_frame("value").filter(pl.col("value").str.len_chars() >= 14).select(_named(parts))
    if wanted.is_empty():
        return pl.Series("token", [], dtype=pl.String)
    persons = _of_kind(said, "person")
    shares = pl.any_horizontal(part.is_in(wanted[str(at)].implode()) for at, part in enumerate(parts))
    return persons.filter(shares).select("token").unique().collect(engine="streaming")["token"]


def _named(parts: list[pl.Expr]) -> list[pl.Expr]:
    return [part.alias(str(at)) for at, part in enumerate(parts)]


def _part(number: pl.Expr, start: int, length: int) -> pl.Expr:
    part = number.str.slice(start, length)
    return part if length > 6 else pl.concat_str(part, number.str.tail(4), separator="-")


def values_of(said: pl.LazyFrame, kind: str, tokens: pl.Series) -> pl.DataFrame:
    """token, value of these tokens; of several spellings of one value the first by text among the drops that `said` is of."""
    wanted = tokens.drop_nulls().unique().to_frame("token").lazy()
    return _spelled(_of_kind(said, kind).join(wanted, on="token", how="semi"))


def _every_name(said: pl.LazyFrame) -> pl.DataFrame:
    """token, value of every name, spelled as `values_of` has it."""
    return _spelled(_of_kind(said, "name"))


def _of_kind(said: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    return said.filter(pl.col("kind") == kind)


def _spelled(tokens: pl.LazyFrame) -> pl.DataFrame:
    return compact(tokens.group_by("token").agg(pl.col("value").min()).collect(engine="streaming"))

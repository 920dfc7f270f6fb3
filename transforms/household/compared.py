"""Records as `config/linkage.yaml` reads them: the values in place of their tokens, how common a name is, and which lists people stand in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from transforms.household.near_names import BLURRED, LARGE, is_blurred, is_unclear, near
from transforms.household.records import LISTS, is_unborn

COMMON_BITS, RARE_BITS = 9, 12
"""One person in 2^9 or more bears a common name, one in less than 2^12 a rare one."""
SCHOOL_STARTS = 9
"""Month."""
PLACEHOLDER = "999999"
VALUES = pl.Schema({"token": pl.String(), "value": pl.String()})


def bearers(heard: Mapping[str, pl.LazyFrame], names: pl.LazyFrame) -> pl.LazyFrame:
    """One row a name of `names` (column `name`, tokens): `bearers`, the rows of it in every list, of which the largest counts."""
    counts = [heard[feed].join(names, on="name", how="semi").group_by("name").len("bearers") for feed in LISTS]
    return pl.concat(counts).group_by("name").agg(pl.col("bearers").max())


def compared(
    records: pl.LazyFrame, values: Mapping[str, pl.LazyFrame], bearers: pl.LazyFrame, listed: pl.LazyFrame, city: int, as_of: date
) -> pl.LazyFrame:
    """One row a record (`records.records`), in order. `values`: VALUES by kind (name, phone, number, person); `city`: how many people live
    there, a power of two; `listed`: `entity_id, listed_in`; `as_of`: in whose school year stages were seen.

    A name that no list has is as rare as one that one person bears.
    """
    said = records.join(bearers, on="name", how="left", maintain_order="left").join(
        listed, on="entity_id", how="left", maintain_order="left"
    )
    bits = (city / pl.col("bearers").fill_null(1)).log(2)
    numbers = pl.concat([values["number"], values["person"]])
    told = said.with_columns(
        name_common=pl.when(bits <= COMMON_BITS).then("name"),
        name_rare=pl.when(bits > RARE_BITS).then("name"),
        name_at_home=_name_at_home(),
        list=pl.when(pl.col("feed").is_in(LISTS)).then("feed").otherwise("record_id"),
        listed_in=pl.col("listed_in").fill_null([]),
        id_valid=pl.col("number") == pl.col("entity_id"),
        seen_on=pl.when(pl.col("stage").is_not_null()).then(pl.lit(_school_year(as_of))),
    )
    for column, known in (("name", values["name"]), ("phone", values["phone"]), ("number", numbers)):
        told = told.join(known.rename({"token": column}), on=column, how="left", maintain_order="left").with_columns(
            pl.col("value").alias(column)
        ).drop("value")  # fmt: skip
    # What says that there is no number says nothing against one.
    number = pl.when(~pl.col("number").str.starts_with(PLACEHOLDER)).then("number")
    return (
        told.with_columns(number)
        .rename({"number": "id_number"})
        .with_columns(lone_name=pl.when(pl.col("anchored") | is_unborn("entity_id")).then("name"), **_by_birth(city))
    )


def _by_birth(city: int) -> dict[str, pl.Expr]:
    """`lone_birth`: compared with all people of that date; `near_names`: with those whose name has one of these in common (near_names.py)."""
    if city < LARGE:
        return {"lone_birth": pl.col("birth_date"), "near_names": pl.lit(None, pl.List(pl.String()))}
    anchored = pl.col("anchored")
    blurred = is_blurred(pl.col("name")) | ~anchored & is_unclear(pl.col("id_number"))
    open_to_all = pl.when(blurred | ~anchored).then(pl.lit(BLURRED))
    return {
        "lone_birth": pl.when(blurred | anchored).then("birth_date"),
        "near_names": pl.concat_list(*near(pl.col("name")), open_to_all).list.drop_nulls().list.unique(),
    }


def _school_year(as_of: date) -> date:
    """Its first day, so that pupils are the same records all year."""
    return date(as_of.year if as_of.month >= SCHOOL_STARTS else as_of.year - 1, SCHOOL_STARTS, 1)


def _name_at_home() -> pl.Expr:
    """Each of the (at most two) households with the record's name behind it; null where there is none."""
    homes = (pl.col("households").list.get(place, null_on_oob=True) for place in (0, 1))
    named = pl.concat_list(pl.concat_str(home, "name", separator="|") for home in homes).list.drop_nulls()
    return pl.when(named.list.len() > 0).then(named)

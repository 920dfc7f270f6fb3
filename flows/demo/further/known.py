"""Whom the further departments speak of: households of the roster with their place, and the persons in them."""

from __future__ import annotations

import polars as pl

from flows.demo.attributes import LABOUR, age_in_years
from flows.demo.city import City

PRIVATE = pl.Schema(
    {"_person": pl.Int64(), "_owner": pl.String(), "_slip": pl.Boolean(), "_town": pl.String(), "_case": pl.String()}
)
"""Columns beside those of the list: `_case` is the situation that was planted in a row, empty where it is an ordinary one."""


def homes(city: City) -> pl.DataFrame:
    """One row a household that somebody lives in: its register columns, size, village_code, town, village_name."""
    size = city.members.group_by("household").agg(size=pl.len().cast(pl.Int64))
    return (
        city.households.join(size, on="household", how="inner", maintain_order="left")
        .join(city.villages.select("village", "village_code", "town", "village_name"), on="village", maintain_order="left")
        .sort("household_no")
    )


def people(city: City) -> pl.DataFrame:
    """One row a person of the roster, in the first household that lists them: person, name, id_number, age, able, died, and the
    household's columns.
    """
    once = city.members.unique("person", keep="first", maintain_order=True).select("household", "person")
    gone = city.vital.filter((pl.col("event_type") == "火化") & pl.col("name_given").is_null())
    died = gone.unique("person", keep="first", maintain_order=True).select("person", died_on="event_date")
    known = city.persons.select("person", "name", "id_number", "birth_date", "labour", "months_worked")
    return (
        once.join(known, on="person", maintain_order="left")
        .join(homes(city), on="household", maintain_order="left")
        .join(died, on="person", how="left", maintain_order="left")
        .with_columns(
            age=age_in_years(pl.col("birth_date"), pl.lit(city.as_of)),
            able=pl.col("labour").is_in(LABOUR[:2]).fill_null(value=False),
        )
        .sort("person")
    )


def listed(rows: pl.DataFrame, number: str = "") -> pl.DataFrame:
    """A list's typed rows with the columns that every list has beside its own; `number` is that of the person of a row."""
    own = {
        "_person": pl.col("person") if "person" in rows.columns else pl.lit(None),
        "_owner": pl.col(number) if number else pl.lit(None),
        "_slip": pl.lit(value=False),
        "_town": pl.col("town") if "town" in rows.columns else pl.lit("全县"),
        "_case": pl.col("case") if "case" in rows.columns else pl.lit(""),
    }
    return rows.with_columns(expression.cast(PRIVATE[name]).alias(name) for name, expression in own.items())


def since(city: City, *dated: str) -> pl.Expr:
    """Which events a list of events holds: those since the last delivery; the first one also has what is older."""
    first = (city.as_of - city.since).days > 300
    happened = pl.any_horizontal(pl.col(day).is_between(city.since, city.as_of, closed="right") for day in dated)
    return pl.any_horizontal(pl.col(day) <= city.as_of for day in dated) if first else happened

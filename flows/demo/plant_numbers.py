"""Planted numbers that are not one to one with people: one number borne by two (ID05), one person under two (ID06)."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from flows.demo.city import City
from flows.demo.lots import Lots
from flows.demo.people import with_check_digit
from flows.demo.plant_slips import ENROLMENT, slipped

DIVISION = 522329
"""Division of the second numbers; nobody else has it."""
GROWN = pl.col("listed") & pl.col("age").is_between(25, 60) & pl.col("pupil_no").is_null()


def shared_numbers(lots: Lots, city: City) -> City:
    """The insurer has somebody under the number of a stranger of about their age (ID05), or of one old enough to be a parent."""
    holders = lots.draw(GROWN, 1.6)
    others = lots.draw(GROWN & pl.col("insured").is_not_null(), 1.6).head(holders.height)
    numbers = holders.head(others.height)["id_number"]
    return slipped(city, ENROLMENT, "id_number", others.with_columns(number=numbers), pl.col("number"))


def second_numbers(lots: Lots, city: City) -> City:
    """The register lists somebody twice in one household, the second time under another number that could be one (ID06)."""
    people = lots.draw(GROWN, 1.0)
    first = city.persons.height
    day = pl.col("birth_date").dt.to_string("%Y%m%d").cast(pl.Int64)
    sequence = pl.int_range(pl.len(), dtype=pl.Int64) % 400 * 2 + pl.when("male").then(1).otherwise(2)
    copies = (
        people.select("person", "household")
        .join(city.persons, on="person", maintain_order="left")
        .with_columns(first17=DIVISION * 10**11 + day * 1000 + sequence, person=first + pl.int_range(pl.len()))
    )
    copies = copies.with_columns(id_number=with_check_digit(copies["first17"]))
    last = city.members.group_by("household").agg(last=pl.col("person_no").cast(pl.Int64).max())
    members = copies.join(last, on="household", maintain_order="left").select(
        "household", "person", relation=pl.lit("其他"), person_no=(pl.col("last") + 1).cast(pl.String).str.zfill(2)
    )
    return replace(
        city,
        persons=pl.concat([city.persons, copies.select(pl.col(name).cast(kind) for name, kind in city.persons.schema.items())]),
        members=pl.concat([city.members, members.select(pl.col(name).cast(kind) for name, kind in city.members.schema.items())]),
    )

"""Planted slips of the departments' own books: ID01 to ID04, each with what only looks like it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from flows.demo.city import City
from flows.demo.lots import Lots
from flows.demo.slips import SLIPS

ROSTER, ASSISTANCE = "civil_affairs/household_roster", "civil_affairs/assistance"
ENROLMENT, SETTLEMENTS, STUDENTS = "health_insurance/enrolment", "health_insurance/settlements", "education/students"
LISTED = pl.col("listed")
KIN = pl.col("relation").is_in(["之子", "之女", "之父", "之母"])
NUMBER, NAME = pl.col("id_number"), pl.col("name")


def invalid_numbers(lots: Lots, city: City) -> City:
    """The register has a number with a wrong check character, or one that lacks a digit (ID01)."""
    wrong = NUMBER.str.slice(0, 17) + pl.when(NUMBER.str.ends_with("5")).then(pl.lit("6")).otherwise(pl.lit("5"))
    city = slipped(city, ROSTER, "id_number", lots.draw(LISTED, 0.8), wrong)
    return slipped(city, ROSTER, "id_number", lots.draw(LISTED, 0.4), NUMBER.str.slice(0, 17))


def other_numbers(lots: Lots, city: City) -> City:
    """The register has the disability card's number, or a placeholder, for the ID number (ID04)."""
    city = slipped(city, ROSTER, "id_number", lots.draw(LISTED & pl.col("card_no").is_not_null(), 0.8), pl.col("card_no"))
    placeholder = pl.lit("999999") + NUMBER.str.slice(6, 8) + "0001"
    return slipped(city, ROSTER, "id_number", lots.draw(LISTED, 0.6), placeholder)


def contradictions(lots: Lots, city: City) -> City:
    """The register has another birth date or sex than the number says (ID03)."""
    # A month away where that is a day of the same year, so that ages hardly move.
    birth = pl.col("birth_date").dt.offset_by("-1mo").dt.to_string("%Y-%m-%d")
    city = slipped(city, ROSTER, "birth_date", lots.draw(LISTED & KIN, 0.8), birth)
    other = pl.when("male").then(pl.lit("女")).otherwise(pl.lit("男"))
    return slipped(city, ROSTER, "sex", lots.draw(LISTED & KIN, 0.6), other)


def other_names(lots: Lots, city: City) -> City:
    """Another department has another name under the number (ID02), of the person or of a pupil's guardian."""
    wrong = NAME.str.head(-1) + "槐"
    for feed, has, share in (
        (ENROLMENT, pl.col("insured").is_not_null(), 0.8),
        (ASSISTANCE, pl.col("scheme").is_not_null(), 0.2),
        (STUDENTS, pl.col("pupil_no").is_not_null(), 0.4),
        (SETTLEMENTS, pl.col("bills") > 0, 0.4),
    ):
        city = slipped(city, feed, "name", lots.draw(LISTED & has, share), wrong)
    pupils = lots.draw(LISTED & pl.col("pupil_no").is_not_null() & (pl.col("relation") != "户主"), 0.4)
    return slipped(city, STUDENTS, "guardian_name", pupils, pl.lit("槐") + NAME.str.slice(1))


def same_names(lots: Lots, city: City) -> City:
    """Another department writes the same name with another form of a character, or without its dot."""
    insured = LISTED & pl.col("insured").is_not_null()
    usual = NAME.str.replace_many(["昇", "喆", "堃"], ["升", "哲", "坤"])
    city = slipped(city, ENROLMENT, "name", lots.draw(insured & NAME.str.contains("[昇喆堃]"), 0.6), usual)
    return slipped(city, ENROLMENT, "name", lots.draw(insured & NAME.str.contains("·"), 0.6), NAME.str.replace("·", " "))


def slipped(city: City, feed: str, column: str, people: pl.DataFrame, text: pl.Expr) -> City:
    """The city with `text` (of the census) in a column of a feed's rows of `people`."""
    own = people.select(feed=pl.lit(feed), person="person", column=pl.lit(column), text=text)
    return replace(city, slips=pl.concat([city.slips, own.select(pl.col(name).cast(dtype) for name, dtype in SLIPS.items())]))

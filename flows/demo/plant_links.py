"""Planted people whom no number tells: books with damaged or blank numbers, children under a guardian's number, other spellings of names.

Of every feed about one row in twenty is such a row: as many as real lists have.
"""

from __future__ import annotations

import polars as pl

from flows.demo.city import City
from flows.demo.damage import NUMBERS, another_spelling, mistyped_day
from flows.demo.lots import Lots
from flows.demo.people import with_check_digit
from flows.demo.plant_slips import slipped

ROSTER, ASSISTANCE, STUDENTS = "civil_affairs/household_roster", "civil_affairs/assistance", "education/students"
ENROLMENT, SETTLEMENTS = "health_insurance/enrolment", "health_insurance/settlements"

PEOPLE: dict[str, pl.Expr] = {
    ROSTER: pl.col("listed"),
    ENROLMENT: pl.col("insured").is_not_null(),
    STUDENTS: pl.col("pupil_no").is_not_null(),
    ASSISTANCE: pl.col("scheme").is_not_null(),
    SETTLEMENTS: pl.col("bills") > 0,
}
"""Feed -> who of the census stands in it."""
PER_THOUSAND = {ROSTER: 40.0, ENROLMENT: 45.0, STUDENTS: 9.0, ASSISTANCE: 2.5, SETTLEMENTS: 20.0}
"""Of a thousand people of the city so many stand in the feed without a number that links them."""
SHARES = {"one_digit": 0.42, "swapped": 0.14, "lost_tail": 0.08, "dropped": 0.08, "none": 0.28}
IN_KEYS = {"none": 1.0}
"""Where the number is part of the key: a damaged one refuses the row. A card's number is the whole key, and never blank."""
OF_BIRTH = (ROSTER, ENROLMENT, STUDENTS)
"""Feeds that tell a birth date."""
BESIDE = 0.2
"""Of those with a damaged number so many have another slip beside it."""


def without_numbers(lots: Lots, city: City) -> City:
    """Numbers with a wrong digit, a swap, a lost tail, or none at all; some with a name or a birth date that suffered too."""
    for feed, share in PER_THOUSAND.items():
        for kind, part in (IN_KEYS if feed == ASSISTANCE else SHARES).items():
            people = lots.draw(PEOPLE[feed], share * part)
            city = _damaged(lots, city, feed, people.with_columns(at=lots.days_ago(0, 10_000, people.height)), kind)
    return city


def children_under_guardians(lots: Lots, city: City) -> City:
    """The insurer has a child under the number of the head of the household."""
    child = pl.col("listed") & (pl.col("age") < 16) & pl.col("insured").is_not_null() & (pl.col("relation") != "户主")
    children = lots.draw(child & (pl.col("head_birth") < pl.col("birth_date").dt.offset_by("-15y")), 3.0)
    return slipped(city, ENROLMENT, "id_number", children, pl.col("head_number"))


def pupils_without_numbers(lots: Lots, city: City) -> City:
    """A pupil under a number that tells nobody (J, L), and without an ID number."""
    drawn = lots.draw(pl.col("pupil_no").str.contains("^[JL]"), 2.0)
    return slipped(city, STUDENTS, "id_number", drawn, pl.lit(""))


def _damaged(lots: Lots, city: City, feed: str, people: pl.DataFrame, kind: str) -> City:
    """The number in the feed's books, and beside some of them another slip."""
    # One lost tail in eleven is a valid number of nobody.
    people = people.filter(
        with_check_digit(people["id_number"].str.head(15).cast(pl.Int64) * 100) != people["id_number"].str.head(15) + "000"
    )
    city = slipped(city, feed, "id_number", people, NUMBERS[kind])
    if feed == STUDENTS:
        city = slipped(city, feed, "student_no", people, pl.lit("J9") + pl.col("pupil_no").str.slice(2, 17))
    chosen = people.filter(pl.Series(lots.rng.random(people.height) < (BESIDE if kind != "none" else BESIDE / 4)))
    names, births = chosen.gather_every(2), chosen.gather_every(2, 1)
    city = slipped(city, feed, "name", names, another_spelling())
    return slipped(city, feed, "birth_date", births, mistyped_day()) if feed in OF_BIRTH else city

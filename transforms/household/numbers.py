"""Numbers and people that are not one to one: one number that two people bear, one person under two numbers.

Neither is settled here: both are shown with the rows that say so, and stay two people until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.states import ASSISTANCE, ENROLMENT, ROSTER, SOURCE, STUDENTS
from transforms.stages import stage

PLACE = "village_code"
SHOWN = 10
"""People of one name, birth date and village whose rows are shown: where a date stands for all who have none, there are thousands."""


def shared_numbers(rows: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The rows under a number that is another's who is no parent's age: `person_id` (the holder), `feed` and where the row stands."""
    return pl.concat(
        [
            rows[feed]
            .filter("shares_number")
            .select(pl.col("borrowed_from").alias("person_id"), pl.lit(feed).alias("feed"), *SOURCE)
            for feed in (ROSTER, ENROLMENT, STUDENTS)
        ]
    )


def by_place(rows: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The rows under a usable number that tell a village, as `two_numbers` takes them."""
    born = {ROSTER: pl.coalesce("birth_date", "number_birth"), ASSISTANCE: pl.col("number_birth")}
    return pl.concat(
        [
            rows[feed].filter("by_number").select("person_id", "name", PLACE, *SOURCE, feed=pl.lit(feed), birth_date=birth)
            for feed, birth in born.items()
        ]
    )


@stage(key="village_code")
def two_numbers(*, listed: pl.LazyFrame) -> pl.LazyFrame:
    """People of one name and birth date in one village under different numbers: `person_id`, and the rows of each other one.

    `listed`: person_id, name, birth_date, village_code, feed and where the row stands. Of more than `SHOWN` people alike everyone
    is found, with the rows of the first `SHOWN` of them (by person_id), so that rows grow with the people and not with their pairs.
    """
    alike = ["name", "birth_date", PLACE]
    known = listed.filter(pl.all_horizontal(pl.col(alike).is_not_null()))
    # Told by hash first: nearly everybody is alone in their village.
    several = known.filter(pl.struct(alike).hash().is_duplicated())
    others = several.filter(pl.col("person_id").rank("dense").over(alike) <= SHOWN).rename({"person_id": "other"})
    return (
        several.select("person_id", *alike).unique()
        .join(others, on=alike).filter(pl.col("person_id") != pl.col("other"))
        .select("person_id", "feed", *SOURCE)
    )  # fmt: skip

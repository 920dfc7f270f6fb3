"""Who belongs to which household: the roster's rows, one of them the published one of each person.

Known trap: the same person in two households of the roster. They are published once.
"""

from __future__ import annotations

import polars as pl

from transforms.household.ranking import later_of, newest_first, ranked
from transforms.stages import stage


@stage(key="person_id")
def membership(*, roster: pl.LazyFrame) -> pl.LazyFrame:
    """Roster rows with `place`: 1 = where the person is published, higher = the rows that lost.

    The household with the newest identification wins, then the smaller household number (a shorter number is smaller).
    """
    number = pl.col("household_no")
    return ranked(roster, newest_first("identified_on"), number.str.len_chars(), number)


def other_homes(ranked_rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person whom the roster lists more than once: `other_homes`, the different households of the rows that lost."""
    return later_of(ranked_rows).group_by("person_id").agg(other_homes=pl.col("household_id").unique().sort())

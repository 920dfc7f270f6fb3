"""Under which names a number appears: one ID, two names (ID02). Names are pseudonyms of the folded name, so spellings do not count."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.ranking import later_of
from transforms.stages import stage


@stage(key="person_id")
def other_rows_names(*, later: pl.LazyFrame, sighted: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person: `name_low` and `name_high`, between which lie the names of rows under the number that speak for nobody.

    `later`: the losing rows of the lists; `sighted`: events, aid, and the people whom another's row names.
    """
    rows = pl.concat([frame.filter("by_number").select("person_id", "name") for frame in (later, sighted)])
    return rows.group_by("person_id").agg(name_low=pl.col("name").min(), name_high=pl.col("name").max())


def later_names(ranked: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The losing rows of every list with what `other_rows_names` needs."""
    return pl.concat([later_of(rows).select("person_id", "by_number", "name") for rows in ranked.values()])

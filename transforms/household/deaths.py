"""Who died: a death event counts only where number **and** name agree with an official row of the person.

A living person declared dead is the worst error such a table can make. The roster is asked first: all roster rows
under the number must bear the event's (folded) name. Of persons in no roster any other feed's row will do. An event
that nobody confirms kills no one, and what contradicts a confirmed death later is shown, not resolved by guessing.
"""

from __future__ import annotations

import polars as pl

from transforms.household.ranking import first_of, ranked
from transforms.stages import Night, stage


@stage(key="person_id")
def deaths(night: Night, *, events: pl.LazyFrame, roster: pl.LazyFrame, official: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person with a death event up to the night: `died` (number and name agree), `died_on`, and its source.

    `roster` and `official` (the rows of the other feeds that list people) hold person_id and name token.
    """
    happened = (pl.col("event_type") == "death") & (pl.col("event_date") <= night.as_of)
    reported = events.filter(happened).select(
        "person_id", "by_number", "name", "_key", "_drop_id", "_sheet", "_row", died_on="event_date"
    )
    in_roster, elsewhere = _names(roster, reported, "roster_names"), _names(official, reported, "official_names")
    agrees = pl.coalesce(
        (pl.col("roster_names").list.len() == 1) & pl.col("name").is_in(pl.col("roster_names")),
        pl.col("name").is_in(pl.col("official_names")),
        pl.lit(value=False),
    )
    return (
        reported.join(in_roster, on="person_id", how="left", maintain_order="left")
        .join(elsewhere, on="person_id", how="left", maintain_order="left")
        .with_columns(died=pl.col("by_number") & agrees)
        .drop("by_number", "name", "roster_names", "official_names")
        .pipe(ranked, ~pl.col("died"), pl.col("died_on"))
        .pipe(first_of)
        .drop("place", "_key")
    )


def _names(rows: pl.LazyFrame, reported: pl.LazyFrame, names: str) -> pl.LazyFrame:
    """The different names the reported persons bear in `rows`."""
    return (
        rows.select("person_id", "name")
        .join(reported, on="person_id", how="semi")
        .group_by("person_id")
        .agg(pl.col("name").drop_nulls().unique().alias(names))
    )

"""Who is married to whom, by marriages without a later divorce; and whose spouse the register does not know (hidden spouse).

Known trap: a divorce may name the pair the other way round, or one of them by a number that cannot be read.
"""

from __future__ import annotations

import polars as pl

from transforms.household.states import SOURCE
from transforms.stages import Night, stage


@stage(key=None)
def pairs(night: Night, *, events: pl.LazyFrame) -> pl.LazyFrame:
    """Marriages and divorces up to the night, a row each, of which both numbers are usable: `pair` is the same either way round."""
    one, other = pl.col("person_id"), pl.col("partner_id_number__person")
    wanted = pl.col("event_type").is_in(["marriage", "divorce"]) & pl.col("by_number") & other.is_not_null()
    return events.filter(wanted, pl.col("event_date") <= night.as_of).select(
        pl.concat_str(pl.min_horizontal(one, other), pl.max_horizontal(one, other), separator="|").alias("pair"),
        one.alias("one"),
        other.alias("other"),
        "event_type",
        "event_date",
        "_key",
        *SOURCE,
    )


@stage(key="pair")
def unions(*, pairs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a pair that is married on the night: its newest marriage, where no divorce lies on that day or later."""
    divorced = pairs.filter(pl.col("event_type") == "divorce").group_by("pair").agg(divorced_on=pl.col("event_date").max())
    return (
        pairs.filter(pl.col("event_type") == "marriage")
        .sort("event_date", "_key", descending=[True, False])
        .unique("pair", keep="first", maintain_order=True)
        .join(divorced, on="pair", how="left", maintain_order="left")
        .filter(~(pl.col("divorced_on") >= pl.col("event_date")).fill_null(value=False))
        .drop("divorced_on", "event_type")
    )


def spouses(unions: pl.LazyFrame) -> pl.LazyFrame:
    """Two rows a pair: `person_id`, `partner_id`, `event_date` and where the marriage stands."""
    kept = ("event_date", "_key", *SOURCE)
    return pl.concat(
        [
            unions.select(pl.col("one").alias("person_id"), pl.col("other").alias("partner_id"), *kept),
            unions.select(pl.col("other").alias("person_id"), pl.col("one").alias("partner_id"), *kept),
        ]
    )


def hidden_spouses(married: pl.LazyFrame, roster: pl.LazyFrame, dead: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of `spouses` whose two people share no household of the roster; the marriages of the dead are over.

    `roster`: person_id and household_id of every roster row. `dead`: person_ids of confirmed deaths. Few rows come out, and few of
    the roster's are looked at: those of people who married.
    """
    homes = roster.join(married, on="person_id", how="semi").select("person_id", "household_id").unique()
    together = (
        married.select("person_id", "partner_id")
        .join(homes, on="person_id")
        .join(homes.rename({"person_id": "partner_id"}), on=["partner_id", "household_id"], how="semi")
    )
    return (
        married.join(together, on=["person_id", "partner_id"], how="anti")
        .join(dead, on="person_id", how="anti")
        .join(dead, left_on="partner_id", right_on="person_id", how="anti")
        .sort("person_id", "event_date", "_key")
    )

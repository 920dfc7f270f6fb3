"""Groups that a person is in by their kin: old people who live alone, and the widowed."""

from __future__ import annotations

import polars as pl

from config.thresholds import threshold
from transforms.household.marks import said
from transforms.household.states import EVENTS, ROSTER
from transforms.stages import Night, stage

COUPLE = ("head", "spouse")


@stage(key="household_id")
def lone_elderly(night: Night, *, people: pl.LazyFrame) -> pl.LazyFrame:
    """`person_id` of each old person who is the only living member of their household."""
    alone = (
        people.filter("living").group_by("household_id").agg(pl.len().alias("living_members"), pl.col("person_id", "age").first())
    )
    is_old = pl.col("age") >= int(threshold("elderly_age", night.as_of))
    return alone.filter((pl.col("living_members") == 1) & is_old).select("person_id")


@stage(key="household_id")
def survivors(*, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row a living head or spouse and each confirmed dead spouse or head of the same household: `person_id`, `partner_id`."""
    of_couple = people.filter(pl.col("relation").is_in(COUPLE)).select("household_id", "person_id", "relation", "living", "died")
    dead = of_couple.filter("died").select("household_id", partner_id="person_id", partner_relation="relation")
    return (
        of_couple.filter("living")
        .join(dead, on="household_id")
        .filter(pl.col("relation") != pl.col("partner_relation"))
        .select("person_id", "partner_id")
    )


def kin(lone: pl.LazyFrame, left: pl.LazyFrame, married: pl.LazyFrame, dead: pl.LazyFrame, dossier: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person and group of kin, with its evidence as `marks.gathered` takes it.

    `lone`: `lone_elderly`. `left`: `survivors`. `married`: `marriages.spouses`. `dead`: confirmed deaths with `died_on` and trace.
    The widowed are not those who married again, somebody who lives.
    """
    by_marriage = married.join(dead.select(partner_id="person_id"), on="partner_id", how="semi").select("person_id", "partner_id")
    gone = dead.select("person_id")
    again = married.join(gone, left_on="partner_id", right_on="person_id", how="anti")
    widowed = (
        pl.concat([left, by_marriage])
        .join(gone, on="person_id", how="anti")
        .join(again, on="person_id", how="anti")
        .join(dead.rename({"person_id": "partner_id"}), on="partner_id")
        .sort("person_id", "died_on", "_drop_id", "_sheet", "_row", descending=[False, True, False, False, False])
        .unique("person_id", keep="first", maintain_order=True)
    )
    listed = dossier.select("person_id", _drop_id="roster_drop_id", _sheet="roster_sheet", _row="roster_row")
    return pl.concat(
        [
            said(listed.join(lone, on="person_id", how="semi"), "lone_elderly", ROSTER, "birth_date"),
            said(widowed, "widowed", EVENTS, "event_date"),
        ]
    )

"""Where the year's targets stand: plan, passed, pending, blocked, remaining, of the city and of each town.

Known trap: a household that left the list is no longer concerned by the gate; a target is counted of it all the same (`Target.when`), and by
tonight's verdict, so that an exit on paper is never a success.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from config.targets import Target
from config.thresholds import threshold
from transforms.household.further import Told, beside
from transforms.household.gates import recorded, standing
from transforms.household.states import ROSTER
from transforms.household.tables import unfilled
from transforms.stages import Night
from transforms.tails import with_tail

STANDINGS = ("passed", "pending", "blocked", "unclear")
COUNTED = (*STANDINGS, "recorded")
SCOPES = ("city", "town", "unplaced")
"""In the order in which rows stand. Unplaced: subjects of no known town, so that the towns and they add up to the city."""


def targets(night: Night, homes: pl.LazyFrame, villages: pl.LazyFrame, said: Told) -> pl.LazyFrame:
    """One row a target of the night's year and town, with a row of the whole city before them; ordered by target and town.

    `homes`, `villages`: with the standings that their gates say. `said`: what the feeds say of towns.
    """
    subjects = {"household": homes, "village": villages}
    towns = beside(_towns(homes, said), night, said, "town")
    found = [_of_target(target, night, subjects[target.grain], towns) for target in night.standards.targets_on(night.as_of)]
    return pl.concat(found) if found else unfilled("targets")


def with_targets(town: pl.LazyFrame, targets: pl.LazyFrame) -> pl.LazyFrame:
    """The published towns with `target_persons` and `lag` of the targets that are counted in persons; null where a share is not known."""
    own = targets.filter(pl.col("scope") == "town", pl.col("counts") == "persons").group_by("town")
    known = own.agg(
        pl.when(pl.col("plan").null_count() == 0).then(pl.col("plan").sum()).alias("target_persons"), pl.col("lag").max()
    )
    return town.drop("target_persons", "lag").join(known, on="town", how="left", maintain_order="left")


def _towns(homes: pl.LazyFrame, said: Told) -> pl.LazyFrame:
    """Every town that has households or a share."""
    named = [homes.select(pl.col("town").cast(pl.String)), *(told.select("town") for told in said["town"].values())]
    return pl.concat(named).drop_nulls().unique().sort("town")


def _of_target(target: Target, night: Night, subjects: pl.LazyFrame, towns: pl.LazyFrame) -> pl.LazyFrame:
    here = _counted(target, subjects)
    of_towns = (
        towns.select("town", plan=_share(target))
        .join(here, on="town", how="left")
        .with_columns(pl.col(COUNTED).fill_null(0), scope=pl.lit("town"))
    )
    lost = here.filter(pl.col("town").is_null()).with_columns(scope=pl.lit("unplaced"), plan=pl.lit(None, pl.Int64))
    places = pl.concat([of_towns, lost], how="diagonal").with_columns(matches=_matches(target, night))
    city = _city(target, night, places)
    told = pl.lit(ROSTER in night.delivered)
    return (
        pl.concat([city, places], how="diagonal")
        .with_columns(pl.when(told).then(pl.col(name)).alias(name) for name in COUNTED)
        .with_columns(
            *_said_of(target, night),
            remaining=(pl.col("plan") - pl.col("passed")).clip(lower_bound=0),
            lag=pl.when(pl.col("plan") > 0).then(_year_gone(target, night) - pl.col("passed") / pl.col("plan")),
            recorded=pl.col("recorded") if target.recorded else pl.lit(None, pl.Int64),
            quota_difference=pl.col("quota_sum") - pl.col("plan"),
            town=pl.col("town").fill_null(""),
            place=pl.col("scope").replace_strict(SCOPES, [0, 1, 2], return_dtype=pl.Int64),
        )
        .sort("place", "town")
    )


def _share(target: Target) -> pl.Expr:
    """Each town's share. Where no town has one the list of the year did not come, if another year's did: nobody knows."""
    if not target.quota:
        return pl.lit(None, pl.Int64)
    share = pl.col(target.quota).cast(pl.Int64)
    return pl.when((share.sum() > 0) | pl.lit(target.plan == 0)).then(share)


def _counted(target: Target, subjects: pl.LazyFrame) -> pl.LazyFrame:
    """`town` (null: of no known town) and how many stand how."""
    number = pl.col("size").fill_null(0) if target.counts == "persons" else pl.lit(1, pl.Int64)
    gone = pl.col(recorded(target)).fill_null(value=False) if target.recorded else pl.lit(value=False)
    named = pl.col(standing(target))
    kinds: Mapping[str, pl.Expr] = {**{name: (named == name).fill_null(value=False) for name in STANDINGS}, "recorded": gone}
    return (
        subjects.select(pl.col("town").cast(pl.String), _number=number, **kinds)
        .group_by("town")
        .agg(pl.col("_number").filter(kind).sum().cast(pl.Int64).alias(kind) for kind in COUNTED)
    )


def _matches(target: Target, night: Night) -> pl.Expr:
    """Whether a town's register shows just as many gone as its share; null where the share is too small to wonder, or there is none."""
    wondered = pl.col("plan") >= int(threshold("quota_match_least", night.as_of))
    return pl.when(wondered).then(pl.col("recorded") == pl.col("plan")) if target.recorded else pl.lit(None, pl.Boolean)


def _city(target: Target, night: Night, places: pl.LazyFrame) -> pl.LazyFrame:
    """The whole city: its plan is the target's own, and the towns' shares are held against it."""
    shares = pl.col("plan").filter(pl.col("scope") == "town")
    in_all = places.select(
        *(pl.col(name).sum() for name in COUNTED),
        scope=pl.lit("city"),
        plan=pl.lit(target.plan, pl.Int64),
        quota_sum=pl.when((shares.null_count() == 0) & (shares.len() > 0)).then(shares.sum()),
        quota_matches=_if_asked(pl.col("matches").sum()),
        quota_matches_of=_if_asked(pl.col("matches").count()),
    )
    chance = pl.lit(threshold("quota_match_chance", night.as_of))
    return with_tail(in_all, "scope", "quota_matches", "quota_matches_of", chance, "quota_matches_chance").with_columns(
        quota_state=pl.when(pl.col("quota_sum").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("quota_sum") == pl.col("plan"))
        .then(pl.lit("reconciles"))
        .otherwise(pl.lit("differs"))
    )


def _if_asked(count: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("matches").count() > 0).then(count.cast(pl.Int64))


def _year_gone(target: Target, night: Night) -> float:
    return night.as_of.timetuple().tm_yday / date(target.year, 12, 31).timetuple().tm_yday


def _said_of(target: Target, night: Night) -> list[pl.Expr]:
    said: Mapping[str, object] = {
        "target": target.id,
        "title": target.title,
        "year": target.year,
        "counts": target.counts,
        "edition": night.edition,
    }
    last = pl.lit(target.last_year, pl.Int64)
    return [
        *(pl.lit(value).alias(name) for name, value in said.items()),
        pl.when(pl.col("scope") == "city").then(last).alias("last_year"),
    ]

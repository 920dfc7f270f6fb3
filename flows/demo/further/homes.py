"""Housing's list of relocated households, and emergency's of those that a disaster hit."""

from __future__ import annotations

from datetime import date

import polars as pl

from flows.demo.city import City
from flows.demo.further.chance import days, one_of, story, with_draws
from flows.demo.further.known import homes, listed, since

_CASE = pl.col("case")


def relocation(city: City) -> pl.DataFrame:
    """One row a relocated household: most live there, some flats are empty, in some nobody has work, some left their insurance behind."""
    drawn = with_draws(city, homes(city).filter("relocated"), "household", "moved_case", "moved_day", "moved_site")
    lives = _CASE != "empty"
    return drawn.with_columns(
        case=story("moved_case", empty=0.1, nobody_employed=0.1, insurance_left=0.08, school_left=0.05, unsaid=0.04, settled=0)
    ).with_columns(
        site=one_of("moved_site", "幸福小区", "新市民小区", "团结小区"),
        assigned_on=pl.lit(date(city.as_of.year - 3, 5, 1)) + days("moved_day", 0, 300),
        occupied=pl.when(_CASE != "unsaid").then(lives),
        occupied_on=pl.when(lives & (_CASE != "unsaid")).then(pl.lit(date(city.as_of.year - 3, 6, 1)) + days("moved_day", 0, 330)),
        employed=pl.when(lives & (_CASE != "nobody_employed")).then(1 + pl.col("size") // 4).otherwise(0).cast(pl.Int64),
        old_house_removed=pl.col("moved_day") < 0.9,
        insurance_moved=_CASE != "insurance_left",
        school_moved=_CASE != "school_left",
    ).pipe(listed)  # fmt: skip


def disasters(city: City) -> pl.DataFrame:
    """One row a household and disaster that happened, or from which it recovered, since the last delivery."""
    drawn = with_draws(city, homes(city), "household", "hit", "hit_case", "hit_day", "hit_kind")
    told = drawn.filter(pl.col("hit") < 0.012).with_columns(
        case=story("hit_case", not_recovered=0.3, recovered=0),
        happened_on=pl.lit(date(city.as_of.year - 1, 7, 1)) + days("hit_day", 0, 330),
    )
    recovers = pl.when(_CASE == "recovered").then(pl.col("happened_on") + days("hit_case", 30, 160))
    loss = (500 + 30_000 * pl.col("hit_kind")).round().cast(pl.Int64) * 100
    return (
        told.with_columns(recovered_on=recovers)
        .filter((pl.col("happened_on") <= city.as_of) & since(city, "happened_on", "recovered_on"))
        .with_columns(
            disaster_no=pl.format("ZH{}", pl.col("happened_on").dt.strftime("%Y%m")),
            kind=one_of("hit_kind", "洪涝", "滑坡", "风雹", "火灾"),
            house_damage=one_of("hit_case", "倒塌", "严重损坏", "一般损坏", "无"),
            loss=loss,
            relief=pl.when(pl.col("hit_day") < 0.9).then(loss // 500 * 100),
            recovered_on=pl.when(pl.col("recovered_on") <= city.as_of).then("recovered_on"),
        )
        .sort("happened_on", "household_no")
        .pipe(listed)
    )

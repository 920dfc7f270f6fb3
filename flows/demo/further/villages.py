"""The register's office on places: villages year by year, and the year's targets of each town."""

from __future__ import annotations

from datetime import date

import polars as pl

from flows.demo.city import City
from flows.demo.further.chance import story, with_draws
from flows.demo.further.known import homes, listed

FACILITIES = (
    "hard_road", "bus", "safe_water", "power", "broadband", "clinic", "doctor", "culture_room", "kindergarten",
    "dangerous_houses_cleared", "cooperative",
)  # fmt: skip
PROVINCIAL, MUNICIPAL, ORDINARY = "省级贫困村", "市级贫困村", "非贫困村"
_CASE = pl.col("case")


def levelled(city: City) -> pl.DataFrame:
    """The villages with their level, population and poor persons: every other one is on a list of poor villages."""
    counted = homes(city).group_by("village").agg(
        population=pl.col("size").sum(), poor=pl.col("size").filter(pl.col("household_type") == "贫困户").sum()
    )  # fmt: skip
    at = pl.col("village") % 4
    level = pl.when(at == 1).then(pl.lit(PROVINCIAL)).when(at == 3).then(pl.lit(MUNICIPAL)).otherwise(pl.lit(ORDINARY))
    return city.villages.with_columns(level=level).join(counted, on="village", how="left", maintain_order="left")


def villages(city: City) -> pl.DataFrame:
    """One row a village and year, this one and the last: what is built, what came in. One village in eight is not in the list."""
    told = with_draws(city, levelled(city), "village", "village_case", "village_income", "village_built").with_columns(
        case=story("village_case", no_doctor=0.08, blank_clinic=0.08, no_road=0.04, poorer=0.1, whole=0)
    )
    years = pl.DataFrame({"year": [city.as_of.year - 1, city.as_of.year]})
    is_now = pl.col("year") == city.as_of.year
    growth = pl.when(is_now).then(pl.when(_CASE == "poorer").then(0.9).otherwise(1.12)).otherwise(1.0)
    # A year ago a part of the villages lacked a part of it all.
    built = {name: is_now | (pl.col("village_built") * len(FACILITIES) > place) for place, name in enumerate(FACILITIES)}
    return (
        told.filter(pl.col("village") % 8 != 6)
        .join(years, how="cross")
        .with_columns(**built, village="village_name")
        .with_columns(
            doctor=pl.col("doctor") & (_CASE != "no_doctor"),
            hard_road=pl.col("hard_road") & (_CASE != "no_road"),
            clinic=pl.when(_CASE != "blank_clinic").then("clinic"),
            collective_income=((20_000 + 180_000 * pl.col("village_income")) * growth).round().cast(pl.Int64) * 100,
            income_per_capita=((7_500 + 4_500 * pl.col("village_income")) * growth).round().cast(pl.Int64) * 100,
        )
        .pipe(listed)
    )


def targets(city: City) -> pl.DataFrame:
    """One row a town and item: the persons and villages that are to get out of poverty this year."""
    of_town = (
        levelled(city)
        .group_by("town", maintain_order=True)
        .agg(
            pl.col("poor").sum().floordiv(4).alias("脱贫人口"),
            (pl.col("level") == PROVINCIAL).sum().cast(pl.Int64).alias("省级贫困村"),
            (pl.col("level") == MUNICIPAL).sum().cast(pl.Int64).alias("市级贫困村"),
        )
    )
    return (
        of_town.unpivot(index="town", variable_name="item", value_name="quantity")
        .sort("town", "item")
        .with_columns(year=pl.lit(city.as_of.year, pl.Int64), due_on=pl.lit(date(city.as_of.year, 12, 31)))
        .pipe(listed)
    )

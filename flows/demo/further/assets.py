"""The negative list: assets and posts that speak against poverty, and what only looks like one."""

from __future__ import annotations

from datetime import date

import polars as pl

from flows.demo.city import City
from flows.demo.further.chance import days, story, with_draws
from flows.demo.further.known import listed, people

HITS = {"car": "小汽车", "town_house": "商品房", "company": "企业法人", "payroll": "财政供养人员"}
EXCUSED = {
    "farm_vehicle": "农用车", "motorcycle": "摩托车", "relocation_house": "易地搬迁安置房", "welfare_post": "公益性岗位",
    "closed_company": "企业法人", "sold_car": "小汽车", "cooperative": "合作社成员",
}  # fmt: skip
"""Situation → what the list calls it; a closed company and a sold car are no assets any more."""
_CASE = pl.col("case")


def negative_list(city: City) -> pl.DataFrame:
    """One row an asset: of registered people few real ones and many look-alikes, of the others what people own."""
    drawn = with_draws(city, people(city).filter(pl.col("age") > 20), "person", "asset", "asset_case", "asset_day")
    looks = drawn.filter("registered").with_columns(
        case=pl.when((pl.col("relocated")) & (pl.col("asset") > 0.75)).then(pl.lit("relocation_house"))
        .when(pl.col("asset") < 0.02).then(story("asset_case", car=0.4, town_house=0.25, company=0.15, payroll=0))
        .when(pl.col("asset") < 0.09).then(story("asset_case", farm_vehicle=0.3, motorcycle=0.2, welfare_post=0.2,
                                                closed_company=0.1, sold_car=0.1, cooperative=0))
    ).filter(_CASE.is_not_null())  # fmt: skip
    others = drawn.filter(~pl.col("registered") & (pl.col("asset") < 0.06)).with_columns(
        case=story("asset_case", car=0.6, town_house=0.2, company=0.1, payroll=0)
    )
    since_long = pl.lit(date(city.as_of.year - 4, 1, 1)) + days("asset_day", 0, 1000)
    runs = pl.when(_CASE == "closed_company").then(statement=False).when(_CASE == "company").then(statement=True)
    return (
        pl.concat([looks, others])
        .sort("person")
        .with_columns(
            asset_type=_CASE.replace_strict({**HITS, **EXCUSED}),
            asset_no=pl.format("ZC{}", pl.col("person").cast(pl.String).str.zfill(8)),
            value=pl.when(_CASE.is_in(["car", "town_house", "company"])).then((50_000 + 200_000 * pl.col("asset_day")).round().cast(pl.Int64) * 100),
            registered_on=since_long,
            ended_on=pl.when(_CASE == "sold_car").then(pl.lit(date(city.as_of.year - 1, 2, 1)) + days("asset_day", 0, 200)),
            operating=runs,
        )
        .pipe(listed, "id_number")
    )  # fmt: skip

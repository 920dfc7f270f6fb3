"""Agriculture's projects and whom they pay, and finance's money by source."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from flows.demo.city import City
from flows.demo.further.chance import days, one_of, story, with_draws
from flows.demo.further.known import listed, people, since

KINDS = ("光伏发电", "乡村旅游", "农产品加工", "农村电商", "茶叶种植", "肉牛养殖")
A_VILLAGE = 3
PARTS = 12
"""Payments of a fragmented project."""
SOURCES = ("中央资金", "省级资金", "市级资金", "县级资金", "东西部协作")
_CASE, _NO = pl.col("case"), pl.col("project")


def projects(city: City) -> pl.DataFrame:
    """One row a project, three a village; those of a fragmented one are parts of one parent, each small enough to need no tender."""
    told = _projects(city)
    is_part = _CASE == "fragmented"
    return told.with_columns(
        title=pl.col("village_name") + pl.col("project_type") + "项目",
        parent_no=pl.when(is_part).then(pl.format("ZX{}", pl.col("village_code"))),
        operator=pl.when(pl.col("project_day") < 0.9).then(pl.col("village_name") + "种养殖专业合作社"),
        operator_code=pl.lit(None, pl.String),
        started_on=pl.lit(date(city.as_of.year - 1, 3, 1)) + days("project_day", 0, 150),
        finished_on=pl.when(pl.col("project_day") < 0.5).then(pl.lit(date(city.as_of.year - 1, 11, 1)) + days("project_day", 0, 60)),
        planned=pl.when(is_part).then(38_000_000).otherwise((200_000 + 900_000 * pl.col("project_money")).round().cast(pl.Int64) * 100),
        status=pl.when(pl.col("project_day") < 0.5).then(pl.lit("已完工")).when(pl.col("project_day") < 0.95).then(pl.lit("在建"))
        .otherwise(pl.lit("停工")),
    ).pipe(listed)  # fmt: skip


def _projects(city: City) -> pl.DataFrame:
    """Project (index), project_no, village, its names and level of money; in the order of villages."""
    numbers = city.villages.join(pl.DataFrame({"rank": range(A_VILLAGE)}), how="cross")
    indexed = numbers.with_columns(project=pl.col("village") * A_VILLAGE + pl.col("rank"))
    drawn = with_draws(city, indexed, "project", "project_kind", "project_day", "project_money")
    return drawn.with_columns(
        project_no=pl.format("XM{}{}", "village_code", pl.col("rank") + 1),
        project_type=one_of("project_kind", *KINDS),
        case=pl.when(pl.col("village") % 9 == 4).then(pl.lit("fragmented")).otherwise(pl.lit("")),
    )


def project_benefits(city: City) -> pl.DataFrame:
    """One row a payment since the last delivery, at the end of a quarter: mostly to registered people who can work, some to others
    and to people who had died.
    """
    drawn = with_draws(city, people(city), "person", "benefit", "benefit_kind", "benefit_amount")
    lived = pl.col("died_on").is_null()
    entitled = drawn.filter(pl.col("registered") & (pl.col("age") > 18) & lived & (pl.col("benefit") < 0.3))
    others = drawn.filter(~pl.col("registered") & (pl.col("age") > 18) & lived & (pl.col("benefit") < 0.002))
    dead = drawn.filter(~lived & (pl.col("age") > 18) & (pl.col("benefit") < 0.3))
    chosen = pl.concat([entitled.with_columns(case=pl.lit("")), others.with_columns(case=pl.lit("not_registered"))])
    paid = chosen.join(_quarters(city), how="cross")
    after_death = dead.with_columns(
        case=pl.lit("dead"), paid_on=pl.min_horizontal(pl.col("died_on") + timedelta(days=20), pl.lit(city.as_of))
    )
    after_death = after_death.filter(pl.col("paid_on") > pl.col("died_on"))
    return (
        pl.concat([paid, after_death.select(paid.columns)])
        .join(_projects(city).filter(pl.col("rank") == 0).select("village", "project_no"), on="village", maintain_order="left")
        .with_columns(
            amount=(150 + 900 * pl.col("benefit_amount")).round().cast(pl.Int64) * 100,
            benefit=one_of("benefit_kind", "分红", "务工", "土地流转", "产品收购", None),
        )
        .filter(since(city, "paid_on"))
        .sort("paid_on", "person")
        .pipe(listed, "id_number")
    )  # fmt: skip


def _quarters(city: City) -> pl.DataFrame:
    year = city.as_of.year
    return pl.DataFrame({"paid_on": [date(year - 1, 9, 25), date(year - 1, 12, 25), date(year, 3, 25), date(year, 6, 25)]})


def funds(city: City) -> pl.DataFrame:
    """One row a payment since the last delivery. Planted: paid late, paid short, the same item and payee from two sources, many
    small sums for one project.
    """
    drawn = with_draws(city, _projects(city), "project", "fund_case", "fund_source", "fund_day", "fund_kind")
    told = drawn.with_columns(
        case=pl.when(_CASE == "fragmented").then("case").otherwise(story("fund_case", late=0.12, short=0.12, twice=0.08, plain=0))
    )
    parts = pl.DataFrame({"part": range(PARTS)})
    wanted = pl.when(_CASE == "fragmented").then(PARTS).when(_CASE == "twice").then(2).otherwise(1)
    source = (pl.col("fund_source") * len(SOURCES)).floor().cast(pl.Int64) + pl.when(_CASE == "twice").then("part").otherwise(0)
    late = pl.when(_CASE == "late").then(45).otherwise(25)
    # Small sums all come this year; of the others some are of the last one.
    planned_on = (
        pl.when(_CASE == "fragmented")
        .then(pl.lit(date(city.as_of.year, 1, 10)))
        .otherwise(pl.lit(date(city.as_of.year - 1, 3, 1)) + days("fund_day", 0, 440))
    )
    payee = people(city).unique("village", keep="first", maintain_order=True).select("village", payee_id_number="id_number")
    return (
        told.join(parts, how="cross").filter(pl.col("part") < wanted)
        .join(payee, on="village", how="left", maintain_order="left")
        .with_columns(
            payment_no=pl.format("ZJ{}{}", "project_no", pl.col("part") + 1),
            source=(source % len(SOURCES)).replace_strict(list(range(len(SOURCES))), list(SOURCES)),
            planned_on=planned_on,
            planned=pl.when(_CASE == "fragmented").then(90_000).otherwise((150_000 + 100_000 * pl.col("fund_kind")).round().cast(pl.Int64) * 100),
            item=pl.col("village_name") + pl.col("project_type") + pl.when(_CASE == "fragmented").then(pl.lit("零星工程")).otherwise(pl.lit("建设")),
            payee_id_number=pl.when(_CASE == "twice").then("payee_id_number"),
        )
        .with_columns(
            year=pl.col("planned_on").dt.year().cast(pl.Int64),
            allocated_on=pl.col("planned_on") + pl.duration(days=late),
            paid_on=pl.col("planned_on") + pl.duration(days=late + 20),
            allocated=pl.col("planned"),
            paid=pl.when(_CASE == "short").then(pl.col("planned") // 200 * 100).otherwise("planned"),
        )
        .filter(since(city, "planned_on", "allocated_on", "paid_on"))
        .filter(pl.col("planned_on") <= city.as_of)
        .with_columns(
            # What has not come yet is not known yet.
            allocated=pl.when(pl.col("allocated_on") <= city.as_of).then("allocated"),
            paid=pl.when(pl.col("paid_on") <= city.as_of).then("paid"),
            allocated_on=pl.when(pl.col("allocated_on") <= city.as_of).then("allocated_on"),
            paid_on=pl.when(pl.col("paid_on") <= city.as_of).then("paid_on"),
        )
        .pipe(listed, "payee_id_number")
    )  # fmt: skip

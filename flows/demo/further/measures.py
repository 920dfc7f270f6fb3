"""What is done for registered households: measures, some of them on paper only, and courses for people who can work."""

from __future__ import annotations

from datetime import date

import polars as pl

from flows.demo.city import City
from flows.demo.further.chance import days, one_of, story, with_draws
from flows.demo.further.known import homes, listed, people, since

FITTING = {
    "因病": "健康帮扶", "因残": "残疾人帮扶", "因学": "教育帮扶", "缺劳力": "低保兜底", "缺技术": "技能培训", "缺资金": "小额信贷",
    "缺土地": "就业帮扶", "交通条件落后": "社会帮扶", "自身发展动力不足": "扶志教育", "因灾": "危房改造",
}  # fmt: skip
"""Cause → the measure that fits it."""
_CASE = pl.col("case")


def measures(city: City) -> pl.DataFrame:
    """One row a measure of a registered household; a paper one has no amount and was never paid, another does not fit the cause."""
    drawn = with_draws(city, homes(city).filter("registered"), "household", "measure_case", "measure_day", "measure_amount")
    told = drawn.with_columns(case=story("measure_case", paper=0.08, not_fitting=0.05, none=0.05, paid=0)).filter(_CASE != "none")
    second = pl.DataFrame({"number": [1, 2], "other": [None, "产业帮扶"]}, schema={"number": pl.Int64, "other": pl.String})
    is_paid = _CASE != "paper"
    fitting = pl.coalesce("other", pl.col("cause_primary").replace_strict(FITTING, default="就业帮扶"))
    return (
        told.join(second, how="cross")
        # Whose measures are paper, or do not fit, has no other one that would.
        .filter((pl.col("number") == 1) | ((pl.col("measure_day") < 0.4) & (_CASE == "paid")))
        .with_columns(
            measure_no=pl.format("CS{}{}", "household_no", "number"),
            kind=pl.when(_CASE == "not_fitting").then(pl.lit("社会捐助")).otherwise(fitting),
            started_on=pl.lit(date(city.as_of.year - 1, 2, 1)) + days("measure_day", 0, 300),
            ended_on=pl.lit(None, pl.Date),
            amount=pl.when(is_paid).then((300 + 4_000 * pl.col("measure_amount")).round().cast(pl.Int64) * 100),
            last_paid_on=pl.when(is_paid).then(pl.lit(city.as_of) - days("measure_amount", 5, 80)),
            project_no=pl.lit(None, pl.String),
            responsible=pl.col("town") + "人民政府",
        )
        .pipe(listed)
    )


def training(city: City) -> pl.DataFrame:
    """One row a person and course that ended since the last delivery: able people of registered households, most without work."""
    able = people(city).filter(pl.col("registered") & pl.col("able") & pl.col("age").is_between(18, 58))
    drawn = with_draws(city, able, "person", "course", "course_day", "course_case", "course_trade")
    return (
        drawn.filter(pl.col("course") < 0.25)
        .with_columns(finished_on=pl.lit(date(city.as_of.year - 1, 7, 1)) + days("course_day", 0, 390))
        .filter(since(city, "finished_on"))
        .with_columns(
            case=story("course_case", no_work_after=0.45, employed=0),
            course_no=pl.format(
                "PX{}{}", pl.col("finished_on").dt.year(), pl.col("finished_on").dt.month().cast(pl.String).str.zfill(2)
            ),
            trade=one_of("course_trade", "家政服务", "电工", "焊工", "养殖技术", "茶叶加工", "电子商务"),
            started_on=pl.col("finished_on") - pl.duration(days=20),
            certificate=pl.col("course_trade") < 0.8,
        )
        .with_columns(
            employed=pl.when(pl.col("course_day") < 0.95).then(_CASE == "employed"),
            monthly_wage=pl.when(_CASE == "employed").then((1_800 + 2_500 * pl.col("course_case")).round().cast(pl.Int64) * 100),
        )
        .sort("finished_on", "person")
        .pipe(listed, "id_number")
    )

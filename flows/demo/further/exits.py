"""The register's office on exits: steps of poor households, incomes, and what people complain of to the letters office."""

from __future__ import annotations

from datetime import date

import polars as pl

from flows.demo.city import City
from flows.demo.further.chance import days, one_of, story, with_draws
from flows.demo.further.known import homes, listed, people, since

LINE = 400_000
"""The poverty line in fen."""
IDENTICAL, BUNCHED, BULK = 0, 3, 5
"""Of seven villages: in one all who got out have the same income, in one just above the line, one was surveyed on a single day."""
STEPS = {"村级评议": 0, "乡镇核实": 5, "农户认可": 8, "退出公示": 10, "退出公告": 20}
"""Step → days after the review on which it is done."""
WORDS = {"村级评议": "通过", "乡镇核实": "同意", "农户认可": "认可", "退出公示": "无异议", "退出公告": "通过"}
_CASE, _STEP = pl.col("case"), pl.col("step")


def exit_dossiers(city: City) -> pl.DataFrame:
    """One row a step done since the last delivery, of the year's candidates: most exits go by the book, some do not."""
    begun = date(city.as_of.year, 1, 8)
    candidates = with_draws(city, homes(city).filter(pl.col("household_type") == "贫困户"), "household", "exit_case", "exit_day")
    rows = candidates.select(
        "household_no", "town",
        case=story("exit_case", whole=0.55, not_acknowledged=0.05, not_announced=0.05, short_notice=0.05, wrong_order=0.05,
                   blank_result=0.05, earlier_round=0.05, turned_down=0.05, none=0),
        reviewed=pl.lit(begun) + days("exit_day", 0, 150),
    ).filter(_CASE != "none").join(_steps(), how="cross")  # fmt: skip
    is_blank = (_CASE == "blank_result") & (_STEP == "农户认可")
    ends = pl.when(_CASE == "short_notice").then(3).otherwise(7)
    return (
        rows.filter(~((_CASE == "not_acknowledged") & (_STEP == "农户认可")))
        .filter(~(_CASE.is_in(["not_announced", "turned_down"]) & (_STEP == "退出公告")))
        .filter(~((_CASE == "turned_down") & (_STEP != "村级评议")))
        .with_columns(done_on=pl.col("reviewed") + pl.duration(days=_later()) - pl.duration(days=_rounds_ago()))
        .filter(since(city, "done_on"))
        .with_columns(
            ended_on=pl.when(_STEP == "退出公示").then(pl.col("done_on") + pl.duration(days=ends)),
            result=pl.when(~is_blank).then(
                pl.when(_CASE == "turned_down").then(pl.lit("不通过")).otherwise(_STEP.replace(WORDS))
            ),
            year=pl.col("done_on").dt.year().cast(pl.Int64),
            handled_by=pl.lit("经办员") + pl.col("household_no").str.tail(1),
        )
        .pipe(listed)
    )


def _steps() -> pl.DataFrame:
    return pl.DataFrame({"step": list(STEPS), "after": list(STEPS.values())})


def _later() -> pl.Expr:
    """Days after the review; who was verified before the neighbours had said anything went the wrong way round."""
    return pl.when((_CASE == "wrong_order") & (_STEP == "乡镇核实")).then(-2).otherwise("after")


def _rounds_ago() -> pl.Expr:
    return pl.when(_CASE == "earlier_round").then(500).otherwise(0)


def incomes(city: City) -> pl.DataFrame:
    """One row a registered household and year, of the last two: mostly above the line, not always, and not of everybody."""
    drawn = with_draws(city, homes(city).filter("registered"), "household", "income_case", "income_share", "income_day")
    told = drawn.with_columns(
        case=pl.when((pl.col("village") % 7 == IDENTICAL) & (pl.col("household_type") == "脱贫户"))
        .then(pl.lit("identical"))
        .when((pl.col("village") % 7 == BUNCHED) & (pl.col("household_type") == "脱贫户"))
        .then(pl.lit("bunched"))
        .otherwise(story("income_case", low_last_year=0.05, low_before=0.05, one_year=0.05, none=0.03, stable=0))
    )
    years = pl.DataFrame({"year": [city.as_of.year - 1, city.as_of.year - 2], "share": [0.92, 0.85]})
    is_last = pl.col("year") == city.as_of.year - 1
    low = ((_CASE == "low_last_year") & is_last) | ((_CASE == "low_before") & ~is_last)
    return (
        told.join(years, how="cross")
        .filter((_CASE != "none") & ~((_CASE == "one_year") & ~is_last))
        .with_columns(income_per_capita=_yuan(pl.when(low).then(0.8 * LINE).otherwise(_income())))
        .with_columns(net_income=pl.col("income_per_capita") * pl.col("size"))
        .with_columns(
            wage=_yuan(pl.col("net_income") * 0.6), business=_yuan(pl.col("net_income") * 0.35),
            property=_yuan(pl.col("net_income") * 0.01), transfer=_yuan(pl.col("net_income") * 0.14),
            expenses=_yuan(pl.col("net_income") * 0.1), surveyed_on=pl.date(pl.col("year") + 1, 2, 5) + _days_on_the_road(),
        )
        .pipe(listed)
    )  # fmt: skip


def _days_on_the_road() -> pl.Expr:
    return pl.when(pl.col("village") % 7 == BULK).then(pl.duration(days=9)).otherwise(days("income_day", 0, 20))


def _income() -> pl.Expr:
    return (
        pl.when(_CASE == "identical")
        .then(LINE + 51_200)
        .when(_CASE == "bunched")
        .then(LINE + pl.col("income_share") * 8_000 + 100)
        .otherwise(pl.col("income_per_capita") * (pl.col("share") + 0.06 * pl.col("income_share")))
    )


def _yuan(fen: pl.Expr) -> pl.Expr:
    """Whole yuan, as offices work them out."""
    return (fen / 100).round().cast(pl.Int64) * 100


def appeals(city: City) -> pl.DataFrame:
    """One row an appeal filed or settled since the last delivery: of a household, or of a person whose household is left blank."""
    some = with_draws(city, people(city), "person", "appeal", "appeal_day", "appeal_wait", "appeal_of", "appeal_topic")
    chance = pl.when(pl.col("household_type") == "贫困户").then(0.05).otherwise(0.002)
    filed = some.filter((pl.col("appeal") < chance) & (pl.col("age") > 18)).with_columns(
        filed_on=pl.lit(date(city.as_of.year, 1, 3)) + days("appeal_day", 0, 200)
    )
    waits = pl.when(pl.col("appeal_wait") < 0.7).then(pl.col("filed_on") + days("appeal_wait", 10, 120))
    return (
        filed.with_columns(settled_on=waits)
        .filter((pl.col("filed_on") <= city.as_of) & since(city, "filed_on", "settled_on"))
        .with_columns(settled_on=pl.when(pl.col("settled_on") <= city.as_of).then("settled_on"))
        .with_columns(
            appeal_no=pl.format("XF{}{}", city.as_of.year, pl.col("person").cast(pl.String).str.zfill(6)),
            household_no=pl.when(pl.col("appeal_of") < 0.7).then("household_no"),
            topic=one_of("appeal_topic", "对退出有异议", "对识别有异议", "对帮扶有异议", "资金发放", "其他"),
            status=pl.when(pl.col("settled_on").is_null()).then(pl.lit("办理中")).otherwise(pl.lit("已办结")),
            case=pl.when(pl.col("settled_on").is_null()).then(pl.lit("open")).otherwise(pl.lit("settled")),
        )
        .sort("filed_on", "appeal_no")
        .pipe(listed, "id_number")
    )

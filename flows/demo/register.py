"""The poverty register: which households are in it, why, and since when; causes mostly agree with what the evidence says."""

from __future__ import annotations

import numpy as np
import polars as pl

from flows.demo.people import pick

REGISTERED = ("贫困户", "脱贫户")
OTHER_CAUSES = ("缺技术", "缺资金", "缺土地", "交通条件落后", "自身发展动力不足", "因灾")
MONTHS = tuple(f"{year}-{month:02d}-01" for year in range(2014, 2020) for month in (6, 9, 12))


def build_register(rng: np.random.Generator, evidence: pl.DataFrame) -> pl.DataFrame:
    """`evidence` (one row a household: household, severe, disabled, ill, student, able) with the register's columns.

    income_per_capita in fen; identified_on and exited_on are firsts of months; blanks are unknown.
    """
    count = evidence.height
    hardship = pl.col("severe") * 0.25 + (~pl.col("able")) * 0.12 + pl.col("ill") * 0.10 + pl.col("student") * 0.02
    draw = pl.Series(rng.random(count))
    kind = (
        pl.when(draw < 0.015 + hardship * 0.35)
        .then(pl.lit("贫困户"))
        .when(draw < 0.16 + hardship)
        .then(pl.lit("脱贫户"))
        .otherwise(pl.lit("一般农户"))
    )
    typed = evidence.with_columns(household_type=kind, watch=pl.Series(rng.random(count)))
    typed = typed.with_columns(monitored_type=_monitored())
    registered = pl.col("household_type").is_in(REGISTERED) | pl.col("monitored_type").is_not_null()
    identified = pick(rng, MONTHS[:12], count).str.to_date()
    return (
        typed.with_columns(registered=registered, cause=_cause(rng, typed))
        .with_columns(
            risk_eliminated=pl.when(pl.col("monitored_type").is_not_null()).then(pl.Series(rng.random(count) < 0.4)),
            cause_primary=pl.when(pl.col("registered") & pl.Series(rng.random(count) < 0.99)).then("cause"),
            cause_secondary=pl.when(pl.col("registered") & pl.Series(rng.random(count) < 0.3)).then(
                pick(rng, OTHER_CAUSES, count)
            ),
            income_per_capita=_income(rng, count),
            dangerous_house=pl.Series(rng.random(count) < 0.01),
            safe_water=pl.Series(rng.random(count) < 0.985),
            relocated=pl.Series(rng.random(count) < 0.04),
            identified_on=pl.when("registered").then(identified),
            exited_on=pl.when(pl.col("household_type") == "脱贫户").then(identified.dt.offset_by("2y").dt.offset_by("6mo")),
        )
        .drop("watch", "cause", "severe", "disabled", "ill", "student", "able")
    )


def _monitored() -> pl.Expr:
    watch, kind = pl.col("watch"), pl.col("household_type")
    return (
        pl.when((kind == "脱贫户") & (watch < 0.05))
        .then(pl.lit("脱贫不稳定户"))
        .when((kind == "一般农户") & (watch < 0.01))
        .then(pl.lit("边缘易致贫户"))
        .when((kind == "一般农户") & (watch > 0.997))
        .then(pl.lit("突发严重困难户"))
    )


def _cause(rng: np.random.Generator, typed: pl.DataFrame) -> pl.Series:
    """The cause the evidence suggests; one in thirty is declared without regard to it."""
    count = typed.height
    anything = pick(rng, ("因病", "因残", "因学", "缺劳力", *OTHER_CAUSES), count)
    plain = pick(rng, OTHER_CAUSES, count)
    frame = typed.with_columns(anything=anything, plain=plain, draw=pl.Series(rng.random(count)))
    cause = (
        pl.when(pl.col("draw") < 1 / 30)
        .then("anything")
        .when("disabled")
        .then(pl.lit("因残"))
        .when(pl.col("ill") & (pl.col("draw") < 0.8))
        .then(pl.lit("因病"))
        .when(~pl.col("able"))
        .then(pl.lit("缺劳力"))
        .when(pl.col("student") & (pl.col("draw") < 0.5))
        .then(pl.lit("因学"))
        .otherwise("plain")
    )
    return frame.select(cause.alias("cause")).to_series()


def _income(rng: np.random.Generator, count: int) -> pl.Series:
    """Net income per head in fen, whole yuan, log-normal around 11,000 yuan."""
    return pl.Series((np.exp(rng.normal(9.3, 0.45, count)).round() * 100).astype(np.int64))

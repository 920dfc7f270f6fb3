"""Assistance of civil affairs: rural allowance, destitute support, orphans; one row a person helped."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from flows.demo.days import days_before


def build_assistance(rng: np.random.Generator, members: pl.DataFrame, start: date) -> pl.DataFrame:
    """One row a person on assistance: person, head (person), certificate_no, scheme, village_code, coverage, amounts in fen.

    `members`: household, person, relation, age, labour, household_type, village_code, head. Whole households for the poor,
    single persons elsewhere, destitute support for the old who live alone; a certificate belongs to one household.
    """
    size = members.group_by("household").len("size")
    families = members.join(size, on="household", maintain_order="left")
    draws = pl.DataFrame({"household": members["household"].unique(maintain_order=True)})
    draws = draws.with_columns(
        draw=pl.Series(rng.random(draws.height)), amount_draw=pl.Series(rng.integers(250, 620, draws.height))
    )
    families = families.join(draws, on="household", maintain_order="left")
    chance = (
        pl.when(pl.col("household_type") == "贫困户")
        .then(0.45)
        .when(pl.col("household_type") == "脱贫户")
        .then(0.1)
        .otherwise(0.008)
    )
    alone = (pl.col("size") == 1) & (pl.col("age") > 65) & (pl.col("draw") < 0.4)
    whole = pl.col("draw") < chance
    single = pl.col("draw").is_between(1 - chance / 3, 1) & (pl.col("labour").is_in(["丧失劳动力", "弱劳动力或半劳动力"]))
    helped = families.with_columns(alone=alone, whole=whole & ~alone).filter(pl.col("alone") | pl.col("whole") | single)
    count = helped.height
    stopped = pl.Series(rng.random(count) < 0.02)
    return helped.select(
        "person",
        "head",
        certificate_no=pl.when("alone").then(pl.lit("TK")).otherwise(pl.lit("DB"))
        + "522399"
        + pl.col("household").cast(pl.String).str.zfill(8),
        scheme=pl.when("alone").then(pl.lit("特困供养")).otherwise(pl.lit("农村低保")),
        village_code="village_code",
        coverage=pl.when("whole").then(pl.lit("整户")).otherwise(pl.lit("单人")),
        monthly_amount=pl.col("amount_draw") * 100,
        started_on=days_before(start, rng.integers(40, 2500, count)),
        stopped_on=pl.when(stopped).then(days_before(start, rng.integers(0, 30, count))),
        stop_reason=pl.when(stopped).then(pl.lit("收入提高")),
    )

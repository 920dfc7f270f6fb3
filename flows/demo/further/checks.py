"""The register's office checks: answers of spot checks in households, and of clerks to the findings of earlier nights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from flows.demo.city import City
from flows.demo.further.chance import STREAM, days, story, with_draws
from flows.demo.further.known import homes, listed

CONFIRMED = 0.34
"""Share of the checked suspicions that hold, as in practice."""
_CASE = pl.col("case")


def spot_checks(city: City) -> pl.DataFrame:
    """One row a household of the quarter's sample, which is delivered at the end of the quarter and with the first list."""
    quarter = (city.as_of.month - 1) // 3 + 1
    is_first = (city.as_of - city.since).days > 300
    strata = pl.concat_str("town", "household_type", separator="·")
    known = homes(city).with_columns(stratum=strata).with_columns(stratum_households=pl.len().over("stratum").cast(pl.Int64))
    drawn = with_draws(city, known, "household", f"sample_{city.as_of.year}_{quarter}", "checked_case", "checked_day")
    sampled = drawn.filter(
        pl.col(f"sample_{city.as_of.year}_{quarter}") < 0.03 if is_first or city.as_of.month % 3 == 0 else pl.lit(value=False)
    )
    kind, is_poor = pl.col("household_type"), pl.col("household_type") == "贫困户"
    return sampled.with_columns(
        case=pl.when(is_poor).then(story("checked_case", wrongly_listed=0.02, right=0))
        .when(kind == "脱贫户").then(story("checked_case", wrongly_exited=0.03, right=0))
        .otherwise(story("checked_case", missed=0.02, right=0))
    ).with_columns(
        sample_id=pl.lit(f"CC{city.as_of.year}Q{quarter}"),
        checked_on=pl.lit(city.as_of) - days("checked_day", 0, 20),
        persons=pl.col("size"),
        monitored=pl.col("monitored_type").is_not_null(),
        missed=pl.when(~pl.col("registered")).then(_CASE == "missed"),
        wrongly_exited=pl.when(kind == "脱贫户").then(_CASE == "wrongly_exited"),
        wrongly_listed=pl.when(is_poor).then(_CASE == "wrongly_listed"),
        satisfied=pl.when(pl.col("checked_day") < 0.97).then(pl.col("checked_day") < 0.92),
        by=pl.lit("调查员甲"),
    ).pipe(listed)  # fmt: skip


def verifications(seed: int, findings: Sequence[str], on: date) -> pl.DataFrame:
    """One row a finding that was checked by `on`: every tenth of `findings` (their ids), about a third of them confirmed."""
    asked = pl.DataFrame({"finding_id": sorted(findings)[::10]}, schema={"finding_id": pl.String})
    draw = np.random.default_rng([seed, STREAM, on.toordinal()]).random(asked.height)
    return (
        asked.with_columns(draw=pl.Series(draw))
        .with_columns(case=pl.when(pl.col("draw") < CONFIRMED).then(pl.lit("confirmed")).otherwise(pl.lit("not_confirmed")))
        .with_columns(
            checked_on=pl.lit(on),
            result=pl.when(_CASE == "confirmed").then(pl.lit("属实")).otherwise(pl.lit("不属实")),
            until=pl.lit(None, pl.Date),
            by=pl.lit("核实员乙"),
            note=pl.lit("入户核实"),
        )
        .pipe(listed)
    )

"""Villages and townships: how many households and living persons, registered, poor, exited and monitored."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.lifecycle import OPEN
from transforms.stages import Night, stage

_TYPE = pl.col("household_type")
_MONITORED = pl.col("monitored_type").is_not_null()
KINDS: Mapping[str, pl.Expr] = {
    "registered": _TYPE.is_in(["poor", "exited"]) | _MONITORED,
    "poor": _TYPE == "poor",
    "exited": _TYPE == "exited",
    "monitored": _MONITORED,
}
"""Kinds of household that are counted; registered is any of the others."""


@stage(key="village_code")
def village(night: Night, *, households: pl.LazyFrame) -> pl.LazyFrame:
    """One row a village code, ordered by it; the village is called what most of its households call it."""
    return _counted(night, households, "village_code", _most_frequent("village"), _most_frequent("town"))


@stage(key="town")
def town(night: Night, *, households: pl.LazyFrame) -> pl.LazyFrame:
    """One row a township, ordered by name."""
    return _counted(night, households, "town", villages=pl.col("village_code").n_unique().cast(pl.Int64))


def with_own_findings(places: pl.LazyFrame, findings: pl.LazyFrame, place: str) -> pl.LazyFrame:
    """Villages or towns (`place`: their column) with the open findings about villages themselves counted too, in their order."""
    own = (
        findings.filter((pl.col("grain") == "village") & pl.col("status").is_in(OPEN))
        .group_by(place)
        .agg(_own=pl.len().cast(pl.Int64))
    )
    return (
        places.join(own, on=place, how="left", maintain_order="left")
        .with_columns(open_findings=pl.col("open_findings") + pl.col("_own").fill_null(0))
        .drop("_own")
    )


def _counted(night: Night, households: pl.LazyFrame, place: str, *names: pl.Expr, **counts: pl.Expr) -> pl.LazyFrame:
    """Counts a place; incidence = poor persons among all living persons, unknown where nobody lives."""
    in_kind = {f"{kind}_households": is_kind.fill_null(value=False) for kind, is_kind in KINDS.items()}
    return (
        households.filter(pl.col(place).is_not_null())
        .with_columns(**in_kind)
        .group_by(place)
        .agg(
            *names,
            households=pl.len().cast(pl.Int64),
            persons=pl.col("size").sum(),
            open_findings=pl.col("open_findings").sum(),
            **counts,
            **{column: pl.col(column).sum().cast(pl.Int64) for column in in_kind},
            **{f"{kind}_persons": pl.col("size").filter(pl.col(f"{kind}_households")).sum() for kind in KINDS},
        )
        .with_columns(
            incidence=pl.when(pl.col("persons") > 0).then(pl.col("poor_persons") / pl.col("persons")),
            target_persons=pl.lit(None, pl.Int64),
            lag=pl.lit(None, pl.Float64),
            edition=pl.lit(night.edition),
        )
        .sort(place)
    )


def _most_frequent(name: str) -> pl.Expr:
    return pl.col(name).mode().min()

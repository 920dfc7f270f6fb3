"""What a village has now against what it had before: rising, not rising, complete (there is nothing left to improve), or unknown."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from config.progress import PARTS, Progress
from transforms.household.tables import unfilled
from transforms.stages import Night
from transforms.takes import schema_of_grain


def with_progress(villages: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """`villages`, which have all indicators of feeds, with the parts of every progress."""
    for one in night.standards.progress.values():
        before, now = (_sum(names) for names in (one.before, one.now))
        villages = villages.with_columns(
            before.alias(one.part("before")), now.alias(one.part("now")), (now - before).round(2).alias(one.part("change"))
        )
    return villages


def village_progress(night: Night, villages: pl.LazyFrame) -> pl.LazyFrame:
    """One row a progress and village, ordered by both. `villages`: in order, with the parts of every progress."""
    found = [_of(one, night, villages) for one in night.standards.progress.values()]
    return pl.concat(found) if found else unfilled("village_progress")


def _of(one: Progress, night: Night, villages: pl.LazyFrame) -> pl.LazyFrame:
    change, now = pl.col(one.part("change")), pl.col(one.part("now"))
    types = schema_of_grain(night.standards, "village")
    whole = now == len(one.now) if all(types[name] == pl.Boolean for name in one.now) else pl.lit(value=False)
    state = (
        pl.when(change.is_null())
        .then(pl.lit("unknown"))
        .when(change > 0)
        .then(pl.lit("rising"))
        .when(whole & (change == 0))
        .then(pl.lit("complete"))
        .otherwise(pl.lit("not_rising"))
    )
    return villages.select(
        "village_code",
        "town",
        "village",
        *(pl.col(one.part(name)).alias(name) for name in PARTS),
        progress=pl.lit(one.name),
        title=pl.lit(one.title),
        unit=pl.lit(one.unit),
        state=state,
        edition=pl.lit(night.edition),
    )


def _sum(names: Sequence[str]) -> pl.Expr:
    """Of yes and no how many are yes, of numbers their sum; unknown where one of them is."""
    return pl.sum_horizontal((pl.col(name).cast(pl.Float64) for name in names), ignore_nulls=False)

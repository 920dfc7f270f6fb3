"""What the nightly report says of targets: tonight's table, and what the editions before said of the same year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from flows.lake import places, published
from flows.report.targets import TargetLine, TargetPoint
from flows.report.towns import NO_TOWN
from flows.site import Site

_COLUMNS = (
    "target", "title", "counts", "town", "plan", "passed", "pending", "blocked", "unclear", "recorded", "last_year", "quota_sum", "quota_state",
    "quota_matches", "quota_matches_of", "quota_matches_chance",
)  # fmt: skip
_IS_CITY = pl.col("scope") == "city"


def targets_of(tables: Mapping[str, Path]) -> tuple[TargetLine, ...]:
    """A line a target and town, after that of the whole city."""
    named = pl.when(pl.col("scope") == "unplaced").then(pl.lit(NO_TOWN)).otherwise("town").alias("town")
    rows = pl.scan_parquet(tables["targets"]).with_columns(named).select(_COLUMNS).collect()
    return tuple(TargetLine(**row) for row in rows.iter_rows(named=True))


def target_history(site: Site, editions: Iterable[str], tables: Mapping[str, Path], on: date) -> tuple[TargetPoint, ...]:
    """How many had passed in the whole city, edition by edition and tonight; editions of other years and from before there were targets say nothing."""
    earlier = [
        (date.fromisoformat(name[:10]), published.scan(site.lake, "targets", name))
        for name in editions
        if name[:4] == f"{on.year}" and site.lake.store.exists(places.published("targets", name, published.PART))
    ]
    told = [*earlier, (on, pl.scan_parquet(tables["targets"]))]
    frames = pl.collect_all([table.filter(_IS_CITY).select("target", "passed") for _, table in told])
    return tuple(
        TargetPoint(edition=day, **row)
        for (day, _), frame in zip(told, frames, strict=True)
        for row in frame.iter_rows(named=True)
    )

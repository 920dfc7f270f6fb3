"""What the nightly report says of the gates of households: sums over tonight's household table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from config.gates import Gate
from flows.report.gates import GateLine, Lacking, TownGate
from flows.report.towns import NO_TOWN
from transforms.household.gates import MISSING, NOT_MET

VERDICTS = {"passed": "pass", "failed": "fail", "unknown": "unknown"}


def gates_of(tables: Mapping[str, Path], gates: Iterable[Gate], towns: Sequence[str]) -> tuple[GateLine, ...]:
    """A line a gate, in their order; its towns in the order of `towns`, those that it does not concern left out."""
    homes = pl.scan_parquet(tables["household"])
    return tuple(_line(homes, gate, towns) for gate in gates)


def _line(homes: pl.LazyFrame, gate: Gate, towns: Sequence[str]) -> GateLine:
    verdict = pl.col(gate.publishes)
    asked = homes.filter(verdict.is_in([*VERDICTS.values()])).select(pl.col("town").fill_null(NO_TOWN), verdict, gate.missing)
    counts = asked.group_by("town").agg((verdict == said).sum().cast(pl.Int64).alias(name) for name, said in VERDICTS.items())
    counted, lacking = pl.collect_all([counts, _lacking(asked, gate)])
    of_town = {row["town"]: TownGate(**row) for row in counted.iter_rows(named=True)}
    return GateLine(
        title=gate.title,
        towns=tuple(of_town[town] for town in towns if town in of_town),
        lacking=tuple(Lacking(**row) for row in lacking.iter_rows(named=True)),
    )


def _lacking(asked: pl.LazyFrame, gate: Gate) -> pl.LazyFrame:
    """One row a condition that somebody lacks, in the order of the conditions."""
    order = [*dict.fromkeys(condition.title for condition in gate.conditions)]
    what = pl.col(gate.missing).str.extract_groups(MISSING)
    return (
        asked.select(pl.col(gate.missing).explode())
        .drop_nulls()
        .select(condition=what.struct.field("condition"), is_not_met=what.struct.field("state") == NOT_MET)
        .filter(pl.col("condition").is_in(order))
        .group_by("condition")
        .agg(not_met=pl.col("is_not_met").sum().cast(pl.Int64), unclear=(~pl.col("is_not_met")).sum().cast(pl.Int64))
        .sort(pl.col("condition").replace_strict(order, list(range(len(order))), return_dtype=pl.Int64))
    )

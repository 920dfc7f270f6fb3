"""The rows that made a rule hit: for each finding the cells a clerk has to look at, with file, sheet and row.

A rule names traces (`config.rules.TRACES`, or an indicator of a feed); here each trace is the rows of a feed that it means, looked up for
what was hit only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from config.rules import TRACES
from config.standards import Standards
from transforms.household.tables import schema_of

MOST = 30
"""Cells listed under one finding: of bills the largest, of other rows the first. Whoever needs all of them asks the feed."""
CELL = ("feed", "drop_id", "sheet", "row", "column")
CELLS = {
    "drop_id": pl.col("drop_id").cast(pl.String),
    "sheet": pl.col("sheet").cast(pl.String),
    "row": pl.col("row").cast(pl.Int64),
    "weight": pl.col("weight").cast(pl.Int64),
}


def traced(rows: pl.LazyFrame, by: str, trace: str, *, weight: pl.Expr | None = None, prefix: str = "_") -> pl.LazyFrame:
    """The rows as a trace: `of` (whose they are), where they stand, and `weight`, by which the most telling come first.

    As they lie: few rows are evidence, so that texts and numbers are cast to those of findings (CELL) only once they are found.
    """
    return rows.select(
        *([] if TRACES.get(trace, trace) else ["feed"]),
        of=pl.col(by),
        drop_id=pl.col(f"{prefix}drop_id"),
        sheet=pl.col(f"{prefix}sheet"),
        row=pl.col(f"{prefix}row"),
        weight=pl.lit(0, pl.Int64) if weight is None else weight,
    ).filter(pl.col("drop_id").is_not_null())


def wanted(hits: pl.LazyFrame, witnesses: pl.LazyFrame, standards: Standards) -> pl.LazyFrame:
    """One row a hit and piece of its evidence: `of` (whose rows), `trace`, `column`, `place` in the rule's order.

    `hits` is kept, so that its rows can be called `at` their place: two texts a cell would cost more than the cells.
    """
    sure, asked = _sure(hits), _asked(standards)
    kinds: Sequence[tuple[str, pl.LazyFrame, str]] = (
        ("subject", sure, "subject_id"),
        ("household", sure.filter(pl.col("household_id").is_not_null()), "household_id"),
        ("member", witnesses.join(sure, on=["rule_id", "household_id"]), "person_id"),
    )
    return pl.concat(
        [
            rows.join(asked.filter(pl.col("whose") == whose), on="rule_id").select(
                "at", pl.col(by).alias("of"), "trace", "column", "place"
            )
            for whose, rows, by in kinds
        ]
    )


def evidence(hits: pl.LazyFrame, wanted: pl.LazyFrame, traces: Mapping[str, pl.LazyFrame], standards: Standards) -> pl.LazyFrame:
    """`rule_id, subject_id, evidence` of every hit that has any; the cells in the rule's order. `wanted` is kept: each trace asks it."""
    cells = (
        pl.concat([_found(wanted, trace, rows, standards.feed_of(trace)) for trace, rows in sorted(traces.items())])
        .sort("at", "place", "weight", *CELL, descending=[False, False, True, *[False] * len(CELL)])
        .group_by("at", maintain_order=True)
        .agg(evidence=pl.struct(CELL).unique(maintain_order=True).head(MOST))
        .with_columns(pl.col("evidence").cast(schema_of("findings")["evidence"]))
    )
    return _sure(hits).select("at", "rule_id", "subject_id").join(cells, on="at").drop("at")


def _sure(hits: pl.LazyFrame) -> pl.LazyFrame:
    return hits.filter("hit").select("rule_id", "subject_id", "household_id").with_row_index("at")


def _found(wanted: pl.LazyFrame, trace: str, rows: pl.LazyFrame, of_feed: str) -> pl.LazyFrame:
    """The rows of a trace that speak for a hit, as cells."""
    feed = pl.lit(of_feed) if of_feed else pl.col("feed").cast(pl.String)
    there = wanted.filter(pl.col("trace") == trace).join(rows, on="of")
    return there.with_columns(feed=feed, **CELLS).select("at", "place", "weight", *CELL)


def _asked(standards: Standards) -> pl.LazyFrame:
    """One row a rule and piece of evidence."""
    rows = [
        (rule.id, item.of, item.trace, item.column, place)
        for rule in standards.rules.values()
        for place, item in enumerate(rule.evidence)
    ]
    names = {"rule_id": pl.String(), "whose": pl.String(), "trace": pl.String(), "column": pl.String(), "place": pl.Int64()}
    return pl.LazyFrame(rows, schema=names, orient="row")

"""The special groups that one person's own rows put them into, with the evidence of each: see `config/groups.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from config.groups import load_groups
from config.thresholds import threshold
from transforms.household.ranking import first_of
from transforms.household.states import ASSISTANCE, CERTIFICATES, ROSTER
from transforms.household.tables import schema_of
from transforms.stages import Night, stage

EVIDENCE = ("group", "feed", "drop_id", "sheet", "row", "column", "kind")
"""The fields of one entry of `group_evidence`."""


@stage(key="person_id")
def marks(
    night: Night, *, roster: pl.LazyFrame, certificates: pl.LazyFrame, assistance: pl.LazyFrame, conditions: pl.LazyFrame
) -> pl.LazyFrame:
    """One row a person and piece of evidence (`strength` and the fields of EVIDENCE), as `gathered` takes it.

    The feeds' frames are ranked; only the roster row and the card that speak for the person count, and assistance received.
    """
    found = [
        _of_bills(conditions),
        *_by_health(first_of(roster)),
        *_by_card(night, first_of(certificates)),
        *_by_scheme(assistance.filter("is_received")),
    ]
    return pl.concat(found)


def gathered(found: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person in any group: `groups` in name order and `group_evidence`, of each group the strongest first."""
    return (
        found.sort("person_id", "group", "strength", "feed", "drop_id", "sheet", "row")
        .group_by("person_id", maintain_order=True)
        .agg(groups=pl.col("group").unique(maintain_order=True), group_evidence=pl.struct(EVIDENCE))
    )


def with_groups(persons: pl.LazyFrame, grouped: pl.LazyFrame) -> pl.LazyFrame:
    """Persons, in their order, with `groups` and `group_evidence` of `gathered`: lists of everybody are dear to carry, so they come last."""
    none = {name: pl.lit([], schema_of("person")[name]) for name in ("groups", "group_evidence")}
    return persons.join(grouped, on="person_id", how="left", maintain_order="left").with_columns(
        pl.col(name).fill_null(nothing) for name, nothing in none.items()
    )


def _of_bills(conditions: pl.LazyFrame) -> pl.LazyFrame:
    place = {
        "drop_id": pl.col("_drop_id").cast(pl.String),
        "sheet": pl.col("_sheet").cast(pl.String),
        "row": pl.col("_row").cast(pl.Int64),
    }
    return conditions.with_columns(**place).select("person_id", "strength", *EVIDENCE)


def _by_health(roster: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    for group in load_groups().values():
        if group.health:
            yield said(roster.filter(pl.col("health").cast(pl.String).is_in(group.health)), group.name, ROSTER, "health")


def _by_card(night: Night, certificates: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    severe = int(threshold("severe_grade_to", night.as_of))
    for group in load_groups().values():
        if group.severe_card:
            yield said(certificates.filter(pl.col("disability_grade") <= severe), group.name, CERTIFICATES, "grade")
        if group.card_types:
            of_type = certificates.filter(pl.col("disability_type").is_in(group.card_types))
            yield said(of_type, group.name, CERTIFICATES, "disability_type")


def _by_scheme(received: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    for group in load_groups().values():
        if group.schemes:
            yield said(received.filter(pl.col("scheme").is_in(group.schemes)), group.name, ASSISTANCE, "scheme")


def said(rows: pl.LazyFrame, group: str, feed: str, column: str) -> pl.LazyFrame:
    """Rows of a feed as evidence for a group that the register or a list tells by one column; its name is the kind of evidence."""
    return rows.select(
        "person_id",
        strength=pl.lit(0, pl.UInt8),
        group=pl.lit(group),
        feed=pl.lit(feed),
        drop_id=pl.col("_drop_id").cast(pl.String),
        sheet=pl.col("_sheet").cast(pl.String),
        row=pl.col("_row").cast(pl.Int64),
        column=pl.lit(column),
        kind=pl.lit(column),
    )

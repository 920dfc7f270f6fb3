"""The lines of worklists: what is to be done, each with the household it lies in and the person it is about.

Grain: one line a finding that is open, assigned or confirmed. A finding of a household names its head. Nothing is masked yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from flows.findings.words import SEVERITIES, TO_DO

OF_FINDINGS = (
    "finding_id", "rule_id", "kind", "grain", "subject_id", "household_id", "town", "village_code", "owner", "severity", "message",
    "status", "due",
)  # fmt: skip
LINE: Mapping[str, pl.DataType] = {
    "desk": pl.String(),
    **dict.fromkeys(OF_FINDINGS[:12], pl.String()),
    "due": pl.Date(),
    "village": pl.String(),
    "household_no": pl.String(),
    "person_id": pl.String(),
    "name": pl.String(),
    "id_number": pl.String(),
}
"""`desk`: whose workbook the line stands in, its town, or its owner where it lies in no town."""


@dataclass(frozen=True)
class Sources:
    """Where lines come from: an edition's tables and the vault's list of persons."""

    findings: pl.LazyFrame
    household: pl.LazyFrame
    village: pl.LazyFrame
    persons: pl.LazyFrame


def lines(sources: Sources, town: str = "") -> pl.DataFrame:
    """Every line (LINE), or one town's, by desk, village, due day and urgency. Of the large tables only rows named by a finding are held."""
    wanted = (pl.col("status").is_in(TO_DO)) & (pl.lit(value=True) if not town else pl.col("town") == town)
    todo = sources.findings.select(OF_FINDINGS).filter(wanted).collect(engine="streaming")
    homes = _of(sources.household.select("household_id", "household_no", "head_person_id"), todo, "household_id")
    villages = sources.village.select("village_code", "village").collect()
    placed = (
        todo.join(homes, on="household_id", how="left")
        .join(villages, on="village_code", how="left")
        .with_columns(desk=pl.coalesce("town", "owner"), person_id=_person())
    )
    people = _of(sources.persons.select("person_id", "name", "id_number"), placed, "person_id")
    return placed.join(people, on="person_id", how="left").select(list(LINE)).cast(pl.Schema(LINE)).sort(_order())


def _person() -> pl.Expr:
    grain = pl.col("grain")
    return pl.when(grain == "person").then("subject_id").when(grain == "household").then("head_person_id")


def _of(table: pl.LazyFrame, rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """The table's rows whose key the rows name."""
    return table.join(rows.lazy().select(key).drop_nulls().unique(), on=key, how="semi").collect(engine="streaming")


def _order() -> list[pl.Expr]:
    return [
        pl.col("desk"),
        pl.col("village_code").fill_null(""),
        pl.col("due").fill_null(pl.date(9999, 12, 31)),
        pl.col("severity").replace_strict(SEVERITIES, range(len(SEVERITIES)), default=len(SEVERITIES)),
        pl.col("rule_id"),
        pl.col("household_no"),
        pl.col("finding_id"),
    ]

"""Facts that hold of few people: found feed by feed as rows (person, fact), laid beside everybody as columns."""

from __future__ import annotations

import polars as pl

from transforms.stages import stage

FACTS = ("ill", "late_bill", "hidden_spouse", "insured_before", "rain_dew", "rain_dew_undated", "shared_number", "two_numbers")
FACT = pl.Enum(FACTS)


def flagged(rows: pl.LazyFrame, fact: str) -> pl.LazyFrame:
    """The people of the rows under a fact, as often as they come."""
    return rows.select("person_id", fact=pl.lit(fact, FACT))


@stage(key="person_id")
def flags(*, flagged: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person of whom any fact holds: `is_<fact>` for each, and `late_bills`, how many."""
    counts = flagged.group_by("person_id", "fact").len("rows")
    held = [(pl.col("fact") == fact).any().alias(f"is_{fact}") for fact in FACTS]
    return counts.group_by("person_id").agg(
        *held, late_bills=pl.col("rows").filter(pl.col("fact") == "late_bill").sum().cast(pl.Int64)
    )

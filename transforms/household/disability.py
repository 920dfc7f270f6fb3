"""A person's disability, by the newest active card; cards linked by the first 18 characters of their number."""

from __future__ import annotations

import polars as pl

from transforms.household.ranking import newest_first, ranked
from transforms.stages import stage


@stage(key="person_id")
def disability(*, certificates: pl.LazyFrame) -> pl.LazyFrame:
    """All cards with `place`: active ones first, the newest at place 1. Type, grade and subsidies stay on active cards only.

    A card that is frozen, cancelled, expired or of unknown status says nothing about today.
    """
    active = (pl.col("status") == "active").fill_null(value=False)
    return certificates.with_columns(
        disability_type=pl.when(active).then("disability_type"),
        disability_grade=pl.when(active).then("grade"),
        living_subsidy=pl.when(active).then("living_subsidy"),
        nursing_subsidy=pl.when(active).then("nursing_subsidy"),
        is_active=active,
    ).pipe(ranked, ~pl.col("is_active"), newest_first("issued_on"), pl.col("disability_grade"))

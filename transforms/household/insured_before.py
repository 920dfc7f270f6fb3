"""Who was actively insured in an earlier version of the enrolment: what lapsed since can be told only from the log."""

from __future__ import annotations

import polars as pl

from transforms.household.states import SOURCE
from transforms.stages import stage


@stage(key="person_id")
def insured_before(*, told: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person: the newest active row among numbers that the log tells of more than once, with its trace.

    It may be the row that holds today: who lapsed is who is not insured now.

    `told`: rows of the enrolment's log with `person_id` and `_data_date`, whose keys were told more than once.
    """
    return (
        told.filter(pl.col("status") == "active")
        .sort("_data_date", "_drop_id", "_row", descending=[True, False, False])
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", *SOURCE)
    )

"""Whether a person is insured, by the enrolment feed.

`insurance`: employee | resident | both (active in 310 and 390) | active (active, type unknown) | suspended | ended |
none (enrolled in nothing) | unknown (a row that does not tell). An active row wins over any other.
"""

from __future__ import annotations

import polars as pl

from transforms.household.ranking import apart, placed, rank_of
from transforms.stages import stage

INSURED = ("employee", "resident", "both", "active")
UNINSURED = ("suspended", "ended", "none")
ANSWERS = ("both", "employee", "resident", "active", "suspended", "ended", "none", "unknown")


@stage(key="person_id")
def insurance(*, enrolment: pl.LazyFrame) -> pl.LazyFrame:
    """Enrolment rows with their answer `insurance` and `place`; a person active in both types has `both` at place 1."""
    alone, several = apart(enrolment.with_columns(insurance=_answer()))
    reason = pl.col("not_insured_reason")
    first_of_both = (pl.col("place") == 1) & _is_both().over("person_id")
    return pl.concat(
        [
            alone.with_columns(place=pl.lit(1, pl.UInt32)),
            placed(several, rank_of("insurance", ANSWERS)).with_columns(
                insurance=pl.when(first_of_both).then(pl.lit("both")).otherwise("insurance"),
                # Any row's excuse is the person's: the row that speaks for them may have none.
                not_insured_reason=pl.coalesce("not_insured_reason", reason.first(ignore_nulls=True).over("person_id")),
            ),
        ]
    )


def _is_both() -> pl.Expr:
    answers = pl.col("insurance")
    return (answers == "employee").any() & (answers == "resident").any()


def _answer() -> pl.Expr:
    """What one enrolment row says: its type while active, else its status, else why there is none."""
    status = pl.col("status")
    active = pl.coalesce("insurance_type", pl.lit("active"))
    without_status = pl.when(pl.col("not_insured_reason").is_not_null()).then(pl.lit("none")).otherwise(pl.lit("unknown"))
    return pl.when(status == "active").then(active).when(status.is_not_null()).then(status).otherwise(without_status)

"""Whether a person is insured, by the enrolment feed.

`insurance`: employee | resident | both (active in 310 and 390) | active (active, type unknown) | suspended | ended |
none (enrolled in nothing) | unknown (a row that does not tell). An active row wins over any other.
"""

from __future__ import annotations

import polars as pl

from transforms.household.ranking import rank_of, ranked
from transforms.stages import stage

INSURED = ("employee", "resident", "both", "active")
UNINSURED = ("suspended", "ended", "none")
ANSWERS = ("both", "employee", "resident", "active", "suspended", "ended", "none", "unknown")


@stage(key="person_id")
def insurance(*, enrolment: pl.LazyFrame) -> pl.LazyFrame:
    """Enrolment rows with their answer `insurance` and `place`; a person active in both types has `both` at place 1."""
    answered = enrolment.with_columns(insurance=_answer()).pipe(ranked, rank_of("insurance", ANSWERS))
    several = answered.filter(pl.col("place") > 1)
    both = (
        answered.join(several, on="person_id", how="semi")
        .filter(pl.col("insurance").is_in(["employee", "resident"]))
        .group_by("person_id")
        .agg(types=pl.col("insurance").n_unique())
        .filter(pl.col("types") == 2)
    )
    first = pl.col("types").is_not_null() & (pl.col("place") == 1)
    return (
        answered.join(both, on="person_id", how="left", maintain_order="left")
        .with_columns(insurance=pl.when(first).then(pl.lit("both")).otherwise("insurance"))
        .drop("types")
    )


def _answer() -> pl.Expr:
    """What one enrolment row says: its type while active, else its status, else why there is none."""
    status = pl.col("status")
    active = pl.coalesce("insurance_type", pl.lit("active"))
    without_status = pl.when(pl.col("not_insured_reason").is_not_null()).then(pl.lit("none")).otherwise(pl.lit("unknown"))
    return pl.when(status == "active").then(active).when(status.is_not_null()).then(status).otherwise(without_status)

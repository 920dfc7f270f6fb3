"""Disability certificates: 20 characters (ID, type, grade), some re-issued with two more."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from flows.demo.days import days_before
from flows.demo.people import pick

TYPES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
GRADES = ("一级", "二级", "三级", "四级")


def build_certificates(rng: np.random.Generator, persons: pl.DataFrame, start: date) -> pl.DataFrame:
    """One row a card of the people whose `disabled` is set: person, certificate_no and what the federation knows of it."""
    holders = persons.filter("disabled").select("person", "id_number", "age")
    count = holders.height
    kind, grade = (
        rng.choice(7, count, p=[0.12, 0.1, 0.03, 0.5, 0.1, 0.1, 0.05]),
        rng.choice(4, count, p=[0.15, 0.25, 0.3, 0.3]),
    )
    issued = days_before(start, rng.integers(60, 3600, count))
    reissued = pl.Series(rng.random(count) < 0.05)
    return holders.with_columns(
        kind=pl.Series(kind + 1).cast(pl.String),
        grade_no=pl.Series(grade + 1).cast(pl.String),
        disability_type=pl.Series(TYPES).gather(kind),
        grade=pl.Series(GRADES).gather(grade),
        issued_on=issued,
        status=pick(rng, ("有效", "冻结", "注销", "过期"), count, (92, 2, 2, 4)),
        draw=pl.Series(rng.random(count)),
        reissued=reissued,
    ).select(
        "person",
        certificate_no=pl.concat_str("id_number", "kind", "grade_no")
        + pl.when("reissued").then(pl.lit("B1")).otherwise(pl.lit("")),
        disability_type="disability_type",
        grade="grade",
        issued_on="issued_on",
        valid_until=pl.when(pl.col("draw") < 0.85).then(pl.col("issued_on").dt.offset_by("10y")),
        status="status",
        living_subsidy=_subsidy(pl.col("draw") < 0.35, pl.col("draw") > 0.97),
        nursing_subsidy=_subsidy(
            pl.col("grade_no").is_in(["1", "2"]) & (pl.col("draw") < 0.9), pl.col("draw").is_between(0.9, 0.92)
        ),
    )


def _subsidy(paid: pl.Expr, unknown: pl.Expr) -> pl.Expr:
    """Monthly subsidy in fen: 80 yuan, 0, or unknown."""
    return pl.when(unknown).then(None).when(paid).then(8_000).otherwise(0)

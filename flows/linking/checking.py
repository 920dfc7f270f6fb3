"""What speaks against a judgement that came back in a file, beside what its cells alone show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from flows.findings.filled import fault
from transforms.linkage.judgements import UNDECIDED

REASONS: Mapping[str, str] = {
    "unknown_person": "【编号甲】或【编号乙】不是系统里的人员编号。请使用系统给出的判断表，不要改动这两列。",
    "one_person": "【编号甲】和【编号乙】相同，无从判断。请使用系统给出的判断表，不要改动这两列。",
    "no_why": "【依据】为空。判断为“同一人”或“不是同一人”的，必须写明依据。",
    "no_by": "【判断人】为空。请填判断的单位或岗位。",
    "in_the_future": "【判断日期】晚于今天。请填作出判断的日期。",
    "until_passed": "【有效期至】早于今天，这条判断不会起作用。请填以后的日期，长期有效的留空。",
    "contradicting": "同一对编号在本文件里出现多次且判断不同，无法知道哪一行正确，这些行全部退回。请只保留正确的一行。",
}
"""What only the whole file and the people known show: rule -> what the clerk reads."""


def faults_of(rows: pl.DataFrame, borne: pl.Series, today: date) -> list[pl.DataFrame]:
    """The rows that break each rule (FAULTS). `borne`: the ids of the rows that somebody bears; `today`: the city's day."""
    return [fault(rows.filter(holds), rule, REASONS[rule]) for rule, holds in _checks(borne, today).items()]


def _checks(borne: pl.Series, today: date) -> dict[str, pl.Expr]:
    """Rule -> whether a row breaks it; null is no break."""
    left, right = pl.col("left"), pl.col("right")
    pair = [pl.min_horizontal(left, right), pl.max_horizontal(left, right)]
    contents = pl.struct("decision", "until").n_unique().over(pair)
    return {
        "unknown_person": ~(left.is_in(borne.implode()) & right.is_in(borne.implode())),
        "one_person": left == right,
        "no_why": (pl.col("decision") != UNDECIDED) & pl.col("why").is_null(),
        "no_by": pl.col("by").is_null(),
        "in_the_future": pl.col("decided_on") > today,
        "until_passed": pl.col("until") < today,
        "contradicting": left.is_not_null() & right.is_not_null() & (contents > 1),
    }

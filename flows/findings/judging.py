"""Holds the results that came back against the findings they speak of: every row is accepted, or refused with all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from flows.findings.filled import Filled, fault, refused_rows

REASONS: Mapping[str, str] = {
    "unknown_finding": "【编号】不在已发布的疑点清单里。请使用系统给出的核实清单，不要改动“编号”一列。",
    "in_the_future": "【核实日期】晚于今天。请填实际核实的日期。",
    "before_first_seen": "【核实日期】早于该疑点首次出现的日期。请填实际核实的日期。",
    "no_until": "【暂缓至】为空。核实结果为“暂缓”的，必须填写暂缓到哪一天。",
    "until_before_checked": "【暂缓至】早于核实日期。请填核实日期以后的日期。",
    "contradicting": "同一编号在本文件里出现多次且结果不同，无法判断哪一行正确，这些行全部退回。请只保留正确的一行。",
}
"""What only the whole file and the findings show: rule -> what the clerk reads."""
NOT_WAIVED = "【暂缓至】只在核实结果为“暂缓”时有效，本行的已忽略。"
_PLACE = ["_sheet", "_row"]


@dataclass(frozen=True)
class Judged:
    """`accepted`: typed rows with `_sheet`, `_row`, equal ones once; `rows_accepted` counts them all. `refused`: one row a refused row."""

    accepted: pl.DataFrame
    rows_accepted: int
    refused: pl.DataFrame
    """`_sheet, _row, finding_id, rules, reason`, in the file's order."""
    doubts: pl.DataFrame
    """Cells of accepted rows that are taken as unknown (FAULTS)."""


def judge(filled: Filled, known: pl.DataFrame, today: date) -> Judged:
    """`known`: `finding_id, first_seen` of the findings there are; `today`: the last day on which anybody can have looked."""
    rows = filled.rows.join(known, on="finding_id", how="left", maintain_order="left")
    faults = pl.concat(
        [filled.faults, *(fault(rows.filter(holds), rule, REASONS[rule]) for rule, holds in _checks(today).items())]
    )
    good = filled.rows.join(faults, on=_PLACE, how="anti", maintain_order="left")
    waived = pl.col("result") == "waived"
    strayed = good.filter(~waived & pl.col("until").is_not_null())
    doubts = pl.concat([filled.doubts.join(good, on=_PLACE, how="semi"), fault(strayed, "until_ignored", NOT_WAIVED)])
    kept = good.with_columns(until=pl.when(waived).then("until"))
    content = [name for name in kept.columns if name not in _PLACE]
    once = kept.unique(content, keep="first", maintain_order=True)
    return Judged(once, good.height, refused_rows(filled.rows, faults, "finding_id"), doubts.sort(_PLACE))


def _checks(today: date) -> dict[str, pl.Expr]:
    """Rule -> whether a row joined with its finding breaks it; null is no break."""
    finding, result = pl.col("finding_id"), pl.col("result")
    checked, until = pl.col("checked_on"), pl.col("until")
    contents = pl.struct("result", "checked_on", "until").n_unique().over("finding_id")
    return {
        "unknown_finding": finding.is_not_null() & pl.col("first_seen").is_null(),
        "in_the_future": checked > today,
        "before_first_seen": checked < pl.col("first_seen"),
        "no_until": (result == "waived") & until.is_null(),
        "until_before_checked": (result == "waived") & (until < checked),
        "contradicting": finding.is_not_null() & (contents > 1),
    }

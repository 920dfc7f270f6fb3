"""What became of an imported file, for people and machines: its counts, and in Chinese what was wrong with each refused row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from flows.answer import Answer
from flows.findings.filled import Filled
from flows.masking import masked
from flows.terminal import Exit, out, table

SHOWN = 50
"""Refused rows that are printed for people; `--json` has them all."""
COUNTS = ("rows_read", "rows_accepted", "rows_rejected", "rows_skipped")


def answer_of(document: Mapping[str, Any], subjects: Mapping[str, str]) -> Answer:
    """Shows `state`, the counts, `notes` and `refused`; exits 1 when anything was refused.

    `subjects`: heading -> key of an entry of `refused`, for what a row is about.
    """
    refused = document["refused"]

    def show() -> None:
        out.print(f"{document['state']}: " + ", ".join(f"{name.removeprefix('rows_')} {document[name]:,}" for name in COUNTS))
        for line in document["notes"]:
            out.print(line, markup=False)
        if refused:
            rows = [
                (item["sheet"], item["row"], *(item[key] for key in subjects.values()), item["reason"])
                for item in refused[:SHOWN]
            ]
            table(f"{len(refused):,} 行退回", ("sheet", "row", *subjects, "为什么、怎么改"), rows, ("row",))
        if len(refused) > SHOWN:
            out.print(f"另有 {len(refused) - SHOWN:,} 行退回没有列出，用 --json 可以看到全部")

    bad = bool(refused) or document["state"] == "refused"
    return Answer(document, show, Exit.REFUSED if bad else Exit.OK)


def refused_lines(refused: pl.DataFrame, *names: str) -> list[dict[str, Any]]:
    """Entries of `refused`; a number of a person that stands where an id should is masked."""
    rows = refused.iter_rows(named=True)
    return [{**_line(row), **{name: masked(row[name] or "") for name in names}, "rules": row["rules"]} for row in rows]


def lines(doubts: pl.DataFrame) -> list[dict[str, Any]]:
    """Entries of `doubts`."""
    return [_line(row) for row in doubts.iter_rows(named=True)]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {"sheet": row["_sheet"], "row": row["_row"], "reason": row["reason"]}


def notes(filled: Filled, doubts: pl.DataFrame, forgotten: str) -> list[str]:
    """What a clerk should know besides, a Chinese line each. `forgotten`: what is said of rows that have a day and no answer."""
    said = [filled.refusal.detail] if filled.refusal else []
    said += filled.notes
    if filled.forgotten:
        said.append(f"有 {filled.forgotten:,} 行{forgotten}")
    if doubts.height:
        first = doubts.row(0, named=True)
        said.append(f"有 {doubts.height:,} 处内容没有采用，例如第 {first['_row']} 行：{first['reason']}")
    return said

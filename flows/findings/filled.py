"""Reads a filled worklist, or a CSV with the same columns, into typed rows: what a clerk wrote, and what of it cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from config.contracts import HERE, Contract, load_contract
from config.reasons import reasons_by_code
from flows.reading import Limits, Refusal, read
from flows.reading.vocabulary import INSTRUCTIONS_SHEET
from transforms.feeds import FAULT, PLACE, clean, refusals, warnings
from transforms.normalise.faults import MISSING

RESULTS = HERE / "desk" / "findings__verifications.odcs.yaml"
FAULTS: Mapping[str, pl.DataType] = {"_sheet": pl.String(), "_row": pl.UInt32(), "rule": pl.String(), "reason": pl.String()}
"""Grain: one row a (row, reason). `reason` is a Chinese sentence for the clerk, without a cell in it."""


@dataclass(frozen=True)
class Filled:
    """The rows of one file whose answer is filled in, typed, with `_sheet`, `_row`; and what was wrong with single cells."""

    rows: pl.DataFrame
    faults: pl.DataFrame
    """What refuses a row (FAULTS)."""
    doubts: pl.DataFrame
    """Cells that became unknown without refusing their row (FAULTS)."""
    rows_read: int = 0
    blank: int = 0
    """Rows without an answer: nobody looked yet."""
    forgotten: int = 0
    """Those of them that say all the same when somebody looked."""
    notes: tuple[str, ...] = ()
    """What of the file was not read, in Chinese."""
    refusal: Refusal | None = None
    """Why none of the file can be read."""


@cache
def results_contract() -> Contract:
    """What a filled worklist looks like."""
    return load_contract(RESULTS)


def read_filled(path: Path, scratch: Path, limits: Limits, *, pivot_year: int) -> Filled:
    """The filled rows of a worklist: see `read_answers`."""
    return read_answers(path, results_contract(), scratch, limits, pivot_year=pivot_year, answer="result", day="checked_on")


def read_answers(
    path: Path, contract: Contract, scratch: Path, limits: Limits, *, pivot_year: int, answer: str, day: str
) -> Filled:
    """The rows of a workbook or delimited text whose `answer` is filled in; what the file is shows in its bytes.

    `scratch`: a folder of its own; `day`: the column that says when somebody looked.
    """
    reading = read(path, contract, scratch, limits=limits)
    batches = [] if reading.refusal else list(reading.batches())
    empty = pl.DataFrame(schema=dict.fromkeys((*contract.by_name, "_sheet"), pl.String()) | {"_row": pl.UInt32()})
    raw = pl.concat(batches) if batches else empty
    cleaned = clean(raw.lazy(), contract, pivot_year=pivot_year, serial_1904=reading.serial_1904).collect()
    is_blank = pl.col(f"{FAULT}{answer}") == MISSING
    blank, filled = cleaned.filter(is_blank), cleaned.filter(~is_blank)
    return Filled(
        rows=filled.select(*contract.by_name, *PLACE),
        faults=_told(refusals(filled.lazy(), contract).collect(), contract),
        doubts=_told(warnings(filled.lazy(), contract).collect(), contract),
        rows_read=cleaned.height,
        blank=blank.height,
        forgotten=blank[day].count(),
        notes=tuple(
            note.detail for note in reading.notes if note.sheet != INSTRUCTIONS_SHEET and note.reason != "missing_column"
        ),
        refusal=reading.refusal,
    )


def fault(rows: pl.DataFrame, rule: str, reason: str) -> pl.DataFrame:
    """The rows as refused (FAULTS) by a rule for a reason."""
    return rows.select(*PLACE, rule=pl.lit(rule), reason=pl.lit(reason)).cast(pl.Schema(FAULTS))


def refused_rows(rows: pl.DataFrame, faults: pl.DataFrame, *names: str) -> pl.DataFrame:
    """One row a refused row with all that is wrong with it: `_sheet, _row, *names, rules, reason`, in the file's order."""
    told = faults.group_by(PLACE, maintain_order=True).agg(rules="rule", reason=pl.col("reason").str.join(""))
    return rows.select(*PLACE, *names).join(told, on=PLACE, how="inner", maintain_order="left")


def _told(faults: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Faults of cells by code in the clerk's words: the column and what to do."""
    named = {code: reason.id for code, reason in reasons_by_code().items()}
    words = {code: f"{reason.title}。{reason.advice}" for code, reason in reasons_by_code().items()}
    headers = {column.name: f"【{column.header}】" for column in contract.columns}
    header = pl.col("column").replace_strict(headers, default="", return_dtype=pl.String)
    return faults.select(
        *PLACE,
        rule=pl.col("code").replace_strict(named, return_dtype=pl.String),
        reason=header + pl.col("code").replace_strict(words, return_dtype=pl.String),
    )

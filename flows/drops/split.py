"""Splits a drop into typed, pseudonymised rows and refused rows, batch by batch, on local scratch; nothing is lost between.

Memory is one batch, whatever the file's size. Cells of refused rows are kept verbatim, in the file's own column order.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from config.contracts import Contract
from config.reasons import reasons, reasons_by_code
from flows.drops.erasing import sifted
from flows.drops.spool import Pieces, Spool
from flows.reading import Reading, Sheet
from transforms.erasure import NOBODY, Erased
from transforms.feeds import clean, refusals, warnings
from transforms.pseudonym import VAULT_SCHEMA, accepted_schema, pseudonymise, vault_of

EXAMPLE_ROWS = 5
REJECTION_SCHEMA = {
    "sheet": pl.String,
    "row": pl.UInt32,
    "column": pl.String,
    "header": pl.String,
    "rule": pl.String,
    "reason": pl.String,
    "cells": pl.String,
}


@dataclass
class Tally:
    """How many rows each (rule, column) concerns, with the first few places."""

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)

    def add(self, faults: pl.DataFrame) -> None:
        """Counts a long frame `_sheet, _row, column, rule`."""
        for (rule, column), part in faults.group_by("rule", "column", maintain_order=True):
            at = (str(rule), str(column or ""))
            self.rows[at] += part.height
            first = self.places.setdefault(at, [])
            first += part.select("_sheet", "_row").head(EXAMPLE_ROWS - len(first)).rows()


@dataclass
class Split:
    """What a drop's rows became, on scratch."""

    accepted: Pieces
    rejected: Path
    vault: Pieces
    rows_read: int = 0
    rows_rejected: int = 0
    rows_erased: int = 0
    """Rows of erased people: read, and gone no further."""
    names_erased: bool = False
    """Whether a row of the file names an erased person, whosever row it is."""
    refused_keys: list[pl.DataFrame] = field(default_factory=list)
    """`_key` of refused rows, null where the key itself could not be read, with the row's name token if the feed has one."""
    refused: Tally = field(default_factory=Tally)
    warned: Tally = field(default_factory=Tally)

    @property
    def rows_accepted(self) -> int:
        """Rows read that were taken; equal duplicates are among them."""
        return self.rows_read - self.rows_rejected - self.rows_erased


def split(
    reading: Reading,
    batches: Iterable[pl.DataFrame],
    contract: Contract,
    key: bytes,
    scratch: Path,
    pivot_year: int,
    progress: Callable[[int], None] = lambda _: None,
    erased: Erased = NOBODY,
) -> Split:
    """Runs every raw batch through cleaning and pseudonymising and spools the parts, without a trace of people who were erased."""
    result = Split(
        Pieces(scratch / "accepted", accepted_schema(contract)),
        scratch / "rejected.parquet",
        Pieces(scratch / "vault", VAULT_SCHEMA),
    )

    def prepared(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        plan = clean(
            raw.lazy(), contract, pivot_year=pivot_year, serial_1904=reading.serial_1904, multipliers=reading.multipliers
        )
        cleaned = plan.collect()
        return cleaned, pseudonymise(cleaned.lazy(), contract, key).collect()

    with Spool(result.rejected, REJECTION_SCHEMA) as rejected:
        for delivered in batches:
            raw = delivered
            cleaned, keyed = prepared(raw)
            if erased and (found := sifted(raw, keyed, contract, erased, key)).is_touched:
                raw = found.raw
                cleaned, keyed = prepared(raw)
                result.rows_erased += found.gone.height
                result.names_erased = True
            faults = refusals(cleaned.lazy(), contract).collect().with_columns(by_rule())
            result.warned.add(warnings(cleaned.lazy(), contract).collect().with_columns(by_rule()))
            result.refused.add(faults)
            result.rows_read += delivered.height
            result.rows_rejected += int(cleaned["_refused"].sum())
            result.refused_keys.append(_refused_keys(keyed, contract))
            rejected.write(rejections(raw, faults, reading.sheets, contract))
            good = ~cleaned["_refused"]
            kept = keyed.filter(good).drop("_refused")
            result.vault.write(vault_of(cleaned.filter(good).lazy(), kept.lazy(), contract).collect())
            result.accepted.write(kept)
            progress(delivered.height)
    return result


def reject(batches: Iterable[pl.DataFrame], faults: pl.DataFrame, reading: Reading, contract: Contract, path: Path) -> Path:
    """Spools the rejections of rows that turned out bad only when the whole drop was seen; reads the batches once more."""
    with Spool(path, REJECTION_SCHEMA) as spool:
        for raw in batches:
            here = faults.join(raw.select("_sheet", "_row"), on=["_sheet", "_row"], how="semi")
            spool.write(rejections(raw, here, reading.sheets, contract))
    return path


def name_column(contract: Contract) -> str:
    """The column that names the row's person, of the feed's own choosing; empty where there is none."""
    named = [column.name for column in contract.of_privacy("name")]
    return "name" if "name" in named else next(iter(named), "")


def rejections(raw: pl.DataFrame, faults: pl.DataFrame, sheets: Sequence[Sheet], contract: Contract) -> pl.DataFrame:
    """One row a fault with the whole row's cells as the file had them. `faults` is `_sheet, _row, column, rule`."""
    if faults.is_empty():
        return pl.DataFrame(schema=REJECTION_SCHEMA)
    titles = {name: reason.title for name, reason in reasons().items()}
    concerned = raw.join(faults.select("_sheet", "_row").unique(), on=["_sheet", "_row"], how="semi")
    parts = [_cells(concerned.filter(pl.col("_sheet") == sheet.name), sheet) for sheet in sheets]
    cells = pl.concat([part for part in parts if not part.is_empty()])
    headers = {column.name: column.header for column in contract.columns}
    return faults.join(cells, on=["_sheet", "_row"], how="left").select(
        sheet="_sheet",
        row="_row",
        column="column",
        header=pl.col("column").replace_strict(headers, default="", return_dtype=pl.String),
        rule="rule",
        reason=pl.col("rule").replace_strict(titles, return_dtype=pl.String),
        cells="cells",
    )


def _cells(rows: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    headers = [header for header, _ in sheet.columns]
    values = rows.select(name for _, name in sheet.columns).iter_rows()
    packed = [json.dumps(list(zip(headers, row, strict=True)), ensure_ascii=False) for row in values]
    return rows.select("_sheet", "_row").with_columns(pl.Series("cells", packed, dtype=pl.String))


def _refused_keys(keyed: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    name = name_column(contract)
    token = pl.col(name) if name else pl.lit(None, dtype=pl.String)
    return keyed.filter(pl.col("_refused")).select("_key", token.alias("_name"))


def by_rule() -> pl.Expr:
    """The rule (`rule`) of a fault's code."""
    names = {code: reason.id for code, reason in reasons_by_code().items()}
    return pl.col("code").replace_strict(names, return_dtype=pl.String).alias("rule")

"""What is wrong with each refused row, in the department's words: a text for the row, a comment for each faulty
cell.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from config.reasons import reasons
from flows.report.refused import ROW_ID


def faults_by_row(rejections: pl.DataFrame, headers: Sequence[str], columns: Sequence[str]) -> pl.DataFrame:
    """One line a refused row: `drop_id, sheet, row`, `why`, and the lists `at` (positions of faulty cells) and
    `advice`.

    `headers` are the sheet's own headers in order, `columns` the contract column under each ("" where there is none).
    """
    position = {column: at for at, column in reversed(list(enumerate(columns))) if column}
    header = {column: headers[at] for column, at in position.items()}
    worded = {name: f"{reason.title}。{reason.advice}" for name, reason in reasons().items()}
    text = pl.col("rule").replace_strict(worded, default=pl.col("reason"), return_dtype=pl.String)
    named = pl.col("column").replace_strict(header, default=pl.col("header"), return_dtype=pl.String)
    faults = rejections.select(
        *ROW_ID,
        at=pl.col("column").replace_strict(position, default=None, return_dtype=pl.Int64),
        text=text,
        why=pl.when(named.fill_null("") == "").then(text).otherwise(pl.format("【{}】{}", named, text)),
    )
    by_cell = faults.group_by(*ROW_ID, "at", maintain_order=True).agg(
        pl.col("text", "why").unique(maintain_order=True).str.join("\n")
    )
    cell = pl.col("at").is_not_null()
    return by_cell.group_by(ROW_ID, maintain_order=True).agg(
        why=pl.col("why").str.join("\n"), at=pl.col("at").filter(cell), advice=pl.col("text").filter(cell)
    )

"""What the nightly report says of villages: rows of tonight's tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from flows.report.villagelists import ComparisonLine, ProgressLine, SuspectLine


def progress_of(tables: Mapping[str, Path]) -> tuple[ProgressLine, ...]:
    """A line a progress and village."""
    return tuple(ProgressLine(**row) for row in _rows(tables, "village_progress", ProgressLine))


def comparisons_of(tables: Mapping[str, Path]) -> tuple[ComparisonLine, ...]:
    """A line a comparison and village of one of its groups; groups in the order of their titles within a comparison."""
    titled = {"group": pl.col("group_title")}
    return tuple(ComparisonLine(**row) for row in _rows(tables, "village_comparisons", ComparisonLine, **titled))


def suspects_of(tables: Mapping[str, Path]) -> tuple[SuspectLine, ...]:
    """A line a statistic and village that is suspect."""
    found = pl.scan_parquet(tables["village_statistics"]).filter(pl.col("state") == "suspect")
    known = found.with_columns(pl.col("town", "village").fill_null(""))
    return tuple(SuspectLine(**row) for row in known.select(list(SuspectLine.model_fields)).collect().iter_rows(named=True))


def _rows(
    tables: Mapping[str, Path], table: str, line: type[ProgressLine | ComparisonLine], **named: pl.Expr
) -> list[dict[str, Any]]:
    return pl.scan_parquet(tables[table]).with_columns(**named).select(list(line.model_fields)).collect().to_dicts()

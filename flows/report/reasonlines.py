"""Why rows were refused, counted by reason and column, in the words of `config/reasons.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from config.reasons import reasons

PLACES = 5


class Place(BaseModel):
    """Where a row stands: the sheet (empty for csv) and the row, 1 = first physical line of the file or sheet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: str
    row: int


class ReasonLine(BaseModel):
    """One reason on one column: how many rows it concerns, the first few of them, and what to do about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    level: Literal["cell", "row", "drop"]
    column: str = ""
    header: str = ""
    rows: int
    places: tuple[Place, ...] = ()
    title: str
    advice: str
    detail: str = ""
    """What exactly, in Chinese, without cell values: the missing column, the sheet, the figures."""


def reason_line(
    rule: str,
    rows: int,
    *,
    column: str = "",
    header: str = "",
    places: Sequence[tuple[str, int]] = (),
    detail: str = "",
) -> ReasonLine:
    """A line worded by the reason's entry; KeyError for a rule that `config/reasons.yaml` does not know."""
    reason = reasons()[rule]
    first = tuple(Place(sheet=sheet, row=row) for sheet, row in places[:PLACES])
    return ReasonLine(
        rule=rule,
        level=reason.level,
        column=column,
        header=header,
        rows=rows,
        places=first,
        title=reason.title,
        advice=reason.advice,
        detail=detail,
    )


def reason_lines(rejections: pl.DataFrame) -> tuple[ReasonLine, ...]:
    """A drop's rejections by rule and column, most rows first; grain of the input: (sheet, row, column, rule)."""
    at = pl.struct("sheet", "row")
    counted = (
        rejections.with_columns(pl.col("column", "header").fill_null(""))
        .sort("sheet", "row")
        .group_by("rule", "column", "header", maintain_order=True)
        .agg(rows=at.n_unique(), places=at.unique(maintain_order=True).head(PLACES))
        .sort(["rows", "rule", "column"], descending=[True, False, False])
    )
    return tuple(
        reason_line(
            line["rule"],
            line["rows"],
            column=line["column"],
            header=line["header"],
            places=[(place["sheet"], place["row"]) for place in line["places"]],
        )
        for line in counted.iter_rows(named=True)
    )

"""`hearth findings list`: what is to be done, the most pressing first."""

from __future__ import annotations

from typing import Any

import polars as pl
from rich.cells import cell_len, set_cell_size

from flows.answer import Answer
from flows.editions import chosen, scan
from flows.findings.filters import Wanted, condition
from flows.findings.words import SEVERITIES
from flows.site import open_site
from flows.terminal import out, table

COLUMNS = ("finding", "rule", "of", "town", "village", "severity", "status", "due", "message")
MESSAGE_CELLS = 30
"""What is left of 120 columns; `hearth explain finding ID` has the whole sentence."""


def list_findings(wanted: Wanted, edition: str, limit: int) -> Answer:
    """The findings wanted, by due day and urgency, at most `limit` (0: all); the totals count them all.

    The document has every column but `evidence`, and the village's name.
    """
    site = open_site()
    which = chosen(site, edition)
    found = scan(site, "findings", which).filter(condition(site, which, wanted))
    totals = dict(found.group_by("status").len().sort("status").collect(engine="streaming").iter_rows())
    ordered = found.drop("evidence").sort(_order())
    villages = scan(site, "village", which).select("village_code", "village").collect()
    head = (ordered.head(limit) if limit else ordered).collect(engine="streaming")
    rows = head.join(villages, on="village_code", how="left", maintain_order="left")
    count = sum(totals.values())
    findings = list(rows.iter_rows(named=True))
    document = {"edition": which, "total": count, "by_status": totals, "shown": rows.height, "findings": findings}

    def show() -> None:
        table(f"findings, edition {which}", COLUMNS, [_line(row) for row in findings])
        out.print(", ".join(f"{status} {number:,}" for status, number in totals.items()) or "no findings")
        if rows.height < count:
            out.print(f"{rows.height:,} of {count:,} shown; --limit N shows more, --limit 0 all")

    return Answer(document, show)


def _order() -> list[pl.Expr]:
    urgency = pl.col("severity").replace_strict(SEVERITIES, range(len(SEVERITIES)), default=len(SEVERITIES))
    return [pl.col("due").fill_null(pl.date(9999, 12, 31)), urgency, pl.col("town"), pl.col("village_code"), pl.col("finding_id")]


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    place = (row["town"], row["village"] or row["village_code"])
    return (
        row["finding_id"],
        row["rule_id"],
        row["grain"],
        *place,
        row["severity"],
        row["status"],
        row["due"],
        _short(row["message"]),
    )


def _short(message: str) -> str:
    return message if cell_len(message) <= MESSAGE_CELLS else set_cell_size(message, MESSAGE_CELLS - 1) + "…"

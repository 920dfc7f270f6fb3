"""What the nightly report says of checks on the spot: the official rates, and delivered results that do not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from flows.findings.judging import REASONS
from flows.lake.keys import told
from flows.lake.ledger import Drop
from flows.report.assessment import RateLine
from flows.report.unusedchecks import UnusedCheck
from transforms.household.plan import UNUSED_CHECKS

SHOWN = 50
"""Lines that the page lists; it says how many there are."""


def rates_of(tables: Mapping[str, Path]) -> tuple[RateLine, ...]:
    """Every rate of every sample, in the table's order."""
    rows = pl.scan_parquet(tables["assessment"]).select(list(RateLine.model_fields)).collect()
    return tuple(RateLine(**row) for row in rows.iter_rows(named=True))


def unused_of(tables: Mapping[str, Path], drops: Sequence[Drop]) -> tuple[tuple[UnusedCheck, ...], int]:
    """The first lines that do not count, those of the newest files first, and how many there are."""
    known = {drop.drop_id: at for at, drop in enumerate(drops)}
    rows = pl.read_parquet(tables[UNUSED_CHECKS])
    newest = sorted(rows.iter_rows(named=True), key=lambda row: (-known.get(row["drop_id"], -1), row["sheet"] or "", row["row"]))
    lines = (
        UnusedCheck(
            file=told(drops[known[row["drop_id"]]].key).rpartition("/")[2] if row["drop_id"] in known else row["drop_id"],
            sheet=row["sheet"] or "",
            row=row["row"],
            reason=REASONS[row["reason"]],
        )
        for row in newest[:SHOWN]
    )
    return tuple(lines), rows.height

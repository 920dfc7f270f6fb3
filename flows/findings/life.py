"""A finding in every edition that was shown."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.history.editions import rows_of
from flows.lake import published
from flows.site import Site


def life_of(site: Site, finding_id: str) -> list[dict[str, Any]]:
    """Its rows, oldest edition first, without their cells: `edition_name`, the columns of `findings`, `evidence_cells` (how many)."""
    match = pl.col("finding_id") == finding_id
    told = rows_of(site, "findings", published.shown(site.lake), match, ["finding_id"])
    return [_of_edition(edition, row) for edition, rows in told.items() for row in rows]


def _of_edition(edition: str, row: Any) -> dict[str, Any]:
    known = {name: cell for name, cell in row.items() if name != "evidence"}
    return {"edition_name": edition, **known, "evidence_cells": len(row["evidence"] or [])}

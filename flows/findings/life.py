"""A finding in every edition that was shown."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.lake import places, published
from flows.site import Site


def life_of(site: Site, finding_id: str) -> list[dict[str, Any]]:
    """Its rows, oldest edition first, without their cells: `edition_name`, the columns of `findings`, `evidence_cells` (how many)."""
    life = []
    for edition in published.shown(site.lake):
        if not site.lake.store.exists(places.published("findings", edition, published.PART)):
            continue
        mine = published.scan(site.lake, "findings", edition).filter(pl.col("finding_id") == finding_id).collect()
        cells = mine["evidence"].list.len()
        for row, count in zip(mine.drop("evidence").iter_rows(named=True), cells, strict=True):
            life.append({"edition_name": edition, **row, "evidence_cells": count})
    return life

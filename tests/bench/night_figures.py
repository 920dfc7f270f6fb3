"""What a night comes to, whoever computed it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

COUNTS = ("size", "insured_members", "uninsured_members", "students", "severe_disabled", "self_pay_12m")
"""Summed over the households."""


def night_figures(folder: Path) -> Mapping[str, Any]:
    """Households and what they add up to, persons, the living among them, aid and schemes; villages and towns."""
    found = {
        "household": [pl.len().alias("households"), pl.col(COUNTS).sum()],
        "person": [
            pl.len().alias("persons"),
            pl.col("alive").sum(),
            pl.col("medical_aid_12m").sum(),
            pl.col("schemes").list.len().sum(),
        ],
        "village": [pl.len().alias("villages"), pl.col("persons").sum().alias("villagers")],
        "town": [pl.len().alias("towns"), pl.col("poor_persons").sum()],
    }
    rows = [pl.scan_parquet(folder / f"{table}.parquet").select(figures).collect() for table, figures in found.items()]
    return pl.concat(rows, how="horizontal").row(0, named=True)

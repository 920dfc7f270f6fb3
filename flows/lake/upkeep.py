"""Keeps the tables that every drop adds a file to quick to read: many small files become one."""

from __future__ import annotations

from flows.lake.lake import Lake
from flows.lake.places import CORRECTIONS, DROPS, JUDGEMENTS, REJECTIONS, VERIFICATIONS
from flows.lake.tables import tidy

MANY = 64
"""Files of a table from which on joining them pays."""


def tidy_ops(lake: Lake) -> None:
    """Joins the files of each table that grows by small pieces, where there are many; rows and history stay."""
    for place in (DROPS, REJECTIONS, CORRECTIONS, VERIFICATIONS, JUDGEMENTS):
        table = lake.table(place)
        if table.exists() and table.at().files > MANY:
            tidy(table)

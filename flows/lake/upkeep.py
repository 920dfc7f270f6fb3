"""Keeps the tables that every drop adds a file to quick to read: many small files become one, and what no reader needs goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.lake.compaction import compact
from flows.lake.lake import Lake
from flows.lake.places import CORRECTIONS, DROPS, FEEDS, JUDGEMENTS, REJECTIONS, VERIFICATIONS
from flows.lake.vacuum import tables, unneeded

KEEP_DAYS = 30
"""Days for which older versions of a table stay readable: longer than the longest reader."""
BY_DROPS = (DROPS, REJECTIONS, CORRECTIONS, VERIFICATIONS, JUDGEMENTS)


def tidy(lake: Lake, keep_days: int = KEEP_DAYS) -> None:
    """Joins the files of each table that grows by small pieces, where there are many; rows and history stay."""
    for place in (*BY_DROPS, *tables(lake.store, f"{FEEDS}/")):
        table = lake.table(place)
        if table.exists() and compact(table):
            for entry in unneeded(table, datetime.now(UTC) - timedelta(days=keep_days)):
                lake.store.delete(entry.key)

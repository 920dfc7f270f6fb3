"""What the nightly report says of tonight's changes: how many households and persons each event befell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.report.changed import ChangeLine

OF_HOMES = {"entered": "纳入登记", "left": "脱贫", "removed": "退出登记", "moved": "迁往他村", "split": "分户", "merged": "并户"}
OF_PEOPLE = {"born": "出生", "died": "死亡", "moved": "新入名册"}
"""Event -> how the page calls it."""


def changed_of(tables: Mapping[str, Path]) -> tuple[ChangeLine, ...]:
    """A line an event, those of households first. Who only went from one household to another is not new in the roster."""
    came = (pl.col("event") != "moved") | pl.col("old").is_null()
    rows = pl.scan_parquet(tables["changes"]).select("event", "old", of_person=pl.col("person_id").is_not_null())
    counts = rows.filter(~pl.col("of_person") | came).group_by("of_person", "event").len().collect()
    found = {(of_person, event): number for of_person, event, number in counts.iter_rows()}
    return tuple(
        ChangeLine(title=title, count=found.get((of_person, event), 0), unit=unit)
        for of_person, unit, titles in ((False, "户", OF_HOMES), (True, "人", OF_PEOPLE))
        for event, title in titles.items()
    )

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.night.changes_report import changed_of
from flows.report.changed import changed_words
from transforms.household.tables import schema_of


def test_what_happened_is_counted_and_few_are_not_told(tmp_path: Path) -> None:
    events = [
        *[("entered", None, "general")] * 7,
        *[("split", None, "h1"), ("split", "p1", "h1"), ("split", "p2", "h1")],
        *[("moved", f"p{number}", None) for number in range(6)],
        ("moved", "p9", "h2"),
        *[("field_changed", f"p{number}", None) for number in range(9)],
    ]
    rows = [
        {"household_id": "h", "event": event, "person_id": person, "old": old, "evidence": [], "since": "2024-05-31"}
        for event, person, old in events
    ]
    pl.DataFrame(rows, schema=schema_of("changes")).write_parquet(tmp_path / "changes.parquet")
    lines = changed_of({"changes": tmp_path / "changes.parquet"})
    assert changed_words(lines, 5) == "纳入登记 7 户、分户 <5 户、新入名册 6 人"
    assert changed_words(changed_of({"changes": _nothing(tmp_path)}), 5) == ""


def _nothing(folder: Path) -> Path:
    pl.DataFrame(schema=schema_of("changes")).write_parquet(folder / "nothing.parquet")
    return folder / "nothing.parquet"

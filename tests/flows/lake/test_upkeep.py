"""Joining small files changes nothing but their number."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.lake.compaction import MANY
from flows.lake.lake import Lake
from flows.lake.ledger import Drop, Reason, find, read_drops, record, settle
from flows.lake.places import DROPS
from flows.lake.upkeep import tidy

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)


def drop(number: int, **fields: object) -> Drop:
    given = {
        "drop_id": f"d{number:04d}",
        "department": "civil_affairs",
        "feed": "vital_events",
        "key": f"civil_affairs/vital_events/{number}.csv",
        "version": "1",
        "sha256": f"{number:064x}",
        "data_date": date(2024, 5, 31),
        "landed_at": NOON,
        "known_at": NOON,
        "state": "done",
        "reasons": (Reason("bad_date", "event_date", number),),
    }
    return Drop(**given | fields)  # type: ignore[arg-type]


@pytest.mark.slow
def test_many_drops_become_few_files_and_stay_what_they_were(folder_lake: Lake, tmp_path: Path) -> None:
    for number in range(MANY + 2):
        record(folder_lake, drop(number, state="held" if number == 7 else "done"))
    before = read_drops(folder_lake)
    tidy(folder_lake)
    assert folder_lake.table(DROPS).at().files == 1
    assert read_drops(folder_lake) == before
    assert record(folder_lake, drop(3)).value == "already", "what was recorded once is still known to be"
    settle(folder_lake, drop(7, state="done"), was="held")
    found = find(folder_lake, "d0007")
    assert found is not None
    assert found.state == "done"


def test_a_few_files_are_left_alone(folder_lake: Lake) -> None:
    record(folder_lake, drop(1))
    version = folder_lake.table(DROPS).at().version
    tidy(folder_lake)
    assert folder_lake.table(DROPS).at().version == version

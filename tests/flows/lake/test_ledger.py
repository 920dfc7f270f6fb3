"""The ledger: one row a drop, whoever writes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from flows.lake import places
from flows.lake.lake import Lake
from flows.lake.ledger import Drop, Reason, drop_id, duplicate_id, find, read_drops, record, settle
from flows.lake.tables import Outcome

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
DROP = Drop(
    drop_id="0" * 20,
    department="civil_affairs",
    feed="household_roster",
    key="civil_affairs/household_roster/名册 5月.csv",
    version="v1",
    sha256="f" * 64,
    data_date=date(2024, 5, 31),
    landed_at=NOON,
    known_at=NOON,
    state="done",
    rows_read=3,
    rows_accepted=2,
    rows_rejected=1,
    rows_skipped=4,
    reasons=(Reason("id_checksum", "id_number", 1),),
    contract_version="1.0.0",
)


def test_a_drop_comes_back_as_it_was_recorded(lake: Lake) -> None:
    assert read_drops(lake) == []
    assert record(lake, DROP) is Outcome.COMMITTED
    assert record(lake, replace(DROP, state="refused")) is Outcome.ALREADY
    assert read_drops(lake) == [DROP]
    assert find(lake, DROP.drop_id) == DROP
    assert find(lake, "1" * 20) is None


def test_a_drop_without_a_date_or_reasons(folder_lake: Lake) -> None:
    bare = replace(DROP, data_date=None, reasons=(), state="refused")
    record(folder_lake, bare)
    assert read_drops(folder_lake) == [bare]


def test_drops_are_read_in_the_order_they_became_known(folder_lake: Lake) -> None:
    for hour, name in ((3, "b"), (1, "c"), (3, "a")):
        record(folder_lake, replace(DROP, drop_id=name, known_at=NOON.replace(hour=hour)))
    assert [drop.drop_id for drop in read_drops(folder_lake)] == ["c", "a", "b"]


def test_a_held_drop_is_settled_once(lake: Lake) -> None:
    held, other = replace(DROP, state="held"), replace(DROP, drop_id="other")
    record(lake, held)
    record(lake, other)
    assert settle(lake, DROP, was="held") is Outcome.COMMITTED
    assert settle(lake, DROP, was="held") is Outcome.ALREADY
    assert read_drops(lake) == [DROP, other]
    assert settle(lake, held, was="done") is Outcome.COMMITTED
    assert settle(lake, DROP, was="held") is Outcome.COMMITTED, "a drop may be held, released, replayed and released again"
    assert find(lake, DROP.drop_id) == DROP


def test_settling_from_the_wrong_state_is_refused(folder_lake: Lake) -> None:
    record(folder_lake, replace(DROP, state="refused"))
    with pytest.raises(ValueError, match="is refused, not held"):
        settle(folder_lake, DROP, was="held")
    with pytest.raises(ValueError, match="is unknown, not held"):
        settle(folder_lake, replace(DROP, drop_id="x"), was="held")


def test_recording_and_settling_at_once_loses_nothing(lake: Lake) -> None:
    held = [replace(DROP, drop_id=f"held {number}", state="held") for number in range(3)]
    new = [replace(DROP, drop_id=f"new {number}") for number in range(5)]
    for drop in held:
        record(lake, drop)
    with ThreadPoolExecutor(8) as pool:
        settled = pool.map(lambda drop: settle(lake, replace(drop, state="done"), was="held"), held)
        recorded = pool.map(lambda drop: record(lake, drop), new)
        assert {*settled, *recorded} == {Outcome.COMMITTED}
    found = {drop.drop_id: drop.state for drop in read_drops(lake)}
    assert found == {drop.drop_id: "done" for drop in (*held, *new)}
    assert len(read_drops(lake)) == 8


def test_the_table_is_plain_for_others_to_read(folder_lake: Lake) -> None:
    record(folder_lake, DROP)
    table = folder_lake.table(places.DROPS)
    frame = pl.scan_delta(table.url).collect()
    assert frame["reasons"].to_list() == [[{"rule": "id_checksum", "column": "id_number", "rows": 1}]]
    assert frame.columns[:8] == ["drop_id", "department", "feed", "key", "version", "sha256", "data_date", "landed_at"]


def test_identity_is_content_and_feed() -> None:
    assert drop_id("d", "f", "aa") == drop_id("d", "f", "aa")
    assert len(drop_id("d", "f", "aa")) == 20
    others = {
        drop_id("d", "g", "aa"),
        drop_id("d", "f", "ab"),
        duplicate_id("d", "f", "aa", "k", "v"),
        duplicate_id("d", "f", "aa", "k", "w"),
    }
    assert len(others | {drop_id("d", "f", "aa")}) == 5
    assert drop_id("civil_affairs", "vital_events", "0" * 64) == "0e1ea32a846072f390da"

"""Random deliveries of one small feed on the real road: nothing is lost in the counts, and every day as known at every moment is
what replaying every delivery whole would give.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from flows.desk import release_drop
from flows.history.logs import Whom, spoken
from flows.history.said import said
from flows.ingest import ingest
from flows.lake.changelog import read_log
from flows.lake.init import create
from flows.lake.ledger import Drop, find, read_drops
from flows.site import open_site
from tests.faults import city
from transforms.history import state

pytestmark = pytest.mark.slow

FEED, HEADER = "housing/heating", "户编号,入住日期"
CONTRACT = """
kind: DataContract
apiVersion: v3.1.0
id: urn:hearth:feed:housing:heating
name: heating
version: 1.0.0
status: active
customProperties:
  - {property: owner, value: 住建局}
  - {property: delivery, value: snapshot}
  - {property: key, value: [household_no]}
  - {property: rowsMin, value: 1}
  - {property: rowsMax, value: 1000}
  - {property: shrinkThreshold, value: 0.5}
schema:
  - name: heating
    businessName: 集中供暖
    physicalType: table
    properties:
      - name: household_no
        businessName: 户编号
        logicalType: string
        physicalType: string
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        classification: confidential
        customProperties:
          - {property: type, value: text}
          - {property: purpose, value: Join}
          - {property: retention, value: P10Y}
      - name: moved_in_on
        businessName: 入住日期
        logicalType: date
        physicalType: date
        required: true
        classification: internal
        customProperties:
          - {property: type, value: date}
          - {property: purpose, value: Occupancy}
          - {property: retention, value: P10Y}
"""
FIRST = date(2024, 5, 1)
HOUSEHOLDS = "ABCDEFGH"
UNREADABLE = 0
"""As a day of the month: a date that cannot be read."""


@dataclass(frozen=True)
class Delivery:
    """A file: its day, and per line a household and the day of the month it moved in (0 where that cannot be read)."""

    day: int
    lines: tuple[tuple[str, int], ...]
    place: int

    @property
    def key(self) -> str:
        return f"{FEED}/搬迁{self.place}_{FIRST + timedelta(days=self.day):%Y%m%d}.csv"

    @property
    def data(self) -> bytes:
        rows = [f"H{household},{f'2020-03-{moved:02d}' if moved else '明天'}" for household, moved in self.lines]
        return "\n".join([HEADER, *rows, ""]).encode()

    @property
    def refused(self) -> set[str]:
        """Households with a line that is refused: unreadable, or contradicted by another of the same household."""
        readable = {(household, moved) for household, moved in self.lines if moved != UNREADABLE}
        twice = {household for household, _ in readable if len({moved for name, moved in readable if name == household}) > 1}
        return twice | {household for household, moved in self.lines if moved == UNREADABLE}

    @property
    def accepted(self) -> dict[str, int]:
        found = dict(line for line in self.lines if line[1] != UNREADABLE)
        return {household: moved for household, moved in found.items() if not self._contradicted(household)}

    @property
    def rows_rejected(self) -> int:
        return sum(moved == UNREADABLE or self._contradicted(household) for household, moved in self.lines)

    def _contradicted(self, household: str) -> bool:
        return len({moved for name, moved in self.lines if name == household and moved != UNREADABLE}) > 1


@dataclass
class Said:
    """A delivery that counts: since when it is known, and in which order it came."""

    delivery: Delivery
    known_at: datetime
    is_correction: bool = False


@dataclass
class City:
    """A lake, and beside it every delivery whole."""

    root: Path
    said: list[Said] = field(default_factory=list)
    seen: dict[bytes, str] = field(default_factory=dict)

    def deliver(self, delivery: Delivery) -> Drop:
        """Lays the file and takes it in; its counts are right whatever becomes of it."""
        city.Drop(delivery.key, delivery.data).lay(self.root / "inbox")
        (taken,) = ingest([delivery.key])
        assert taken.drop is not None
        drop = taken.drop
        if delivery.data in self.seen:
            assert drop.state == "duplicate"
            return drop
        self.seen[delivery.data] = drop.drop_id
        assert drop.rows_read == len(delivery.lines) == drop.rows_accepted + drop.rows_rejected
        assert drop.state in ("done", "held")
        assert drop.rows_rejected == delivery.rows_rejected
        if drop.state == "done":
            self.said.append(Said(delivery, drop.known_at))
        return drop

    def release(self, drop: Drop, delivery: Delivery) -> None:
        release_drop(drop.drop_id, quiet=True)
        now = find(open_site().lake, drop.drop_id)
        assert now is not None
        assert now.state == "done"
        self.said.append(Said(delivery, now.known_at))

    def correct(self, drop: Drop, delivery: Delivery, place: int) -> None:
        """Sends a receipt's workbook back with its first refused row made readable."""
        workbook = self.root / f"receipts/{FEED}/{drop.drop_id}/fix-it.xlsx"
        file = city.corrected(workbook, "入住日期", "2020-03-31", f"{FEED}/改好了{place}.xlsx", self.root)
        file.lay(self.root / "inbox")
        (taken,) = ingest([file.key])
        assert taken.drop is not None
        if taken.state == "duplicate":
            return
        assert taken.drop.corrects == drop.drop_id
        assert taken.drop.rows_read == taken.drop.rows_accepted + taken.drop.rows_rejected
        rejected = pl.read_delta(str(self.root / "lake/ops/rejections")).filter(pl.col("drop_id") == drop.drop_id)
        household = json.loads(rejected.sort("sheet", "row")["cells"][0])[0][1].removeprefix("H")
        lines = [(household, 31)] if taken.drop.rows_accepted else []
        self.said.append(Said(Delivery(delivery.day, tuple(lines), place), taken.drop.known_at, is_correction=True))

    def naive(self, day: int, known_by: datetime) -> dict[str, int]:
        """What is true on a day as known by a moment, by replaying every delivery whole."""
        rows: dict[str, int] = {}
        heard = [one for one in self.said if one.delivery.day <= day and one.known_at <= known_by]
        for one in sorted(heard, key=lambda one: (one.delivery.day, one.known_at)):
            if not one.is_correction:
                rows = {household: moved for household, moved in rows.items() if household in one.delivery.refused}
            rows |= one.delivery.accepted
        return rows

    def found(self, day: int, known_by: datetime) -> dict[str, int]:
        log = read_log(open_site().lake, FEED.replace("/", "__"))
        assert log is not None
        now = state(log.rows(), FIRST + timedelta(days=day), known_by).collect()
        assert now["_key"].is_unique().all()
        return {str(number)[1:]: moved.day for number, moved in now.select("household_no", "moved_in_on").iter_rows()}

    def explained(self) -> dict[str, list[Mapping[str, Any]]]:
        """What `hearth explain … --history` tells of each household that was ever listed."""
        site, whom = open_site(), Whom(homes=frozenset(f"H{household}" for household in HOUSEHOLDS))
        told: dict[str, list[Mapping[str, Any]]] = {}
        for entry in said(site, spoken(site, whom), {FEED: ["moved_in_on"]}, None):
            told.setdefault(entry["key"][1:], []).append(entry)
        return told


def true(entries: Sequence[Mapping[str, Any]], on: date, moment: datetime) -> list[int]:
    """The values of the statements that hold on a day as known at a moment."""
    return [entry["value"].day for entry in entries if entry["state"] == "said" and holds(entry, on, moment)]


def holds(entry: Mapping[str, Any], on: date, moment: datetime) -> bool:
    believed = [end["true_until"] for end in entry["ends"] if end["known_from"] <= moment]
    stands = bool(believed) and (entry["superseded_at"] is None or moment < entry["superseded_at"])
    return stands and entry["true_from"] <= on and (believed[-1] is None or on < believed[-1])


lines = st.lists(st.tuples(st.sampled_from(HOUSEHOLDS), st.integers(0, 3)), min_size=1, max_size=10)
deliveries = st.tuples(st.just("deliver"), st.integers(0, 3), lines)
again = st.tuples(st.just("again"), st.integers(0, 9), st.booleans())
corrections = st.tuples(st.just("correct"), st.integers(0, 9), st.none())
histories = st.lists(st.one_of(deliveries, deliveries, deliveries, again, corrections), min_size=2, max_size=6)


@pytest.fixture(autouse=True)
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "housing__heating.odcs.yaml").write_text(CONTRACT, encoding="utf-8")
    monkeypatch.setenv("HEARTH_FEEDS", str(tmp_path))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "warning")
    yield
    os.environ.pop("HEARTH_STORE", None)


@settings(max_examples=10)
@given(histories)
def test_every_history_is_told_as_it_was_delivered(steps: list[tuple[str, int, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEARTH_STORE"] = folder
        told = City(Path(folder))
        create(open_site().lake)
        past: list[tuple[Drop, Delivery]] = []
        for place, (kind, number, more) in enumerate(steps):
            if kind == "deliver":
                assert isinstance(more, list)
                delivery = Delivery(number, tuple(more), place)
                drop = told.deliver(delivery)
                past.append((drop, delivery))
                event(drop.state)
            elif past:
                drop, delivery = past[number % len(past)]
                known = find(open_site().lake, drop.drop_id)
                assert known is not None
                if kind == "again" and known.state == "held":
                    told.release(drop, delivery)
                elif kind == "again":
                    told.deliver(Delivery(delivery.day, delivery.lines, place))
                elif known.state == "done" and known.rows_rejected:
                    event("corrected")
                    told.correct(drop, delivery, place)
        moments, explained = [one.known_at for one in told.said], told.explained()
        for day in range(4):
            for moment in moments:
                expected = told.naive(day, moment)
                assert told.found(day, moment) == expected, (day, moments.index(moment))
                on = FIRST + timedelta(days=day)
                spoken_of = {household: true(entries, on, moment) for household, entries in explained.items()}
                listed = {household: values for household, values in spoken_of.items() if values}
                assert listed == {household: [moved] for household, moved in expected.items()}, (day, moments.index(moment))
        assert len({drop.drop_id for drop in read_drops(open_site().lake)}) == len(read_drops(open_site().lake))

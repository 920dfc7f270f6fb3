"""The change log against a naive model that keeps every drop whole and replays it.

`take_in` is the shape the ingest flow follows: compare, append, and for a late drop let the later ones speak again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.contracts import Delivery
from transforms.history import Said, diff, outlived, reasserted, repeated, said, stamped, state, touched_keys, without_outlived

ROWS = {"_key": pl.String, "town": pl.String, "_hash": pl.UInt64, "_sheet": pl.String, "_row": pl.UInt32}
LOG = {
    **ROWS,
    "_op": pl.String,
    "_data_date": pl.Date,
    "_known_at": pl.Datetime("us", "UTC"),
    "_drop_id": pl.String,
    "_order": pl.Int64,
}
FIRST_DAY, FIRST_HOUR = date(2024, 1, 1), datetime(2024, 6, 1, tzinfo=UTC)
KEYS, TOWNS = "abcd", "东西"


@dataclass(frozen=True)
class Drop:
    """One settled drop. `cells` is key -> (town, content)."""

    order: int
    day: int
    hour: int
    delivery: Delivery
    cells: dict[str, tuple[str, int]]
    refused: frozenset[str]

    @property
    def data_date(self) -> date:
        return FIRST_DAY + timedelta(days=self.day)

    @property
    def known_at(self) -> datetime:
        return FIRST_HOUR + timedelta(hours=self.hour)

    @property
    def newness(self) -> tuple[int, int, int]:
        return self.day, self.hour, self.order

    def rows(self) -> pl.LazyFrame:
        rows = [
            (key, town, content * 2 + TOWNS.index(town), "", place)
            for place, (key, (town, content)) in enumerate(self.cells.items(), 2)
        ]
        return pl.LazyFrame(rows, schema=ROWS, orient="row")

    def said(self) -> Said:
        return Said(str(self.order), self.delivery, self.rows(), self.refused_keys())

    def refused_keys(self) -> pl.LazyFrame:
        return pl.LazyFrame({"_key": sorted(self.refused)}, schema={"_key": pl.String})


@dataclass
class Log:
    """A feed's change log in memory, with the drops that made it."""

    scope: str
    frame: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOG))
    drops: list[Drop] = field(default_factory=list)

    def known(self, day: date) -> pl.LazyFrame:
        return state(self.frame.lazy(), day)

    def append(self, changes: pl.LazyFrame, data_date: date, now: Drop, drop_id: str | None = None) -> None:
        rows = stamped(changes, data_date=data_date, known_at=now.known_at, order=now.order, drop_id=drop_id)
        self.frame = pl.concat([self.frame, rows.select(*LOG).collect()])

    def take_in(self, drop: Drop) -> None:
        changes = diff(
            self.known(drop.data_date), drop.rows(), drop.refused_keys(), delivery=drop.delivery, scope=self.scope
        ).collect()
        self.append(changes.lazy(), drop.data_date, drop, str(drop.order))
        touched = touched_keys(changes.lazy())
        for day in sorted({each.data_date for each in self.drops if each.day > drop.day}):
            said = [each.said() for each in sorted(self.drops, key=lambda each: each.newness) if each.data_date == day]
            before = self.known(day - timedelta(days=1))
            self.append(reasserted(before, self.known(day), said, touched, scope=self.scope), day, drop)
        self.drops.append(drop)


def naive(drops: list[Drop], scope: str, day: int, hour: int) -> dict[str, tuple[str, int]]:
    """What is true on a day as known at an hour, by replaying every drop whole."""
    rows: dict[str, tuple[str, int]] = {}
    for drop in sorted((each for each in drops if each.day <= day and each.hour <= hour), key=lambda each: each.newness):
        if drop.delivery == "snapshot":
            towns = {town for town, _ in drop.cells.values()}
            gone = [key for key, (town, _) in rows.items() if key not in drop.refused and (not scope or town in towns)]
            rows = {key: cell for key, cell in rows.items() if key not in gone}
        rows |= drop.cells
    return rows


@st.composite
def histories(draw: st.DrawFn) -> list[Drop]:
    deliveries: st.SearchStrategy[Delivery] = st.sampled_from(["snapshot", "snapshot", "delta", "event"])
    drops, hour = [], 0
    for order in range(draw(st.integers(1, 6))):
        cells = draw(st.dictionaries(st.sampled_from(KEYS), st.tuples(st.sampled_from(TOWNS), st.integers(0, 2)), max_size=4))
        refused = draw(st.frozensets(st.sampled_from(KEYS), max_size=2)) - cells.keys()
        hour += draw(st.integers(0, 1))
        drops.append(Drop(order, draw(st.integers(0, 3)), hour, draw(deliveries), cells, frozenset(refused)))
    return drops


LATE_WORD_OF_WHAT_IS_GONE = [
    Drop(0, 1, 0, "snapshot", {"a": ("东", 1)}, frozenset()),
    Drop(1, 2, 0, "snapshot", {}, frozenset()),
    Drop(2, 1, 1, "delta", {"a": ("东", 2)}, frozenset()),
]
"""What is known later of the day before: were the row that says absent gone, the key would be back."""


def seen(log: pl.DataFrame, day: int, hour: int) -> dict[str, tuple[str, int]]:
    now = state(log.lazy(), FIRST_DAY + timedelta(days=day), FIRST_HOUR + timedelta(hours=hour)).collect(engine="streaming")
    assert now["_key"].is_unique().all()
    return {key: (town, content // 2) for key, town, content in now.select("_key", "town", "_hash").iter_rows()}


@settings(max_examples=25)
@given(histories(), st.sampled_from(["", "town"]))
def test_the_log_tells_every_day_as_known_at_every_hour(drops: list[Drop], scope: str) -> None:
    log = Log(scope)
    for drop in drops:
        log.take_in(drop)
    for day in range(4):
        for hour in range(drops[-1].hour + 1):
            assert seen(log.frame, day, hour) == naive(drops, scope, day, hour), (day, hour)


@settings(max_examples=20)
@given(histories(), st.integers(0, 3), st.integers(0, 5))
@example(LATE_WORD_OF_WHAT_IS_GONE, 2, 0)
def test_rows_past_their_time_change_no_state_since(drops: list[Drop], day: int, hour: int) -> None:
    log = Log("")
    for drop in drops:
        log.take_in(drop)
    limits = FIRST_DAY + timedelta(days=day), FIRST_HOUR + timedelta(hours=hour)
    kept = without_outlived(log.frame.lazy(), outlived(log.frame.lazy(), *limits), *limits).collect().select(log.frame.columns)
    for later in range(day, 4):
        for known in range(hour, max(drops[-1].hour, hour) + 1):
            assert seen(kept, later, known) == seen(log.frame, later, known), (later, known)
    told = kept.filter(pl.col("_data_date") <= limits[0], pl.col("_known_at") <= limits[1])
    assert told["_key"].is_unique().all(), "of what held by then one row a key is left"
    again = without_outlived(kept.lazy(), outlived(kept.lazy(), *limits), *limits).collect()
    assert again.height == kept.height


@given(histories())
def test_the_log_only_grows_and_order_of_its_rows_does_not_matter(drops: list[Drop]) -> None:
    log = Log("")
    for drop in drops:
        before = log.frame
        log.take_in(drop)
        assert log.frame.head(before.height).equals(before)
    hour = drops[-1].hour
    assert seen(log.frame.reverse(), 3, hour) == seen(log.frame, 3, hour)


@given(histories())
def test_taking_the_newest_drop_in_again_writes_nothing(drops: list[Drop]) -> None:
    log = Log("")
    newest = max(range(len(drops)), key=lambda place: drops[place].newness)
    for drop in [*drops[:newest], *drops[newest + 1 :], drops[newest]]:
        log.take_in(drop)
    again = diff(
        log.known(drops[newest].data_date),
        drops[newest].rows(),
        drops[newest].refused_keys(),
        delivery=drops[newest].delivery,
    )
    assert again.collect().is_empty()


def snapshot(order: int, day: int, cells: dict[str, tuple[str, int]], refused: str = "") -> Drop:
    return Drop(order, day, order, "snapshot", cells, frozenset(refused))


def changes_of(log: Log, drop: Drop) -> list[tuple[str, str, int | None]]:
    before = log.frame.height
    log.take_in(drop)
    return sorted(log.frame[before:].select("_key", "_op", pl.col("_hash") // 2).rows())


def test_only_what_changed_is_written() -> None:
    log = Log("")
    assert changes_of(log, snapshot(0, 0, {"a": ("东", 1), "b": ("东", 1), "c": ("东", 1)})) == [
        ("a", "upsert", 1),
        ("b", "upsert", 1),
        ("c", "upsert", 1),
    ]
    assert changes_of(log, snapshot(1, 1, {"a": ("东", 1), "b": ("东", 2)})) == [
        ("b", "upsert", 2),
        ("c", "absent", None),
    ]
    assert changes_of(log, snapshot(2, 2, {"a": ("东", 1), "b": ("东", 2), "c": ("东", 1)})) == [("c", "upsert", 1)]


def test_a_refused_key_is_not_absent() -> None:
    log = Log("")
    log.take_in(snapshot(0, 0, {"a": ("东", 1), "b": ("东", 1)}))
    assert changes_of(log, snapshot(1, 1, {"a": ("东", 1)}, refused="b")) == []


def test_absence_is_judged_within_the_delivered_towns() -> None:
    log = Log("town")
    log.take_in(snapshot(0, 0, {"a": ("东", 1), "b": ("东", 1), "c": ("西", 1)}))
    assert changes_of(log, snapshot(1, 1, {"a": ("东", 1)})) == [("b", "absent", None)]


def test_a_late_drop_lets_the_later_ones_speak_again() -> None:
    log = Log("")
    log.take_in(snapshot(0, 0, {"a": ("东", 1)}))
    assert changes_of(log, snapshot(1, 2, {"a": ("东", 1)})) == []
    assert changes_of(log, snapshot(2, 1, {"a": ("东", 2)})) == [("a", "upsert", 1), ("a", "upsert", 2)]
    assert seen(log.frame, 1, 2) == {"a": ("东", 2)}
    assert seen(log.frame, 2, 2) == {"a": ("东", 1)}
    assert seen(log.frame, 1, 1) == {"a": ("东", 1)}


@pytest.mark.parametrize("delivery", ["event", "delta"])
def test_events_and_deltas_never_take_away(delivery: Delivery) -> None:
    log = Log("")
    log.take_in(snapshot(0, 0, {"a": ("东", 1)}))
    assert changes_of(log, Drop(1, 1, 1, delivery, {"b": ("东", 1)}, frozenset())) == [("b", "upsert", 1)]


def test_keys_found_beforehand_give_the_same_state() -> None:
    rows = [
        ("a", 1, "upsert"),
        ("a", 2, "absent"),
        ("b", 1, "upsert"),
        ("c", 1, "upsert"),
        ("c", 2, "upsert"),
        ("d", 3, "upsert"),
    ]
    log = pl.LazyFrame(rows, schema=["_key", "day", "_op"], orient="row").select(
        "_key",
        "_op",
        _data_date=pl.date(2024, 1, pl.col("day")),
        _known_at=pl.lit(FIRST_HOUR),
        _order=pl.col("day").cast(pl.Int64),
    )
    day = date(2024, 1, 2)
    several = repeated(said(log, day)).collect()
    told = state(log, day, several=several).sort("_key").collect()
    assert told.select("_key", pl.col("_order")).rows() == [("b", 1), ("c", 2)]
    assert told.equals(state(log, day).sort("_key").collect())
    first = date(2024, 1, 1)
    once = repeated(said(log, first)).collect()
    assert once.is_empty()
    assert sorted(state(log, first, several=once).collect()["_key"]) == ["a", "b", "c"]

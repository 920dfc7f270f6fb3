from __future__ import annotations

from datetime import date
from typing import Any

from tests.transforms.household.factory import AS_OF, ASSISTANCE, EVENTS, ROSTER, night_of, state, the

A = {"id_number": "A", "name": "nA"}


def schemes(*rows: dict[str, Any]) -> list[str] | None:
    assistance = state(ASSISTANCE, *({**A, "certificate_no": str(place), **row} for place, row in enumerate(rows)))
    tables = night_of({ASSISTANCE: assistance, ROSTER: state(ROSTER, A)})
    found: list[str] | None = the(tables["person"])["schemes"]
    assert the(tables["household"])["schemes"] == found
    return found


def test_schemes_are_sorted_and_named_once() -> None:
    rows = [{"scheme": "rural_allowance"}, {"scheme": "orphan"}, {"scheme": "rural_allowance"}]
    assert schemes(*rows) == ["orphan", "rural_allowance"]


def test_what_was_stopped_by_the_night_is_not_received() -> None:
    assert schemes({"scheme": "orphan", "stopped_on": AS_OF}) == []


def test_what_stops_tomorrow_is_received_today() -> None:
    assert schemes({"scheme": "orphan", "stopped_on": date(2024, 6, 1)}) == ["orphan"]


def test_what_begins_tomorrow_is_not_received_yet() -> None:
    assert schemes({"scheme": "orphan", "started_on": date(2024, 6, 1)}) == []


def test_nobody_listed_receives_nothing() -> None:
    assert schemes() == []


def test_without_the_feed_nobody_knows() -> None:
    tables = night_of({ROSTER: state(ROSTER, A)})
    assert the(tables["person"])["schemes"] is None
    assert the(tables["household"])["schemes"] is None


def test_a_dead_members_assistance_is_not_the_households() -> None:
    death = {**A, "event_type": "death", "event_date": date(2024, 1, 1)}
    tables = night_of(
        {
            ROSTER: state(ROSTER, A),
            ASSISTANCE: state(ASSISTANCE, {**A, "scheme": "orphan"}),
            EVENTS: state(EVENTS, death),
        }
    )
    assert the(tables["person"])["schemes"] == ["orphan"]
    assert the(tables["household"])["schemes"] == []

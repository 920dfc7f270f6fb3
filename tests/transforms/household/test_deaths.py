from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from tests.transforms.household.factory import ENROLMENT, EVENTS, ROSTER, night_of, state, the

DEATH = {"event_type": "death", "event_date": date(2024, 5, 1)}


def alive(person_id: str, *roster: dict[str, Any], **others: pl.DataFrame) -> bool | None:
    states = {EVENTS: others["events"], ROSTER: state(ROSTER, *roster)}
    if "enrolment" in others:
        states[ENROLMENT] = others["enrolment"]
    answer: bool | None = the(night_of(states)["person"], person_id=person_id)["alive"]
    return answer


def died(**cells: Any) -> pl.DataFrame:
    return state(EVENTS, {**DEATH, **cells})


def test_number_and_name_agreeing_is_a_death() -> None:
    assert alive("pA", {"id_number": "A", "name": "nA"}, events=died(id_number="A", name="nA")) is False


def test_another_name_kills_no_one() -> None:
    assert alive("pA", {"id_number": "A", "name": "nA"}, events=died(id_number="A", name="nB")) is True


def test_a_name_alone_kills_no_one() -> None:
    assert alive("pA", {"id_number": "A", "name": "nA"}, events=died(name="nA")) is True


def test_a_number_that_two_names_share_in_the_roster_kills_neither() -> None:
    rows = [{"household_no": place, "id_number": "A", "name": name} for place, name in (("1", "nA"), ("2", "nB"))]
    assert alive("pA", *rows, events=died(id_number="A", name="nA")) is True


def test_the_roster_outweighs_another_feed_that_agrees() -> None:
    enrolment = state(ENROLMENT, {"id_number": "A", "name": "nB"})
    assert alive("pA", {"id_number": "A", "name": "nA"}, events=died(id_number="A", name="nB"), enrolment=enrolment)


def test_a_person_of_no_roster_dies_by_any_official_row() -> None:
    enrolment = state(ENROLMENT, {"id_number": "A", "name": "nA"})
    assert alive("pA", events=died(id_number="A", name="nA"), enrolment=enrolment) is False


def test_a_person_known_by_the_death_alone_is_unknown() -> None:
    assert alive("pA", events=died(id_number="A", name="nA")) is None


def test_a_death_after_the_night_has_not_happened() -> None:
    late = died(id_number="A", name="nA", event_date=date(2024, 6, 1))
    assert alive("pA", {"id_number": "A", "name": "nA"}, events=late) is True


def test_a_marriage_kills_no_one() -> None:
    wedding = died(id_number="A", name="nA", event_type="marriage")
    assert alive("pA", {"id_number": "A", "name": "nA"}, events=wedding) is True


def test_one_agreeing_event_of_two_is_enough_and_is_the_evidence() -> None:
    events = state(EVENTS, {**DEATH, "id_number": "A", "name": "nB"}, {**DEATH, "id_number": "A", "name": "nA"})
    roster = state(ROSTER, {"id_number": "A", "name": "nA"})
    tables = night_of({EVENTS: events, ROSTER: roster})
    evidence = the(tables["person_field"], field="alive")
    assert (evidence["state"], evidence["row"]) == ("chosen", 3)


def test_an_unconfirmed_death_is_kept_as_contradicted() -> None:
    tables = night_of({EVENTS: died(id_number="A", name="nB"), ROSTER: state(ROSTER, {"id_number": "A", "name": "nA"})})
    assert the(tables["person_field"], field="alive")["state"] == "contradicted"


def test_the_dead_are_shown_but_not_counted() -> None:
    roster = state(
        ROSTER,
        {"household_no": "1", "person_no": "1", "id_number": "A", "name": "nA", "relation": "head"},
        {"household_no": "1", "person_no": "2", "id_number": "B", "name": "nB"},
    )
    home = the(night_of({EVENTS: died(id_number="A", name="nA"), ROSTER: roster})["household"])
    assert home["size"] == 1
    assert [member["person_id"] for member in home["members"]] == ["pA", "pB"]
    assert home["head_person_id"] == "pA"

from __future__ import annotations

from datetime import date

from tests.transforms.household.factory import (
    ASSISTANCE,
    EVENTS,
    ROSTER,
    STUDENTS,
    night_of,
    state,
    the,
)

WEDDING = {"event_type": "marriage", "event_date": date(2024, 1, 1)}


def test_people_named_in_another_persons_row_are_known_by_their_number() -> None:
    tables = night_of(
        {
            EVENTS: state(EVENTS, {**WEDDING, "id_number": "A", "partner_id_number": "B", "partner_name": "nB"}),
            ASSISTANCE: state(ASSISTANCE, {"id_number": "C", "head_id_number": "D", "head_name": "nD"}),
            STUDENTS: state(STUDENTS, {"student_no": "E", "guardian_id_number": "F", "guardian_name": "nF"}),
        }
    )
    assert tables["person"]["person_id"].to_list() == ["pA", "pB", "pC", "pD", "pE", "pF"]
    assert tables["person"]["household_id"].is_null().all()
    assert the(tables["person_field"], person_id="pF", field="name")["value"] == "nF"


def test_people_named_without_a_usable_number_are_nobody_yet() -> None:
    wedding = {**WEDDING, "id_number": "A", "partner_id_number": "?x", "partner_name": "nB"}
    assert night_of({EVENTS: state(EVENTS, wedding)})["person"].height == 1


def test_a_listed_person_is_not_told_by_mentions() -> None:
    wedding = {**WEDDING, "id_number": "B", "partner_id_number": "A", "partner_name": "other"}
    tables = night_of({EVENTS: state(EVENTS, wedding), ROSTER: state(ROSTER, {"id_number": "A", "name": "nA"})})
    names = tables["person_field"].filter(person_id="pA", field="name")
    assert names["value"].to_list() == ["nA"]


def test_what_is_known_of_the_unlisted_comes_from_their_number() -> None:
    born = date(1990, 1, 1)
    wedding = {**WEDDING, "id_number": "A", "id_number__birth": born, "id_number__sex": "female"}
    found = the(night_of({EVENTS: state(EVENTS, wedding)})["person"])
    assert (found["birth_date"], found["sex"], found["id_valid"]) == (born, "female", True)

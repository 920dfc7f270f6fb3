from __future__ import annotations

from tests.transforms.household.factory import ROSTER, night_of, state, the

POOR, EXITED = {"household_type": "poor"}, {"household_type": "exited"}
HERE, THERE = {"village_code": "1", "village": "Here"}, {"village_code": "2", "village": "There"}


def test_households_and_living_persons_are_counted_by_kind() -> None:
    rows = [
        {**HERE, **POOR, "household_no": "1", "person_no": "1"},
        {**HERE, **POOR, "household_no": "1", "person_no": "2"},
        {**HERE, **EXITED, "household_no": "2", "monitored_type": "marginal"},
        {**HERE, "household_no": "3", "person_no": "1"},
        {**THERE, "household_no": "4"},
    ]
    tables = night_of({ROSTER: state(ROSTER, *rows)})
    here = the(tables["village"], village_code="1")
    assert {name: here[name] for name in here if name.endswith(("households", "persons"))} == {
        "households": 3,
        "persons": 4,
        "registered_households": 2,
        "registered_persons": 3,
        "poor_households": 1,
        "poor_persons": 2,
        "exited_households": 1,
        "exited_persons": 1,
        "monitored_households": 1,
        "monitored_persons": 1,
        "target_persons": None,
    }
    assert here["incidence"] == 0.5
    assert the(tables["village"], village_code="2")["registered_households"] == 0
    town = the(tables["town"])
    assert (town["villages"], town["households"], town["persons"]) == (2, 4, 5)


def test_a_village_is_called_what_most_households_call_it() -> None:
    names = ["Old", "New", "New"]
    rows = [{**HERE, "household_no": str(place), "village": name} for place, name in enumerate(names)]
    assert the(night_of({ROSTER: state(ROSTER, *rows)})["village"])["village"] == "New"

from __future__ import annotations

from datetime import date
from typing import Any

from tests.transforms.household.factory import ENROLMENT, ROSTER, night_of, state, the


def home(*rows: dict[str, Any]) -> dict[str, Any]:
    roster = state(ROSTER, *({"household_no": "1", "person_no": str(place), **row} for place, row in enumerate(rows)))
    return the(night_of({ROSTER: roster, ENROLMENT: state(ENROLMENT)})["household"])


def test_the_heads_row_speaks_for_the_household() -> None:
    rows = [
        {"relation": "son", "household_type": "general", "income_per_capita": 100},
        {"relation": "head", "household_type": "poor", "income_per_capita": 123_456},
    ]
    found = home(*rows)
    assert (found["household_type"], str(found["income_per_capita"])) == ("poor", "1234.56")


def test_a_blank_of_the_heads_row_is_filled_by_the_next_row() -> None:
    found = home({"relation": "head"}, {"monitored_type": "marginal", "cause_primary": "illness"})
    assert (found["monitored_type"], found["causes_declared"]) == ("marginal", ["illness"])


def test_without_a_head_the_first_row_speaks_and_nobody_is_head() -> None:
    found = home({"village": "First"}, {"village": "Second"})
    assert (found["village"], found["head_person_id"]) == ("First", None)


def test_two_heads_are_no_head() -> None:
    found = home({"relation": "head", "id_number": "A"}, {"relation": "head", "id_number": "B"})
    assert found["head_person_id"] is None


def test_causes_come_main_one_first_and_once() -> None:
    assert home({"cause_primary": "labour", "cause_secondary": "illness"})["causes_declared"] == ["labour", "illness"]
    assert home({"cause_primary": "labour", "cause_secondary": "labour"})["causes_declared"] == ["labour"]
    assert home({})["causes_declared"] == []


def test_members_stand_in_the_order_of_their_ids() -> None:
    rows = [{"id_number": letter, "birth_date": date(1990, 5, 5), "sex": "male"} for letter in "CAB"]
    members = home(*rows)["members"]
    assert [member["person_id"] for member in members] == ["pA", "pB", "pC"]
    assert members[0] == {
        "person_id": "pA",
        "relation": "other",
        "sex": "male",
        "birth_year": 1990,
        "groups": [],
    }


def test_the_stalest_feed_is_the_one_whose_newest_data_are_oldest() -> None:
    states = {ROSTER: state(ROSTER, {"household_no": "1"}), ENROLMENT: state(ENROLMENT)}
    freshness = {ROSTER: date(2024, 5, 1), ENROLMENT: date(2024, 4, 1)}
    assert the(night_of(states, freshness=freshness)["household"])["stalest_feed"] == ENROLMENT
    assert the(night_of(states, freshness={})["household"])["stalest_feed"] is None

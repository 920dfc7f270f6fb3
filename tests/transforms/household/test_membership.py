from __future__ import annotations

from datetime import date

import polars as pl

from tests.transforms.household.factory import ROSTER, night_of, state, the
from transforms.household.ids import household_of


def household_id(number: str) -> str:
    return str(pl.select(household_of(pl.lit(number), key=b"synthetic key")).item())


def two_homes(first: dict[str, object], second: dict[str, object]) -> dict[str, object]:
    rows = [
        {"household_no": "1", "person_no": "1", "id_number": "A", "name": "nA", "relation": "head", **first},
        {"household_no": "2", "person_no": "1", "id_number": "A", "name": "nA", "relation": "head", **second},
        {"household_no": "2", "person_no": "2", "id_number": "B", "name": "nB", **second},
    ]
    tables = night_of({ROSTER: state(ROSTER, *rows)})
    home = the(tables["person"], person_id="pA")["household_id"]
    lost = tables["person_field"].filter(state="lost", field="household_id", person_id="pA")
    sizes = dict(tables["household"].select("household_no", "size").iter_rows())
    return {"home": home, "lost": lost["value"].to_list(), "sizes": sizes}


def test_a_person_of_two_households_is_published_in_the_one_identified_last() -> None:
    found = two_homes({"identified_on": date(2014, 1, 1)}, {"identified_on": date(2016, 1, 1)})
    assert found == {"home": household_id("2"), "lost": [household_id("1")], "sizes": {"1": 0, "2": 2}}


def test_an_identified_household_comes_before_one_that_never_was() -> None:
    assert two_homes({}, {"identified_on": date(2016, 1, 1)})["home"] == household_id("2")


def test_equal_identification_leaves_the_smaller_household_number() -> None:
    assert two_homes({}, {})["home"] == household_id("1")


def test_a_shorter_number_is_smaller() -> None:
    found = two_homes({"household_no": "10"}, {"household_no": "9"})
    assert found["home"] == household_id("9")


def test_a_person_listed_twice_in_one_household_counts_once() -> None:
    found = two_homes({"household_no": "1"}, {"household_no": "1", "_key": None})
    assert found["sizes"] == {"1": 2}

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.transforms.household.factory import ASSISTANCE, ENROLMENT, ROSTER, night_of, state
from transforms.household.numbers import SHOWN

BORN = date(1980, 3, 1)


def hits(rule_id: str, **states: pl.DataFrame) -> set[str]:
    feeds = {"roster": ROSTER, "enrolment": ENROLMENT, "assistance": ASSISTANCE}
    found = night_of({feeds[name]: frame for name, frame in states.items()})["findings"]
    return set(found.filter(pl.col("rule_id") == rule_id)["subject_id"])


@pytest.mark.parametrize(
    ("other", "subjects"),
    [
        ({"name": "nB", "birth_date": date(1985, 7, 1)}, {"pA"}),
        ({"name": "nB", "birth_date": date(1994, 2, 28)}, {"pA"}),
        ({"name": "nB", "birth_date": date(1994, 3, 1)}, set()),
        ({"name": "nB", "birth_date": BORN}, set()),
        ({"name": "nA", "birth_date": date(1985, 7, 1)}, set()),
    ],
)
def test_one_number_of_two_people_who_are_not_parent_and_child(other: dict[str, Any], subjects: set[str]) -> None:
    number = {"id_number": "A", "id_number__birth": BORN}
    holder = state(ROSTER, {**number, "household_no": "1", "name": "nA", "birth_date": BORN})
    assert hits("ID05", roster=holder, enrolment=state(ENROLMENT, {**number, "psn_no": "2", **other})) == subjects


@pytest.mark.parametrize(
    ("other", "subjects"),
    [
        ({}, {"pA", "pB"}),
        ({"name": "nB"}, set()),
        ({"birth_date": date(1980, 3, 2)}, set()),
        ({"village_code": "110101001002"}, set()),
        ({"id_number": "?B"}, set()),
        ({"id_number": "A"}, set()),
    ],
)
def test_one_person_of_two_numbers_in_a_village(other: dict[str, Any], subjects: set[str]) -> None:
    own = {"household_no": "1", "id_number": "A", "name": "nA", "birth_date": BORN}
    second = {**own, "household_no": "2", "id_number": "B", **other}
    assert hits("ID06", roster=state(ROSTER, own, second)) == subjects


def test_a_village_whose_people_are_all_alike_costs_no_more_than_its_people() -> None:
    """A template's name and date on every row: everyone is found, with a few of the others each."""
    own = {"name": "nA", "birth_date": BORN}
    many = [{**own, "household_no": str(number), "id_number": f"{number:04d}"} for number in range(3 * SHOWN)]
    found = night_of({ROSTER: state(ROSTER, *many)})["findings"].filter(pl.col("rule_id") == "ID06")
    assert found["subject_id"].n_unique() == len(many)
    shown = {len({cell["row"] for cell in cells if cell["column"] == "name"}) for cells in found["evidence"]}
    assert shown == {SHOWN - 1, SHOWN}


def test_two_numbers_are_two_people_until_somebody_has_looked() -> None:
    own = {"household_no": "1", "id_number": "A", "name": "nA", "birth_date": BORN}
    helped = {"certificate_no": "1", "id_number": "B", "id_number__birth": BORN, "name": "nA", "village_code": "110101001001"}
    states = {ROSTER: state(ROSTER, own), ASSISTANCE: state(ASSISTANCE, helped)}
    tables = night_of(states)
    found = tables["findings"].filter(pl.col("rule_id") == "ID06")
    assert set(found["subject_id"]) == {"pA", "pB"}
    assert {cell["feed"] for cells in found["evidence"] for cell in cells} == {ROSTER, ASSISTANCE}
    assert tables["person"].height == 2

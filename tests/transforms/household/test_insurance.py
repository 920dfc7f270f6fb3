from __future__ import annotations

from typing import Any

import pytest

from tests.transforms.household.factory import ENROLMENT, ROSTER, night_of, state, the

A = {"id_number": "A", "name": "nA"}


def insured(*rows: dict[str, Any]) -> str:
    enrolment = state(ENROLMENT, *({**A, "psn_no": str(place), **row} for place, row in enumerate(rows)))
    answer: str = the(night_of({ENROLMENT: enrolment, ROSTER: state(ROSTER, A)})["person"])["insurance"]
    return answer


EMPLOYEE = {"insurance_type": "employee"}
RESIDENT = {"insurance_type": "resident"}


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ([EMPLOYEE], "employee"),
        ([RESIDENT], "resident"),
        ([RESIDENT, EMPLOYEE], "both"),
        ([RESIDENT, EMPLOYEE, EMPLOYEE], "both"),
        ([RESIDENT, RESIDENT], "resident"),
        ([{**EMPLOYEE, "status": "ended"}, RESIDENT], "resident"),
        ([{"insurance_type": None}], "active"),
        ([{**RESIDENT, "status": "suspended"}], "suspended"),
        ([{**RESIDENT, "status": "ended"}, {**RESIDENT, "status": "suspended"}], "suspended"),
        ([{"status": None, "not_insured_reason": "declined"}], "none"),
        ([{"status": None}], "unknown"),
    ],
)
def test_what_counts_as_insured(rows: list[dict[str, Any]], answer: str) -> None:
    assert insured(*rows) == answer


def test_no_row_in_a_delivered_feed_is_none() -> None:
    assert insured() == "none"


def test_a_feed_never_delivered_leaves_insurance_unknown() -> None:
    tables = night_of({ROSTER: state(ROSTER, A)})
    assert the(tables["person"])["insurance"] == "unknown"
    home = the(tables["household"])
    assert (home["insured_members"], home["uninsured_members"]) == (None, None)


def test_a_person_without_a_number_cannot_be_looked_up() -> None:
    tables = night_of({ENROLMENT: state(ENROLMENT), ROSTER: state(ROSTER, {"name": "nA"})})
    assert the(tables["person"])["insurance"] == "unknown"
    home = the(tables["household"])
    assert (home["size"], home["insured_members"], home["uninsured_members"]) == (1, 0, 0)

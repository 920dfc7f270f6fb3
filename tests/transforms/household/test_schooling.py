from __future__ import annotations

from typing import Any

import pytest

from tests.transforms.household.factory import ROSTER, STUDENTS, night_of, state, the


def school(*rows: dict[str, Any]) -> tuple[str | None, str | None, int | None]:
    students = state(STUDENTS, *({"id_number": "A", "student_no": f"?{place}", **row} for place, row in enumerate(rows)))
    tables = night_of({STUDENTS: students, ROSTER: state(ROSTER, {"id_number": "A"})})
    person = the(tables["person"])
    return person["school_stage"], person["school_status"], the(tables["household"])["students"]


@pytest.mark.parametrize(
    ("status", "counted"),
    [("enrolled", 1), ("suspended", 1), ("home_taught", 1), ("dropped_out", 0), ("graduated", 0), ("moved_away", 0)],
)
def test_who_is_a_student(status: str, counted: int) -> None:
    assert school({"stage": "primary", "status": status}) == ("primary", status, counted)


def test_where_the_student_is_now_wins() -> None:
    rows = [{"stage": "junior", "status": "moved_away"}, {"stage": "primary", "status": "enrolled"}]
    assert school(*rows) == ("primary", "enrolled", 1)


def test_of_two_enrolments_the_higher_stage_counts() -> None:
    assert school({"stage": "primary"}, {"stage": "junior"})[0] == "junior"


def test_without_the_feed_students_are_unknown() -> None:
    tables = night_of({ROSTER: state(ROSTER, {"id_number": "A"})})
    assert the(tables["household"])["students"] is None

from __future__ import annotations

from datetime import date
from typing import Any

from tests.transforms.household.factory import CERTIFICATES, ROSTER, night_of, state, the


def found(*cards: dict[str, Any]) -> dict[str, Any]:
    rows = ({"certificate_no": "A", "name": "nA", "_key": f"card {place}", **card} for place, card in enumerate(cards))
    tables = night_of({CERTIFICATES: state(CERTIFICATES, *rows), ROSTER: state(ROSTER, {"id_number": "A"})})
    return the(tables["person"]) | {"severe_disabled": the(tables["household"])["severe_disabled"]}


def test_the_newest_active_card_counts() -> None:
    cards = [
        {"disability_type": "vision", "grade": 1, "issued_on": date(2012, 1, 1)},
        {"disability_type": "physical", "grade": 3, "issued_on": date(2020, 1, 1)},
        {"disability_type": "mental", "grade": 2, "issued_on": date(2022, 1, 1), "status": "cancelled"},
    ]
    person = found(*cards)
    assert (person["disability_type"], person["disability_grade"]) == ("physical", 3)


def test_a_card_that_is_not_active_says_nothing_about_today() -> None:
    for status in ("frozen", "cancelled", "expired", None):
        person = found({"disability_type": "vision", "grade": 1, "status": status})
        assert (person["disability_type"], person["disability_grade"], person["groups"]) == (None, None, [])


def test_grades_one_and_two_are_severe_and_name_the_card() -> None:
    person = found({"grade": 2})
    assert person["groups"] == ["severe_disability"]
    assert person["group_evidence"] == [
        {
            "group": "severe_disability",
            "feed": CERTIFICATES,
            "drop_id": f"drop-{CERTIFICATES}",
            "sheet": "",
            "row": 2,
            "column": "grade",
            "kind": "grade",
        }
    ]
    assert person["severe_disabled"] == 1


def test_grade_three_is_not_severe() -> None:
    person = found({"grade": 3})
    assert (person["groups"], person["severe_disabled"]) == ([], 0)


def test_without_the_feed_severity_is_unknown() -> None:
    home = the(night_of({ROSTER: state(ROSTER, {"id_number": "A"})})["household"])
    assert home["severe_disabled"] is None

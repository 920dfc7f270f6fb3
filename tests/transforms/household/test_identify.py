from __future__ import annotations

from datetime import date

import pytest

from tests.transforms.household.factory import (
    AID,
    CERTIFICATES,
    ENROLMENT,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
    night_of,
    state,
    the,
)

BORN = date(2010, 1, 1)


def test_a_card_and_a_number_are_one_person() -> None:
    tables = night_of(
        {
            ROSTER: state(ROSTER, {"household_no": "1", "id_number": "A", "name": "nA"}),
            CERTIFICATES: state(CERTIFICATES, {"certificate_no": "A", "name": "nA", "grade": 1}),
        }
    )
    assert tables["person"]["person_id"].to_list() == ["pA"]
    assert the(tables["person"], person_id="pA")["disability_grade"] == 1


def test_persons_without_a_usable_number_stay_persons_of_their_feed() -> None:
    tables = night_of(
        {
            ROSTER: state(ROSTER, {"household_no": "1", "name": "nA"}, {"household_no": "2", "id_number": "?x"}),
            ENROLMENT: state(ENROLMENT, {"psn_no": "1", "name": "nA"}),
        }
    )
    assert tables["person"].height == 3
    assert tables["person"]["person_id"].str.starts_with("p").all()
    assert sorted(tables["person"]["id_valid"], key=str) == [False, None, None]


def test_a_bill_without_a_number_goes_to_whom_the_insurance_number_belongs() -> None:
    tables = night_of(
        {
            ROSTER: state(ROSTER, {"household_no": "1", "id_number": "A", "name": "nA"}),
            ENROLMENT: state(ENROLMENT, {"psn_no": "7", "id_number": "A", "name": "nA"}),
            SETTLEMENTS: state(
                SETTLEMENTS,
                {"settlement_id": "1", "psn_no": "7", "settled_at": date(2024, 5, 1), "self_pay": 150},
                {"settlement_id": "2", "psn_no": "8", "settled_at": date(2024, 5, 1), "self_pay": 9},
                {"settlement_id": "3", "psn_no": "8", "settled_at": date(2024, 5, 2), "self_pay": 9},
            ),
        }
    )
    assert str(the(tables["person"], person_id="pA")["self_pay_12m"]) == "1.50"
    stranger = tables["person"].filter(tables["person"]["person_id"] != "pA")
    assert [str(amount) for amount in stranger["self_pay_12m"]] == ["0.18"]


def test_an_unknown_insurance_number_is_the_person_it_will_be_once_enrolled() -> None:
    bill = {"settlement_id": "1", "psn_no": "8", "settled_at": date(2024, 5, 1), "self_pay": 9}
    before = night_of({SETTLEMENTS: state(SETTLEMENTS, bill)})
    after = night_of({SETTLEMENTS: state(SETTLEMENTS, bill), ENROLMENT: state(ENROLMENT, {"psn_no": "8"})})
    assert before["person"]["person_id"].to_list() == after["person"]["person_id"].to_list()


def test_a_student_number_carries_the_person() -> None:
    tables = night_of({STUDENTS: state(STUDENTS, {"student_no": "A", "stage": "primary"})})
    assert the(tables["person"], person_id="pA")["school_stage"] == "primary"


def test_a_pupil_under_the_guardians_number_is_not_the_guardian() -> None:
    guarded = {"id_number": "G", "guardian_id_number": "G", "guardian_name": "nG", "stage": "primary"}
    tables = night_of({STUDENTS: state(STUDENTS, {**guarded, "student_no": "A"}, {**guarded, "student_no": "?L1"})})
    assert the(tables["person"], person_id="pA")["school_stage"] == "primary"
    assert the(tables["person"], person_id="pG")["school_stage"] is None
    assert tables["person"].height == 3


def test_the_student_number_outvotes_a_number_that_contradicts_the_birth_date() -> None:
    pupil = {
        "student_no": "A",
        "student_no__birth": BORN,
        "id_number": "B",
        "id_number__birth": date(1980, 1, 1),
        "birth_date": BORN,
    }
    tables = night_of({STUDENTS: state(STUDENTS, pupil)})
    assert tables["person"]["person_id"].to_list() == ["pA"]
    assert tables["person"]["birth_date"].to_list() == [BORN]


def test_aid_without_a_number_goes_to_the_student_under_that_student_number() -> None:
    tables = night_of(
        {
            STUDENTS: state(STUDENTS, {"student_no": "?J1", "id_number": "A"}),
            AID: state(AID, {"student_no": "?J1", "name": "nA"}),
        }
    )
    assert tables["person"]["person_id"].to_list() == ["pA"]


def test_a_child_under_a_parents_number_is_a_person_of_its_own() -> None:
    parent = {"household_no": "1", "id_number": "A", "id_number__birth": date(1980, 1, 1)}
    tables = night_of(
        {
            ROSTER: state(
                ROSTER,
                {**parent, "person_no": "1", "name": "nA", "birth_date": date(1980, 1, 1), "relation": "head"},
                {**parent, "person_no": "2", "name": "nB", "birth_date": BORN, "relation": "son"},
            )
        }
    )
    assert the(tables["household"])["size"] == 2
    child = the(tables["person"], relation="son")
    assert (child["birth_date"], child["id_valid"]) == (BORN, False)


def test_a_contradicted_birth_date_alone_takes_no_number_away() -> None:
    row = {"household_no": "1", "id_number": "A", "id_number__birth": BORN, "birth_date": date(2011, 1, 1)}
    tables = night_of({ROSTER: state(ROSTER, {**row, "name": "nA"})})
    assert the(tables["person"])["birth_date"] == BORN


GUARDIAN = {"id_number": "A", "id_number__birth": date(1980, 1, 1), "birth_date": date(1980, 1, 1), "name": "nA"}


@pytest.mark.parametrize(
    "child",
    [
        (ENROLMENT, {"psn_no": "2"}),
        (STUDENTS, {"student_no": "?J1", "stage": "primary"}),
    ],
)
def test_a_child_under_a_guardians_number_is_not_the_guardian_in_any_feed(child: tuple[str, dict[str, str]]) -> None:
    feed, cells = child
    borrowing = {**GUARDIAN, "birth_date": BORN, "name": "nB", **cells}
    states = {ROSTER: state(ROSTER, {**GUARDIAN, "household_no": "1", "relation": "head"}), feed: state(feed, borrowing)}
    people = night_of(states)["person"]
    guardian = the(people, person_id="pA")
    assert (guardian["relation"], guardian["birth_date"], guardian["school_stage"]) == ("head", date(1980, 1, 1), None)
    child_row = the(people.filter(people["person_id"] != "pA"))
    assert (child_row["birth_date"], child_row["id_valid"], child_row["household_id"]) == (BORN, False, None)


@pytest.mark.parametrize("differs", [{"birth_date": BORN}, {"name": "nB"}])
def test_one_slip_alone_takes_no_number_away(differs: dict[str, object]) -> None:
    insured = {**GUARDIAN, "psn_no": "2", **differs}
    states = {ROSTER: state(ROSTER, {**GUARDIAN, "household_no": "1"}), ENROLMENT: state(ENROLMENT, insured)}
    assert the(night_of(states)["person"])["insurance"] == "resident"


def test_a_number_that_nobody_else_bears_stays_with_its_row() -> None:
    insured = {**GUARDIAN, "psn_no": "2", "birth_date": BORN}
    assert the(night_of({ENROLMENT: state(ENROLMENT, insured)})["person"])["person_id"] == "pA"

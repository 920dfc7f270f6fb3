"""What linkage hears of the feeds' rows, and whom it looks at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.transforms.household.factory import (
    AID,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
    plan_of,
    state,
    the,
)
from transforms.household.identified import identified
from transforms.household.reach import facts_of, keys_of, reached
from transforms.household.records import homes, names_at_home, records, told, unanchored

BORN, OTHER = date(1980, 3, 1), date(1991, 12, 24)
NOBODY = pl.Series("person_id", [], dtype=pl.String)


def heard(**rows: list[dict[str, Any]]) -> Mapping[str, pl.LazyFrame]:
    feeds = {"roster": ROSTER, "enrolment": ENROLMENT, "students": STUDENTS, "assistance": ASSISTANCE, "cards": CERTIFICATES}
    feeds |= {"bills": SETTLEMENTS, "aid": AID}
    states = {feeds[name]: state(feeds[name], *given) for name, given in rows.items()}
    return told(identified({feed: frame.lazy() for feed, frame in states.items()}, plan_of(states)))


def strangers_of(there: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    return pl.concat(unanchored(there)).collect()


def looked_at(there: Mapping[str, pl.LazyFrame], kin: pl.Series = NOBODY, numbers: pl.Series = NOBODY) -> set[str]:
    strangers = strangers_of(there)
    of_kin = homes(there, strangers.lazy().select(person_id="kin").drop_nulls()).collect()
    found = pl.concat(reached(there, keys_of(strangers, of_kin), kin, numbers)).collect()
    return set(found["person_id"])


def test_who_is_known_by_a_number_in_any_way_is_no_stranger() -> None:
    there = heard(
        students=[{"student_no": "?J1", "id_number": "A", "name": "nA"}, {"student_no": "?J2", "name": "nB"}],
        aid=[{"aid_no": "1", "student_no": "?J1", "name": "nA"}, {"aid_no": "2", "student_no": "?J2", "name": "nB"}],
    )
    strangers = strangers_of(there)
    assert strangers["name"].unique().to_list() == ["nB"]
    # The payment is of the pupil's own person.
    assert strangers["person_id"].n_unique() == 1


def test_a_borrowed_number_is_not_the_childs() -> None:
    guardian = {"id_number": "A", "id_number__birth": BORN, "birth_date": BORN, "name": "nA"}
    there = heard(
        roster=[{**guardian, "household_no": "1"}], enrolment=[{**guardian, "birth_date": OTHER, "name": "nB", "psn_no": "2"}]
    )
    stranger = the(strangers_of(there))
    assert (stranger["birth_date"], stranger["number"] == "pA") == (OTHER, False)


@pytest.mark.parametrize(
    ("roster", "stranger"),
    [
        ({"birth_date": BORN}, {"birth_date": BORN, "name": "nElse"}),
        ({"birth_date": BORN, "name": "nA"}, {"birth_date": date(1980, 9, 9), "name": "nA"}),
        ({"birth_date": BORN, "name": "nA"}, {"birth_date": date(1987, 3, 1), "name": "nA"}),
    ],
)
def test_people_are_looked_at_who_share_birth_or_name_and_part_of_it(roster: dict[str, Any], stranger: dict[str, Any]) -> None:
    apart = {"id_number": "B", "household_no": "2", "name": "nB", "birth_date": OTHER}
    there = heard(roster=[{"id_number": "A", "household_no": "1", **roster}, apart], enrolment=[{"psn_no": "1", **stranger}])
    assert looked_at(there) == {"pA"}


def test_a_name_alone_is_enough_where_nobody_tells_the_birth() -> None:
    known = [{"id_number": "A", "household_no": "1", "name": "nA", "birth_date": BORN}]
    assert looked_at(heard(roster=known, cards=[{"certificate_no": "?c", "name": "nA"}])) == {"pA"}
    assert looked_at(heard(roster=known, enrolment=[{"psn_no": "1", "name": "nA", "birth_date": OTHER}])) == set()


def test_a_name_alone_is_not_enough_where_another_row_of_the_person_tells_the_birth() -> None:
    known = {"id_number": "A", "household_no": "1", "name": "nA", "birth_date": BORN}
    pupil = {"student_no": "?J1", "name": "nA", "birth_date": OTHER}
    there = heard(roster=[known], students=[pupil], aid=[{"aid_no": "1", "student_no": "?J1", "name": "nA"}])
    assert strangers_of(there)["birth_date"].null_count() == 1
    assert looked_at(there) == set()


def test_wards_of_a_household_are_looked_at_and_numbers_that_look_alike() -> None:
    there = heard(
        roster=[{"household_no": "1", "name": "nX", "birth_date": OTHER}, {"household_no": "1", "id_number": "G", "name": "nG"}],
        students=[{"student_no": "A", "name": "nA", "birth_date": BORN, "guardian_id_number": "G"}],
        enrolment=[{"psn_no": "1", "id_number": "B", "name": "nB", "birth_date": BORN}],
    )
    kin, alike = pl.Series("person_id", ["pG"]), pl.Series("token", ["pB"])
    assert looked_at(there, kin, alike) == {"pG", "pA", "pB"}


def test_a_bill_that_bears_a_strangers_insurance_number_tells_whose_it_is() -> None:
    there = heard(
        enrolment=[{"psn_no": "7", "name": "nA"}],
        bills=[{"settlement_id": "1", "psn_no": "7", "id_number": "A"}, {"settlement_id": "2", "psn_no": "8", "id_number": "B"}],
    )
    keys = keys_of(strangers_of(there), homes(there, pl.LazyFrame(schema={"person_id": pl.String()})).collect())
    assert facts_of(there, keys).collect()["person_id"].to_list() == ["pA"]


def test_a_person_is_one_record_a_spelling_and_is_looked_for_in_the_guardians_home() -> None:
    there = heard(
        roster=[{"household_no": "1", "id_number": "G", "name": "nG", "village_code": "110101001009"}],
        students=[
            {"student_no": "?J1", "name": "nA", "birth_date": BORN, "guardian_id_number": "G", "guardian_name": "nG"},
        ],
    )
    rows = pl.concat(unanchored(there))
    concerned = pl.LazyFrame({"person_id": ["pG"]})
    lived = homes(there, concerned)
    record = the(records(rows, lived, names_at_home(there, lived)).collect())
    assert record["household_id"] is None
    assert len(record["households"]) == 1
    assert (record["village_code"], record["kin_names"]) == ("110101001009", ["nG"])


def test_two_spellings_are_two_records_and_what_one_row_lacks_another_tells() -> None:
    there = heard(
        roster=[{"household_no": "1", "id_number": "A", "name": "nA", "birth_date": BORN, "phone": "t1"}],
        enrolment=[
            {"psn_no": "1", "id_number": "A", "name": "nA", "birth_date": BORN},
            {"psn_no": "2", "id_number": "A", "name": "nAA"},
        ],
    )
    rows = pl.concat([there[ROSTER], there[ENROLMENT]])
    lived = homes(there, pl.LazyFrame({"person_id": ["pA"]}))
    found = records(rows, lived, names_at_home(there, lived)).collect()
    assert found["name"].sort().to_list() == ["nA", "nAA"]
    assert the(found, name="nA")["source_nos"] == ["1"]
    assert found["phone"].to_list() == ["t1", "t1"]

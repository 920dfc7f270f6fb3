from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.transforms.household.exits import further
from tests.transforms.household.factory import (
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    ROSTER,
    SETTLEMENTS,
    night_of,
    plan_of,
    state,
    the,
)
from transforms.household.aliases import ALIASES, Aliases
from transforms.household.identified import identified
from transforms.household.remembered import Remembered

DEATH = {"event_type": "death", "event_date": date(2024, 5, 1)}


def linked(states: dict[str, pl.DataFrame], feed: str, to: str = "pA") -> Remembered:
    """All people of a feed without a usable number count as somebody."""
    rows = identified({name: frame.lazy() for name, frame in states.items()}, plan_of(states))[feed]
    ids = rows.filter(~pl.col("by_number")).select("person_id").unique().collect()["person_id"]
    return Remembered(aliases=Aliases(counting_as(to, *ids)))


def counting_as(to: str, *aliases: str) -> pl.LazyFrame:
    return pl.LazyFrame([(alias, to) for alias in aliases], schema=ALIASES, orient="row")


@pytest.fixture
def states() -> dict[str, pl.DataFrame]:
    """A is insured by number; in the roster somebody of a like name has a number with a wrong digit."""
    return {
        ROSTER: state(ROSTER, {"household_no": "1", "id_number": "?A", "name": "nAA", "relation": "head"}),
        ENROLMENT: state(ENROLMENT, {"psn_no": "1", "id_number": "A", "name": "nA"}),
    }


def test_rows_of_an_alias_count_as_the_persons(states: dict[str, pl.DataFrame]) -> None:
    person = the(night_of(states, linked(states, ROSTER))["person"])
    assert (person["person_id"], person["relation"], person["insurance"]) == ("pA", "head", "resident")
    assert person["household_id"] is not None


def test_without_the_link_the_old_ids_are_back(states: dict[str, pl.DataFrame]) -> None:
    before = night_of(states)["person"]
    assert night_of(states, linked(states, ROSTER))["person"].height == 1
    assert_frame_equal(before, night_of(states, Remembered())["person"])
    assert before.height == 2


def test_a_linked_row_claims_no_number_and_no_second_name(states: dict[str, pl.DataFrame]) -> None:
    tables = night_of(states, linked(states, ROSTER))
    hits = set(tables["findings"].filter(pl.col("subject_id") == "pA")["rule_id"])
    assert "ID01" in hits
    assert "ID02" not in hits


def test_who_is_linked_is_known_by_the_persons_number(states: dict[str, pl.DataFrame]) -> None:
    """That no other feed lists A says no once A is known by a number, and nothing before."""
    states[CERTIFICATES] = state(CERTIFICATES, {"certificate_no": "Z", "name": "nZ"})
    alone = night_of(states)["person"].filter(pl.col("relation") == "head")
    assert the(alone)["schemes"] is None
    states[ASSISTANCE] = state(ASSISTANCE)
    assert the(night_of(states, linked(states, ROSTER))["person"], person_id="pA")["schemes"] == []


def test_bills_go_where_their_insured_person_goes() -> None:
    states = {
        ROSTER: state(ROSTER, {"household_no": "1", "id_number": "A", "name": "nA"}),
        ENROLMENT: state(ENROLMENT, {"psn_no": "7", "name": "nA"}),
        SETTLEMENTS: state(
            SETTLEMENTS, {"settlement_id": "1", "psn_no": "7", "settled_at": date(2024, 5, 1), "self_pay": 150, "name": "nA"}
        ),
    }
    person = the(night_of(states, linked(states, ENROLMENT))["person"])
    assert (person["person_id"], str(person["self_pay_12m"])) == ("pA", "1.50")


@pytest.mark.parametrize("number", [None, "?A"])
def test_a_death_without_a_usable_number_kills_nobody_however_it_is_linked(number: str | None) -> None:
    states = {
        ROSTER: state(ROSTER, {"household_no": "1", "id_number": "A", "name": "nA"}),
        EVENTS: state(EVENTS, {**DEATH, "name": "nA", "id_number": number}),
    }
    person = the(night_of(states, linked(states, EVENTS))["person"], person_id="pA")
    assert person["alive"] is True


@pytest.mark.parametrize(("roster", "enrolment", "alive"), [("nA", "nB", True), ("nB", "nA", False)])
def test_a_linked_row_neither_confirms_a_death_nor_stands_against_one(roster: str, enrolment: str, alive: bool) -> None:
    """Number and name have to agree, and a row that counts as A's by a link bears no number."""
    states = {
        ROSTER: state(ROSTER, {"household_no": "1", "name": roster}),
        ENROLMENT: state(ENROLMENT, {"psn_no": "1", "id_number": "A", "name": enrolment}),
        EVENTS: state(EVENTS, {**DEATH, "id_number": "A", "name": "nA"}),
    }
    assert the(night_of(states, linked(states, ROSTER))["person"], person_id="pA")["alive"] is alive


def test_links_are_published_with_the_edition() -> None:
    pair: dict[str, Any] = {"left": "pA", "right": "pB", "score": 0.5, "why": "姓名相同", "decision": "open"}
    states = {ROSTER: state(ROSTER, {"household_no": "1", "id_number": "A"})}
    remembered = Remembered()
    known = pl.LazyFrame([pair], schema_overrides={"score": pl.Float64})
    remembered = Remembered(links=pl.concat([remembered.links, known], how="diagonal"))
    assert the(night_of(states, remembered)["links"])["edition"] == date(2024, 5, 31)


def test_two_numbers_that_somebody_judged_to_be_one_persons_are_one_person() -> None:
    states = {
        ROSTER: state(ROSTER, {"household_no": "1", "id_number": "A", "name": "nA", "relation": "head"}),
        ENROLMENT: state(ENROLMENT, {"psn_no": "1", "id_number": "B", "name": "nA"}),
        ASSISTANCE: state(
            ASSISTANCE, {"certificate_no": "1", "id_number": "C", "head_id_number": "B", "name": "nC", "head_name": "nA"}
        ),
        EVENTS: state(EVENTS, {**DEATH, "id_number": "B", "name": "nA"}),
    }
    nobody = counting_as("pA")
    tables = night_of(states, Remembered(aliases=Aliases(nobody, counting_as("pA", "pB"))))
    person = the(tables["person"], person_id="pA")
    assert (person["relation"], person["insurance"], person["alive"]) == ("head", "resident", True)
    assert "pB" not in tables["person"]["person_id"].to_list()


def test_what_further_feeds_say_under_the_number_that_goes_is_said_of_the_person() -> None:
    """Somebody registered is no stranger who draws a dividend, and has been trained, whichever of two numbers the lists name."""
    benefits, courses = "agriculture/project_benefits", "labour/training"
    told = {"id_number__person": "pB", "_drop_id": "drop", "_sheet": "", "_row": 2}
    home = {"household_no": "1", "id_number": "A", "relation": "head", "household_type": "poor", "labour": "ordinary"}
    states = {
        ROSTER: state(ROSTER, {**home, "birth_date": date(1990, 1, 1)}).with_columns(months_worked=pl.lit(0, pl.Int64)),
        benefits: further(benefits, {**told, "project_no": "1", "benefit": "dividend", "paid_on": date(2024, 5, 1)}),
        courses: further(courses, {**told, "course_no": "1", "started_on": date(2024, 5, 1)}),
    }
    asked = {"PR02", "PR03", "TR01"}
    assert asked & {*night_of(states)["findings"]["rule_id"]} == asked
    joined = night_of(states, Remembered(aliases=Aliases(counting_as("pA"), counting_as("pA", "pB"))))
    assert asked.isdisjoint(joined["findings"]["rule_id"])

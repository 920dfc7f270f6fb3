"""Whose the rows of a change log are."""

from __future__ import annotations

from datetime import date

import polars as pl

from flows.history.logs import BY, Whom, spoken
from flows.history.said import said
from tests.flows.history.lives import AID, ENROLMENT, ROSTER, SETTLEMENTS, STUDENTS, Lives
from transforms.household.ids import person_of
from transforms.household.mentioned import BORROWED, KEY


def of(*persons: str) -> Whom:
    return Whom(persons=frozenset(persons))


def found(rows: dict[str, pl.DataFrame]) -> dict[str, list[tuple[str, str, list[str]]]]:
    return {feed: list(frame.select("_key", "_op", BY).iter_rows()) for feed, frame in rows.items()}


def unnumbered(lives: Lives, feed: str, key: str) -> str:
    """The id of somebody whom only a row's key makes known."""
    made = person_of(pl.lit(None, pl.String), feed=feed, key=lives.site.key, source=pl.lit(key))
    return str(pl.select(made).item())


def test_a_number_finds_every_row_of_its_keys_and_whoever_else_came_under_the_key_is_not_meant(lives: Lives) -> None:
    mine = {"id_number__person": "p1", "household_no": "H1"}
    lives.tell(ROSTER, "2024-05-31", 0, {"H1|01": mine, "H1|02": {"id_number__person": "p2"}})
    lives.tell(ROSTER, "2024-06-30", 1, {"H1|01": None})
    lives.tell(ROSTER, "2024-07-31", 2, {"H1|01": {"id_number__person": "p3"}})
    assert found(spoken(lives.site, of("p1"))) == {
        ROSTER: [("H1|01", "upsert", ["id_number"]), ("H1|01", "absent", []), ("H1|01", "upsert", [])]
    }
    assert spoken(lives.site, of("p9")) == {}


def test_a_household_is_found_by_its_number_in_every_feed_that_names_it(lives: Lives) -> None:
    lives.tell(ROSTER, "2024-05-31", 0, {"H1|01": {"household_no": "H1"}, "H2|01": {"household_no": "H2"}})
    lives.tell("registry/incomes", "2024-05-31", 0, {"H1|2023": {"household_no": "H1"}})
    assert found(spoken(lives.site, Whom(homes=frozenset({"H1"})))) == {
        ROSTER: [("H1|01", "upsert", ["household_no"])],
        "registry/incomes": [("H1|2023", "upsert", ["household_no"])],
    }


def test_who_has_no_usable_number_is_found_by_the_key_and_through_the_insured(lives: Lives) -> None:
    lives.tell(ENROLMENT, "2024-05-31", 0, {"psn7": {"psn_no": "psn7"}, "psn8": {"psn_no": "psn8", "id_number__person": "p8"}})
    bills = {"b1": {"psn_no": "psn7"}, "b2": {"psn_no": "psn8"}, "b3": {"psn_no": "psn8", "id_number__person": "p9"}}
    lives.tell(SETTLEMENTS, "2024-05-31", 0, bills)
    stranger = unnumbered(lives, ENROLMENT, "psn7")
    assert {feed: keys(rows) for feed, rows in spoken(lives.site, of(stranger)).items()} == {
        ENROLMENT: ["psn7"],
        SETTLEMENTS: ["b1"],
    }
    assert {feed: keys(rows) for feed, rows in spoken(lives.site, of("p8")).items()} == {ENROLMENT: ["psn8"], SETTLEMENTS: ["b2"]}
    only_bills = spoken(lives.site, of("p8"), {SETTLEMENTS})
    assert list(only_bills) == [SETTLEMENTS], "the insured are looked up, not told"


def test_a_patient_nobody_insures_is_found_by_the_number_of_the_insured(lives: Lives) -> None:
    lives.tell(SETTLEMENTS, "2024-05-31", 0, {"b1": {"psn_no": "psn7"}, "b2": {"psn_no": "psn6"}})
    assert keys(spoken(lives.site, of(unnumbered(lives, ENROLMENT, "psn7")))[SETTLEMENTS]) == ["b1"]


def test_a_guardian_is_told_what_names_them_and_not_the_aid_of_the_child(lives: Lives) -> None:
    child = {"student_no": "G1", "id_number__person": "p1", "guardian_id_number__person": "p2"}
    lives.tell(STUDENTS, "2024-05-31", 0, {"G1": child})
    lives.tell(AID, "2024-05-31", 0, {"a1": {"student_no": "G1"}})
    assert {feed: keys(rows) for feed, rows in spoken(lives.site, of("p1")).items()} == {STUDENTS: ["G1"], AID: ["a1"]}
    guardian = spoken(lives.site, of("p2"))
    assert found(guardian) == {STUDENTS: [("G1", "upsert", ["guardian_id_number"])]}


def test_a_child_under_a_guardians_number_is_found_by_the_key_and_the_guardian_is_told_so(lives: Lives) -> None:
    number = {"id_number__person": "p1", "id_number__birth": date(1970, 1, 1)}
    rows = {"H1|1": {**number, "birth_date": date(1970, 1, 1)}, "H1|2": {**number, "birth_date": date(2015, 1, 1)}}
    lives.tell(ROSTER, "2024-05-31", 0, rows)
    assert found(spoken(lives.site, of(unnumbered(lives, ROSTER, "H1|2")))) == {ROSTER: [("H1|2", "upsert", [KEY])]}
    told = spoken(lives.site, of("p1"))
    assert found(told) == {ROSTER: [("H1|1", "upsert", ["id_number"]), ("H1|2", "upsert", [BORROWED])]}
    assert [one["mentioned_as"] for one in said(lives.site, told, {ROSTER: ["birth_date"]}, None)] == [[], [BORROWED]]


def keys(rows: pl.DataFrame) -> list[str]:
    return rows["_key"].to_list()

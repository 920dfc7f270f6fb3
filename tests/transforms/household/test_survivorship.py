from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from tests.transforms.household.factory import ENROLMENT, ROSTER, STUDENTS, night_of, state

BORN, OTHER = date(1990, 1, 1), date(1991, 1, 1)
A: Mapping[str, Any] = {"id_number": "A", "name": "nA"}


def said(field: str, **states: pl.DataFrame) -> dict[tuple[str, str], str]:
    feeds = {"roster": ROSTER, "enrolment": ENROLMENT, "students": STUDENTS}
    table = night_of({feeds[name]: frame for name, frame in states.items()})["person_field"]
    short = {feed: name for name, feed in feeds.items()}
    rows = table.filter(field=field).iter_rows(named=True)
    return {(short[row["feed"]], row["value"]): row["state"] for row in rows}


def test_another_feed_that_agrees_confirms() -> None:
    found = said("name", roster=state(ROSTER, A), enrolment=state(ENROLMENT, A))
    assert found == {("roster", "nA"): "chosen", ("enrolment", "nA"): "confirmed"}


def test_another_feed_that_differs_contradicts_and_is_kept() -> None:
    found = said("name", roster=state(ROSTER, A), enrolment=state(ENROLMENT, {**A, "name": "nB"}))
    assert found == {("roster", "nA"): "chosen", ("enrolment", "nB"): "contradicted"}


def test_what_no_other_feed_tells_is_unverifiable() -> None:
    found = said("name", roster=state(ROSTER, A), enrolment=state(ENROLMENT, {"id_number": "B", "name": "nB"}))
    assert found == {("roster", "nA"): "unverifiable", ("enrolment", "nB"): "unverifiable"}


def test_a_blank_in_the_roster_is_filled_by_the_next_feed() -> None:
    found = said("sex", roster=state(ROSTER, A), enrolment=state(ENROLMENT, {**A, "sex": "male"}))
    assert found == {("enrolment", "male"): "unverifiable"}


def test_the_number_outweighs_the_birth_date_beside_it() -> None:
    roster = state(ROSTER, {**A, "id_number__birth": BORN, "birth_date": OTHER})
    found = said("birth_date", roster=roster, enrolment=state(ENROLMENT, {**A, "birth_date": BORN}))
    assert found == {
        ("roster", "1990-01-01"): "chosen",
        ("roster", "1991-01-01"): "contradicted",
        ("enrolment", "1990-01-01"): "confirmed",
    }


def test_a_number_that_agrees_with_its_own_row_speaks_once() -> None:
    roster = state(ROSTER, {**A, "id_number__birth": BORN, "birth_date": BORN})
    assert said("birth_date", roster=roster) == {("roster", "1990-01-01"): "unverifiable"}


def test_rows_a_feeds_better_row_came_before_are_lost() -> None:
    rows = [{**A, "psn_no": "1", "status": "ended"}, {**A, "psn_no": "2"}]
    found = said("insurance", roster=state(ROSTER, A), enrolment=state(ENROLMENT, *rows))
    assert found == {("enrolment", "resident"): "chosen", ("enrolment", "ended"): "lost"}


def test_each_field_of_a_person_has_one_value() -> None:
    tables = night_of(
        {
            ROSTER: state(ROSTER, {**A, "household_no": "1"}, {**A, "household_no": "2", "name": "nX"}),
            ENROLMENT: state(ENROLMENT, {**A, "birth_date": BORN}, {**A, "psn_no": "2", "birth_date": OTHER}),
            STUDENTS: state(STUDENTS, {"student_no": "A", "name": "nY", "birth_date": OTHER, "stage": "primary"}),
        }
    )
    values = tables["person_field"].filter(pl.col("state").is_in(["chosen", "unverifiable"]))
    assert values.select(pl.struct("person_id", "field").is_unique().all()).item()
    person = tables["person"].row(0, named=True)
    published = {"birth_date", "household_id", "relation", "insurance", "school_stage", "school_status"}
    shown = {row["field"]: row["value"] for row in values.iter_rows(named=True) if row["field"] in published}
    assert shown == {field: str(person[field]) for field in published}


def test_the_key_with_its_policy_names_one_row() -> None:
    roster = state(ROSTER, {**A, "id_number__birth": BORN, "birth_date": OTHER})
    table = night_of({ROSTER: roster, ENROLMENT: state(ENROLMENT, A)})["person_field"]
    key = ["person_id", "field", "feed", "drop_id", "sheet", "row", "policy"]
    assert table.select(pl.struct(key).is_unique().all()).item()

"""Each field of the register, person by person: confirmed, contradicted or unverifiable, and the totals that reconcile."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.bench.city_states import write_states
from tests.transforms.household.factory import (
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
    night_of,
    state,
    the,
)

POOR = {"household_type": "poor"}
A = {"id_number": "A", "name": "nA", "sex": "male", "birth_date": date(2010, 1, 1)}


def check(field: str, roster: dict[str, Any], **feeds: dict[str, Any]) -> tuple[str, str | None]:
    """The state of a field of person A, and who decides."""
    named = {
        "enrolment": ENROLMENT, "students": STUDENTS, "cards": CERTIFICATES, "events": EVENTS, "bills": SETTLEMENTS,
    }  # fmt: skip
    states = {named[name]: state(named[name], row) for name, row in feeds.items()}
    row = the(night_of({ROSTER: state(ROSTER, {**A, **POOR, **roster}), **states})["register_check"], person_id="pA")
    return row[f"{field}_state"], row.get(f"{field}_by")


@pytest.mark.parametrize(
    ("field", "roster", "feeds", "wanted"),
    [
        ("name", {}, {"enrolment": A}, ("confirmed", ENROLMENT)),
        ("name", {}, {"enrolment": {**A, "name": "nB"}}, ("contradicted", ENROLMENT)),
        ("name", {}, {}, ("unverifiable", None)),
        ("id_number", {}, {"students": A}, ("confirmed", STUDENTS)),
        ("id_number", {}, {"enrolment": {**A, "name": "nB"}}, ("unverifiable", None)),
        ("birth_date", {}, {"students": {**A, "birth_date": date(2010, 1, 2)}}, ("contradicted", STUDENTS)),
        ("sex", {}, {"enrolment": A, "students": {**A, "sex": "female"}}, ("contradicted", STUDENTS)),
        ("alive", {}, {"events": {**A, "event_type": "death", "event_date": date(2024, 1, 1)}}, ("contradicted", EVENTS)),
        ("health", {"health": "disabled"}, {"cards": {"certificate_no": "A", "name": "nA"}}, ("confirmed", CERTIFICATES)),
        ("health", {"health": "disabled"}, {"cards": {"certificate_no": "B", "name": "nB"}}, ("contradicted", CERTIFICATES)),
        ("health", {"health": "healthy"}, {"cards": {"certificate_no": "A", "name": "nA"}}, ("contradicted", CERTIFICATES)),
        (
            "health",
            {"health": "chronic"},
            {"bills": {**A, "settlement_id": "s", "settled_at": date(2024, 1, 1), "visit_type": "inpatient"}},
            ("confirmed", SETTLEMENTS),
        ),
        ("student_status", {"student_status": "小学二年级"}, {"students": A}, ("confirmed", STUDENTS)),
        ("student_status", {"student_status": "非在校生"}, {"students": A}, ("contradicted", STUDENTS)),
        ("student_status", {"student_status": None}, {"students": A}, ("unverifiable", None)),
        ("relation", {}, {"enrolment": A}, ("unverifiable", None)),
    ],
)
def test_a_field(field: str, roster: dict[str, Any], feeds: dict[str, Any], wanted: tuple[str, str | None]) -> None:
    assert check(field, roster, **feeds) == wanted


def test_totals_are_the_persons_of_the_register_field_by_field(tmp_path: Any) -> None:
    tables = night_of({feed: pl.read_parquet(path) for feed, path in write_states(tmp_path, 600).items()})
    totals = tables["field_confirmation"]
    listed = tables["register_check"].height
    registered = tables["household"].filter(
        pl.col("household_type").is_in(["poor", "exited"]) | pl.col("monitored_type").is_not_null()
    )
    assert listed == registered["members"].list.len().sum() > 0
    sums = totals.group_by("field").agg(pl.col("persons", "confirmed", "contradicted", "unverifiable").sum())
    assert sums["persons"].unique().to_list() == [listed]
    assert (sums["confirmed"] + sums["contradicted"] + sums["unverifiable"] == sums["persons"]).all()
    for field in sums["field"]:
        states = dict(tables["register_check"].group_by(f"{field}_state").len().iter_rows())
        assert sums.filter(pl.col("field") == field)["confirmed"].item() == states.get("confirmed", 0)

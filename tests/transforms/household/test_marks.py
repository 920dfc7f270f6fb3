"""Special groups and their evidence: each kind recorded separately, acute illness left out, taken-back bills no evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.transforms.household.factory import (
    ASSISTANCE,
    CERTIFICATES,
    EVENTS,
    ROSTER,
    SETTLEMENTS,
    night_of,
    state,
    the,
)

A = {"id_number": "A", "name": "nA"}
OLD, YOUNG = date(1950, 1, 1), date(1990, 1, 1)


def groups(**feeds: list[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """Group -> (kind of evidence, column) of person A, the strongest first."""
    named = {"roster": ROSTER, "bills": SETTLEMENTS, "cards": CERTIFICATES, "assistance": ASSISTANCE, "events": EVENTS}
    states = {named[name]: state(named[name], *rows) for name, rows in feeds.items()}
    row = the(night_of(states)["person"], person_id="pA")
    told: dict[str, list[tuple[str, str]]] = {}
    for entry in row["group_evidence"]:
        assert entry["drop_id"]
        assert entry["row"] >= 2
        told.setdefault(entry["group"], []).append((entry["kind"], entry["column"]))
    assert row["groups"] == sorted(told)
    return told


def bill(**cells: Any) -> dict[str, Any]:
    return {**A, "settlement_id": "s1", "settled_at": date(2024, 5, 1), "self_pay": 1, "medical_aid_pay": 0, **cells}


ROSTER_A = [{**A, "birth_date": YOUNG}, {"id_number": "B", "name": "nB", "person_no": "2", "birth_date": YOUNG}]


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        ({"disease_code": "M07801"}, ["registered"]),
        ({"diagnosis_code": "N18.0"}, ["diagnosis"]),
        ({"diagnosis_code": "N18.900x002"}, ["diagnosis"]),
        ({"diagnosis_code": "N18.x00"}, ["diagnosis"]),
        ({"diagnosis_code": "N19.x00"}, ["diagnosis"]),
        ({"diagnosis_code": "Z94.0"}, ["diagnosis"]),
        ({"diagnosis_code": "Z49.1"}, ["dialysis", "diagnosis"]),
        ({"diagnosis_code": "Z99.2", "settled_at": date(2024, 1, 1)}, ["diagnosis"]),
        ({"disease_name": "慢性肾衰竭尿毒症期"}, ["text"]),
        ({"disease_code": "M07801", "disease_name": "透析", "diagnosis_code": "N18.5"}, ["registered", "diagnosis", "text"]),
        ({"diagnosis_code": "N18.3"}, []),
        ({"diagnosis_code": "N17.9", "disease_name": "急性肾衰竭透析"}, []),
        ({"diagnosis_code": "I10"}, []),
    ],
)
def test_uraemia_by_each_kind_of_evidence(cells: dict[str, Any], kinds: list[str]) -> None:
    found = groups(roster=ROSTER_A, bills=[bill(**cells)])
    assert [kind for kind, _ in found.get("uraemia", [])] == kinds


def test_a_bill_taken_back_is_no_evidence() -> None:
    bills = [bill(disease_code="M07801"), bill(settlement_id="s2", self_pay=-1, reversal_of="s1", disease_code="M07801")]
    assert groups(roster=ROSTER_A, bills=bills) == {}


def test_of_one_kind_the_newest_bill_speaks() -> None:
    bills = [bill(disease_code="M07801"), bill(settlement_id="s2", disease_code="M07801", settled_at=date(2024, 5, 2))]
    states = {ROSTER: state(ROSTER, *ROSTER_A), SETTLEMENTS: state(SETTLEMENTS, *bills)}
    [entry] = the(night_of(states)["person"], person_id="pA")["group_evidence"]
    assert entry["row"] == 3


def test_mental_disorder_by_card_and_by_diagnosis() -> None:
    card = {"certificate_no": "A", "name": "nA", "disability_type": "mental", "grade": 3}
    found = groups(roster=ROSTER_A, cards=[card], bills=[bill(diagnosis_code="F20.9")])
    assert found == {"severe_mental_disorder": [("disability_type", "disability_type"), ("diagnosis", "diagnosis_code")]}


def test_severe_disability_by_an_active_card_only() -> None:
    card = {"certificate_no": "A", "name": "nA", "grade": 2}
    assert set(groups(roster=ROSTER_A, cards=[card])) == {"severe_disability"}
    assert groups(roster=ROSTER_A, cards=[{**card, "status": "expired"}]) == {}
    assert groups(roster=ROSTER_A, cards=[{**card, "grade": 3}]) == {}


def test_major_illness_by_the_register_and_orphans_by_what_they_receive() -> None:
    roster = [{**ROSTER_A[0], "health": "major_illness"}, ROSTER_A[1]]
    orphan = {**A, "scheme": "de_facto_orphan", "started_on": date(2020, 1, 1)}
    assert set(groups(roster=roster, assistance=[orphan])) == {"major_illness", "orphan"}
    assert set(groups(roster=roster, assistance=[{**orphan, "stopped_on": date(2024, 1, 1)}])) == {"major_illness"}


def test_an_old_person_who_alone_is_alive_in_the_household_is_alone() -> None:
    alone = [{**A, "birth_date": OLD, "relation": "head"}]
    assert set(groups(roster=alone)) == {"lone_elderly"}
    assert groups(roster=[{**A, "birth_date": YOUNG}]) == {}
    assert groups(roster=[*alone, ROSTER_A[1]]) == {}


def died(letter: str) -> dict[str, Any]:
    return {"id_number": letter, "name": f"n{letter}", "event_type": "death", "event_date": date(2024, 2, 1)}


COUPLE = [
    {**A, "birth_date": YOUNG, "relation": "head"},
    {"id_number": "B", "name": "nB", "person_no": "2", "relation": "spouse", "birth_date": YOUNG},
]
WEDDING = {"event_type": "marriage", "event_date": date(2020, 1, 1), "partner_name": "nB", "partner_id_number": "B", **A}


def test_the_living_spouse_of_a_confirmed_death_is_widowed() -> None:
    assert groups(roster=COUPLE, events=[died("B")]) == {"widowed": [("event_date", "event_date")]}
    assert groups(roster=COUPLE, events=[{**died("B"), "name": "nSomebody"}]) == {}


def test_a_marriage_widows_also_where_the_dead_were_struck_off() -> None:
    listed = [{"household_no": "9", "id_number": "B", "name": "nB"}]
    assert set(groups(roster=[*COUPLE[:1], *listed], events=[WEDDING, died("B")])) == {"widowed"}


def test_who_married_again_is_not_widowed() -> None:
    again = {**WEDDING, "event_no": "2", "event_date": date(2024, 4, 1), "partner_name": "nC", "partner_id_number": "C"}
    assert groups(roster=COUPLE, events=[WEDDING, died("B"), again]) == {}


def test_the_household_shows_the_groups_of_its_living_members() -> None:
    tables = night_of({ROSTER: state(ROSTER, *COUPLE), EVENTS: state(EVENTS, died("B"))})
    home = the(tables["household"], household_no="1")
    assert home["groups"] == ["widowed"]
    assert {member["person_id"]: member["groups"] for member in home["members"]} == {"pA": ["widowed"], "pB": []}
    assert tables["person"].filter(pl.col("groups").list.len() > 0)["person_id"].to_list() == ["pA"]

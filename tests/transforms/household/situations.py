"""A small town in which every rule has its case and its near miss: each household's number says what is the matter with it.

People are named by letters of their own; `expected` is read off the rule pack by hand, never computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from tests.transforms.household.factory import (
    AID,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
    state,
)

POOR, EXITED = {"household_type": "poor"}, {"household_type": "exited", "exited_on": date(2020, 12, 1)}
ADULT, CHILD, OLD = date(1980, 3, 1), date(2014, 3, 1), date(1950, 3, 1)
STOPPED = {"stopped_on": date(2024, 1, 1)}


class Town:
    """Rows of the feeds, and what they should lead to."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {
            feed: [] for feed in (ROSTER, ASSISTANCE, EVENTS, ENROLMENT, SETTLEMENTS, CERTIFICATES, STUDENTS, AID)
        }
        self.expected: set[tuple[str, str]] = set()

    def home(self, number: str, *members: Mapping[str, Any], rules: str = "", **facts: Any) -> None:
        """A household; members are insured unless they say `insured: False`; `rules` are the household rules it should hit."""
        for place, member in enumerate(members):
            cells = {
                "relation": "head" if place == 0 else "other",
                "birth_date": ADULT,
                "sex": "male",
                "name": f"n{member['id']}",
            }
            cells |= {"labour": "ordinary", "health": "healthy", **facts, **member}
            letter, insured, hits = cells.pop("id"), cells.pop("insured", True), cells.pop("rules", "")
            self.rows[ROSTER].append({"id_number": letter, **cells, "household_no": number, "person_no": str(place)})
            if insured:
                self.add(ENROLMENT, letter, psn_no=f"m{letter}")
            self.expected |= {(rule, f"p{letter}") for rule in hits.split()}
        self.expected |= {(rule, number) for rule in rules.split()}

    def add(self, feed: str, letter: str, **cells: Any) -> None:
        """A row of another feed about a person."""
        column = "certificate_no" if feed == CERTIFICATES else "id_number"
        key = {STUDENTS: {"student_no": f"?s{letter}"}, AID: {"aid_no": f"a{letter}"}}.get(feed, {})
        self.rows[feed].append({column: letter, "name": f"n{letter}", **key, **cells})

    def states(self) -> dict[str, pl.DataFrame]:
        """Every feed's state."""
        return {feed: state(feed, *rows) for feed, rows in self.rows.items()}


def town() -> Town:
    """The town."""
    there = Town()
    for part in (deaths, registers, exclusions, causes, gaps, risks, numbers, homes):
        part(there)
    return there


def deaths(t: Town) -> None:
    t.home("registered-dead", {"id": "A1"}, {"id": "A2", "rules": "IN01 IN02 IN03"}, **POOR, cause_primary="other")
    t.add(EVENTS, "A2", event_type="death", event_date=date(2024, 2, 1))
    t.add(ASSISTANCE, "A2", scheme="rural_allowance", started_on=date(2020, 1, 1))
    t.add(SETTLEMENTS, "A2", settlement_id="late", settled_at=date(2024, 3, 1), self_pay=100, medical_aid_pay=0)
    t.home("dead-and-tidy", {"id": "A3"}, {"id": "A4"})
    t.add(EVENTS, "A4", event_type="death", event_date=date(2024, 2, 1))
    t.add(ASSISTANCE, "A4", scheme="rural_allowance", started_on=date(2020, 1, 1), **STOPPED)
    t.add(SETTLEMENTS, "A4", settlement_id="b1", settled_at=date(2024, 3, 1), self_pay=100, medical_aid_pay=0)
    t.add(SETTLEMENTS, "A4", settlement_id="b2", settled_at=date(2024, 3, 2), self_pay=-100, medical_aid_pay=0, reversal_of="b1")
    t.home("another-name", {"id": "A5", "rules": "ID02"}, **POOR, cause_primary="other")
    t.add(EVENTS, "A5", event_type="death", event_date=date(2024, 2, 1), name="nSomebody")


def registers(t: Town) -> None:
    t.home("first-home", {"id": "B1", "rules": "IN04"}, {"id": "B2"}, identified_on=date(2016, 1, 1))
    t.home("second-home", {"id": "B3"}, {"id": "B1", "insured": False})
    t.home("poor-employee", {"id": "B4", "insured": False, "rules": "IN05"}, **POOR, cause_primary="other")
    t.add(ENROLMENT, "B4", psn_no="mB4", insurance_type="employee")
    t.home("exited-employee", {"id": "B5", "insured": False}, **EXITED, cause_primary="other")
    t.add(ENROLMENT, "B5", psn_no="mB5", insurance_type="employee")
    t.home("hidden-spouse", {"id": "B6", "rules": "IN06"}, **POOR, cause_primary="other")
    wedding = {"event_type": "marriage", "event_date": date(2023, 5, 1)}
    t.add(EVENTS, "B6", **wedding, partner_id_number="B7", partner_name="nB7")
    t.home("divorced", {"id": "B8"}, **POOR, cause_primary="other")
    t.add(EVENTS, "B8", **wedding, partner_id_number="B9", partner_name="nB9")
    t.add(EVENTS, "B9", event_type="divorce", event_date=date(2024, 1, 1), partner_id_number="B8", partner_name="nB8")
    t.home("couple", {"id": "C1"}, {"id": "C2", "relation": "spouse", "sex": "female"}, **POOR, cause_primary="other")
    t.add(EVENTS, "C1", **wedding, partner_id_number="C2", partner_name="nC2")


def exclusions(t: Town) -> None:
    since = {"scheme": "rural_allowance", "started_on": date(2022, 1, 1)}
    t.home("left-out-allowance", {"id": "D1"}, rules="EX01")
    t.add(ASSISTANCE, "D1", **since)
    t.home("urban-only", {"id": "D2"})
    t.add(ASSISTANCE, "D2", **{**since, "scheme": "urban_allowance"})
    t.home("severe-unable", {"id": "D3", "labour": None}, {"id": "D4", "labour": "weak"}, rules="EX02")
    t.add(CERTIFICATES, "D3", grade=2, nursing_subsidy=8000)
    t.home("severe-able", {"id": "D5", "labour": "none"}, {"id": "D6"})
    t.add(CERTIFICATES, "D5", grade=1, nursing_subsidy=8000)
    t.home("costly", {"id": "D7"}, {"id": "D8"}, rules="EX03")
    for letter, fen in (("D7", 1_500_000), ("D8", 500_000)):
        t.add(SETTLEMENTS, letter, settlement_id=f"s{letter}", settled_at=date(2024, 1, 1), self_pay=fen, medical_aid_pay=0)
    t.home("not-quite", {"id": "D9"})
    t.add(SETTLEMENTS, "D9", settlement_id="sD9", settled_at=date(2024, 1, 1), self_pay=1_999_999, medical_aid_pay=0)
    t.home("drop-out", {"id": "E1"}, {"id": "E2", "birth_date": CHILD, "labour": "none"}, rules="EX04")
    t.add(STUDENTS, "E2", status="dropped_out", stage="primary")
    t.add(ASSISTANCE, "E9", **since)
    t.expected.add(("EX05", "pE9"))
    t.add(ENROLMENT, "E9", psn_no="mE9", premium_aid=32000)


def causes(t: Town) -> None:
    t.home("not-disabled", {"id": "F1"}, rules="CA01", **POOR, cause_primary="disability")
    t.home("disabled", {"id": "F2", "health": "disabled"}, **POOR, cause_primary="disability")
    t.home("not-ill", {"id": "F3"}, rules="CA02", **POOR, cause_primary="illness")
    t.home("ill", {"id": "F4"}, **POOR, cause_primary="illness")
    t.add(
        SETTLEMENTS, "F4", settlement_id="sF4", settled_at=date(2021, 1, 1), visit_type="inpatient", self_pay=1, medical_aid_pay=0
    )
    t.home("no-student", {"id": "F5"}, rules="CA03", **POOR, cause_primary="schooling")
    t.home("on-dialysis", {"id": "F0"}, **POOR, cause_primary="illness")
    dialysis = {"visit_type": "outpatient_chronic", "disease_code": "M07801", "diagnosis_code": "N18.0", "self_pay": 1}
    t.add(SETTLEMENTS, "F0", settlement_id="sF0", settled_at=date(2024, 5, 1), medical_aid_pay=0, **dialysis)
    t.home("student", {"id": "F6"}, {"id": "F7", "birth_date": CHILD, "labour": "none"}, **POOR, cause_primary="schooling")
    t.add(STUDENTS, "F7", stage="primary")
    t.home("mostly-able", {"id": "F8"}, {"id": "F9"}, rules="CA04", **POOR, cause_primary="labour")
    t.home("half-able", {"id": "G1"}, {"id": "G2", "labour": "lost"}, **POOR, cause_primary="labour")
    t.home("no-cause", {"id": "G3"}, rules="CA05", **POOR)


def gaps(t: Town) -> None:
    poor = {**POOR, "cause_primary": "other"}
    t.home(
        "uninsured",
        {"id": "H1", "insured": False, "rules": "GA01"},
        {"id": "H2", "insured": False},
        {"id": "H3", "insured": False},
        {"id": "H4", "insured": False, "birth_date": date(2024, 5, 1), "labour": "none"},
        **poor,
    )
    t.add(ENROLMENT, "H2", psn_no="mH2", status="ended", not_insured_reason="elsewhere")
    t.add(ENROLMENT, "H3", psn_no="mH3", status=None, not_insured_reason="lost")
    for letter, fen in (("H5", 0), ("H6", None), ("H7", 32000)):
        t.home(f"premium-{letter}", {"id": letter, "insured": False, "rules": "GA02" if fen == 0 else ""}, **poor)
        t.add(ENROLMENT, letter, psn_no=f"m{letter}", premium_aid=fen)
        t.add(ASSISTANCE, letter, scheme="destitute", started_on=date(2022, 1, 1))
    for letter, fen, status in (("I1", 0, "active"), ("I2", None, "active"), ("I3", 0, "expired")):
        t.home(f"nursing-{letter}", {"id": letter, "rules": "GA03" if (fen, status) == (0, "active") else ""})
        t.add(CERTIFICATES, letter, grade=1, nursing_subsidy=fen, status=status)
    t.home("living", {"id": "I4", "rules": "GA04"}, {"id": "I5", "insured": False}, **poor)
    t.add(CERTIFICATES, "I4", grade=4, living_subsidy=0)
    t.add(ENROLMENT, "I5", psn_no="mI5", premium_aid=100)
    t.add(ASSISTANCE, "I5", scheme="rural_allowance", started_on=date(2022, 1, 1))
    children = [{"id": f"J{place}", "birth_date": CHILD, "labour": "none"} for place in range(1, 6)]
    t.home("school", {"id": "J9"}, {**children[0], "rules": "GA05"}, *children[1:])
    for child, status in zip(children[1:], ("home_taught", "suspended", "enrolled", None), strict=True):
        t.add(STUDENTS, child["id"], status=status, stage="primary")
    pupils = [{"id": f"K{place}", "birth_date": date(2007, 1, 1), "labour": "none"} for place in range(1, 4)]
    t.home("vocational", {"id": "K9"}, {**pupils[0], "rules": "GA06"}, {**pupils[1], "rules": "GA06"}, pupils[2], **poor)
    for pupil in pupils:
        t.add(STUDENTS, pupil["id"], stage="vocational")
    t.add(AID, "K2", programme="rain_dew", paid_on=date(2023, 5, 31), aid_no="old")
    t.add(AID, "K3", programme="rain_dew", paid_on=date(2023, 6, 1), aid_no="new")
    for letter, aid in (("L1", 0), ("L2", 100)):
        t.home(f"aid-{letter}", {"id": letter, "rules": "" if aid else "GA07"}, **poor)
        t.add(SETTLEMENTS, letter, settlement_id=f"s{letter}", settled_at=date(2024, 1, 1), self_pay=500_000, medical_aid_pay=aid)


def risks(t: Town) -> None:
    exited = {**EXITED, "cause_primary": "other"}
    watched = {"monitored_type": "marginal", "cause_primary": "other"}
    bill = {"settled_at": date(2024, 1, 1), "self_pay": 500_000, "medical_aid_pay": 1}
    for number, facts, rules in (
        ("risk-exited", exited, "RI01"),
        ("risk-watched", watched, "RI01"),
        ("risk-eliminated", {**watched, "risk_eliminated": True}, ""),
    ):
        t.home(number, {"id": f"M{number}"}, rules=rules, **facts)
        t.add(SETTLEMENTS, f"M{number}", settlement_id=f"s{number}", **bill)
    for letter, begun, rules in (("N1", date(2021, 1, 1), "RI02"), ("N2", date(2020, 12, 31), "")):
        t.home(f"new-allowance-{letter}", {"id": letter, "insured": False}, rules=rules, **exited)
        t.add(ENROLMENT, letter, psn_no=f"m{letter}", premium_aid=1)
        t.add(ASSISTANCE, letter, scheme="rural_allowance", started_on=begun)
    t.home("exited-drop-out", {"id": "N3"}, {"id": "N4", "birth_date": CHILD, "labour": "none"}, rules="RI03", **exited)
    t.add(STUDENTS, "N4", status="dropped_out", stage="primary")
    t.home("lapsed", {"id": "N5", "insured": False, "rules": "GA01"}, rules="RI04", **exited)
    t.add(ENROLMENT, "N5", psn_no="mN5", status="suspended")
    t.home("never-insured", {"id": "N6", "insured": False, "rules": "GA01"}, **exited)
    t.home("only-worker", {"id": "N7"}, {"id": "N8", "labour": "lost"}, rules="RI05")
    t.add(EVENTS, "N7", event_type="death", event_date=date(2024, 2, 1))
    t.home("one-of-two", {"id": "N9"}, {"id": "O1"})
    t.add(EVENTS, "N9", event_type="death", event_date=date(2024, 2, 1))


def numbers(t: Town) -> None:
    t.home("two-names", {"id": "P1", "rules": "ID02"})
    t.add(CERTIFICATES, "P1", grade=4, name="nOther")
    t.home("contradicting", {"id": "P2", "id_number__birth": date(1981, 1, 1), "rules": "ID03"})
    t.home("bad-number", {"id": "?S1", "insured": False})
    t.home("card-number", {"id": "P3", "id_number__state": "card", "rules": "ID04"})
    t.home("shared-number", {"id": "P4", "id_number__birth": ADULT, "rules": "ID05"})
    t.add(ENROLMENT, "P4", psn_no="mStranger", name="nStranger", birth_date=date(1985, 7, 1), id_number__birth=ADULT)
    t.home("childs-number", {"id": "P5", "id_number__birth": ADULT})
    t.add(ENROLMENT, "P5", psn_no="mChild", name="nChild", birth_date=CHILD, id_number__birth=ADULT)
    t.home("two-numbers", {"id": "P6", "rules": "ID06"})
    t.home("second-number", {"id": "P7", "name": "nP6", "insured": False, "rules": "ID06"})
    t.home("another-village", {"id": "P8", "name": "nP6", "insured": False}, village_code="110101001002")


def homes(t: Town) -> None:
    t.home("two-heads", {"id": "Q1"}, {"id": "Q2", "relation": "head"}, rules="HH01")
    t.home("no-head", {"id": "Q3", "relation": "spouse"}, rules="HH01")
    t.home("same-sex", {"id": "Q4"}, {"id": "Q5", "relation": "spouse"}, rules="HH02")
    young = {"birth_date": date(1990, 1, 1)}
    t.home("young-father", {"id": "Q6"}, {"id": "Q7", "relation": "son", **young}, rules="HH03")
    t.home("father", {"id": "Q8"}, {"id": "Q9", "relation": "son", "birth_date": date(1994, 3, 1)})
    t.home("alone", {"id": "R2", "birth_date": OLD})
    t.home("grown-pupil", {"id": "R1"}, rules="HH03")
    t.add(STUDENTS, "R1", stage="primary")

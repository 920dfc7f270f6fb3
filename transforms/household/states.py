"""The columns the night reads of each feed's state, with their types; a feed never delivered is an empty state.

Grain of a state: one row a `_key`, as of the night's dates, pseudonymised.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

ROSTER = "civil_affairs/household_roster"
ASSISTANCE = "civil_affairs/assistance"
EVENTS = "civil_affairs/vital_events"
ENROLMENT = "health_insurance/enrolment"
SETTLEMENTS = "health_insurance/settlements"
CERTIFICATES = "disability/certificates"
STUDENTS = "education/students"
AID = "education/aid"

REPEATED = pl.Categorical()
"""Text of few values that is carried through every join: the night holds it as codes."""

TRACE = {"_key": pl.String(), "_drop_id": REPEATED, "_sheet": REPEATED, "_row": pl.UInt32()}
"""Where a row came from; `_key` is unique in a state and ends every tie."""


SOURCE = ("_drop_id", "_sheet", "_row")
"""Where a row stands."""
OF_NUMBER = ("", "__person", "__state", "__birth", "__sex")
"""What the columns of an identifier add to its name."""


def _text(*names: str) -> dict[str, pl.DataType]:
    return {name: pl.String() for name in names}


def _labels(*names: str) -> dict[str, pl.DataType]:
    return dict.fromkeys(names, REPEATED)


def _dates(*names: str) -> dict[str, pl.DataType]:
    return {name: pl.Date() for name in names}


def _money(*names: str) -> dict[str, pl.DataType]:
    return {name: pl.Int64() for name in names}


def _number(name: str) -> dict[str, pl.DataType]:
    return {
        **_text(name, f"{name}__person", f"{name}__state"),
        **_dates(f"{name}__birth"),
        f"{name}__sex": REPEATED,
    }


NEEDS: Mapping[str, pl.Schema] = {
    ROSTER: pl.Schema(
        {
            **_number("id_number"),
            **_text("household_no", "town", "village", "village_code", "name", "phone", "relation"),
            "sex": REPEATED,
            **_text("household_type", "monitored_type", "cause_primary", "cause_secondary"),
            **dict.fromkeys(("risk_eliminated", "dangerous_house", "safe_water"), pl.Boolean()),
            **_labels("health", "labour", "student_status"),
            **_dates("birth_date", "identified_on", "exited_on"),
            **_money("income_per_capita"),
            **TRACE,
        }
    ),
    ASSISTANCE: pl.Schema(
        {
            **_number("id_number"),
            **_number("head_id_number"),
            **_text("name", "head_name", "scheme", "village_code"),
            **_dates("started_on", "stopped_on"),
            **TRACE,
        }
    ),
    EVENTS: pl.Schema(
        {
            **_number("id_number"),
            **_number("partner_id_number"),
            **_text("event_type", "name", "partner_name"),
            **_dates("event_date"),
            **TRACE,
        }
    ),
    ENROLMENT: pl.Schema(
        {
            **_number("id_number"),
            "sex": REPEATED,
            **_text("psn_no", "name", "insurance_type", "status", "not_insured_reason"),
            **_dates("birth_date"),
            **_money("premium_aid"),
            **TRACE,
        }
    ),
    SETTLEMENTS: pl.Schema(
        {
            **_number("id_number"),
            **_text("psn_no", "name", "settlement_id", "reversal_of"),
            **_labels("visit_type", "disease_code", "disease_name", "diagnosis_code"),
            **_dates("settled_at"),
            **_money("self_pay", "medical_aid_pay"),
            **TRACE,
        }
    ),
    CERTIFICATES: pl.Schema(
        {
            **_number("certificate_no"),
            **_text("name", "disability_type", "status"),
            "grade": pl.Int64(),
            **_dates("issued_on"),
            **_money("living_subsidy", "nursing_subsidy"),
            **TRACE,
        }
    ),
    STUDENTS: pl.Schema(
        {
            **_number("id_number"),
            **_number("student_no"),
            **_number("guardian_id_number"),
            "sex": REPEATED,
            **_text("name", "stage", "status", "guardian_name"),
            **_dates("birth_date"),
            **TRACE,
        }
    ),
    AID: pl.Schema(
        {
            **_number("id_number"),
            **_number("student_no"),
            **_text("name", "programme"),
            **_dates("paid_on"),
            **TRACE,
        }
    ),
}


def state_of(states: Mapping[str, pl.LazyFrame], feed: str) -> pl.LazyFrame:
    """The needed columns of a feed's state; typed and empty when the feed was never delivered."""
    needs = NEEDS[feed]
    if feed not in states:
        return pl.LazyFrame(schema=needs)
    return states[feed].select(pl.col(name).cast(dtype) for name, dtype in needs.items())

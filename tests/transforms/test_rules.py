from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from config.rules import load_rules
from transforms.household.indicators import PERSON
from transforms.rules import GRAINS, asked, member_asked, of_members

ON = date(2024, 6, 30)
RULES = load_rules()
YES, NO, UNKNOWN = True, False, None
OUT = {"registered": False}
EXITED = {"household_type": "exited", "exited_on": date(2022, 12, 1)}
DUE = {"living": True, "registered": True, "assisted": False, "insured": False, "age_days": 9000}
"""Registered and not insured, a grown-up."""
LAPSED = {"living": True, "was_insured": True, "insured": False}
CHILD = {"living": True, "in_household": True, "age": 10}
PATIENT = {"living": True, "registered": True, "self_pay": 5000, "medical_aid": 0}


def says(rule_id: str, subject: Mapping[str, Any], members: Sequence[Mapping[str, Any]] = ()) -> bool | None:
    """What a rule says of a subject, with its members where it asks them; indicators not named are null."""
    rule = RULES[rule_id]
    frame = pl.DataFrame([subject], schema=GRAINS[rule.grain])
    if rule.member:
        answers = pl.DataFrame([*members], schema=PERSON).select(answer=member_asked(rule, ON))
        frame = frame.with_columns(answers.select(*of_members(pl.col("answer"))))
    answer: bool | None = frame.select(asked(rule, ON)).item()
    return answer


@pytest.mark.parametrize(
    ("rule_id", "subject", "answer"),
    [
        ("IN01", {"registered": True}, UNKNOWN),
        ("IN02", {"died": False}, NO),
        ("IN03", {"died": True}, UNKNOWN),
        ("IN05", {"living": True, "household_type": "poor", "insurance": "both"}, YES),
        ("IN05", {"living": True, "household_type": "poor", "insurance": "active"}, UNKNOWN),
        ("IN05", {"living": True, "household_type": "poor", "insurance": "unknown"}, UNKNOWN),
        ("IN05", {"living": True, "household_type": "poor", "insurance": "ended"}, NO),
        ("IN05", {"living": False, "household_type": "poor", "insurance": "employee"}, NO),
        ("IN05", {"living": True, "household_type": "exited", "insurance": "employee"}, NO),
        ("IN06", {"living": False, "registered": True, "hidden_spouse": True}, NO),
        ("EX05", {"living": True, "assisted": True}, UNKNOWN),
        ("EX05", {"living": False, "assisted": True, "in_household": False}, NO),
        ("GA01", DUE, YES),
        ("GA01", {**DUE, "not_insured_reason": "declined"}, YES),
        ("GA01", {**DUE, "registered": False, "assisted": True}, YES),
        ("GA01", {**DUE, "registered": False}, NO),
        ("GA01", {**DUE, "living": False}, NO),
        ("GA01", {**DUE, "insured": None}, UNKNOWN),
        *[("GA01", {**DUE, "not_insured_reason": excuse}, NO) for excuse in ("elsewhere", "army", "prison", "dead")],
        ("GA01", {**DUE, "not_insured_reason": "lost"}, UNKNOWN),
        ("GA01", {**DUE, "age_days": 89}, UNKNOWN),
        ("GA01", {**DUE, "age_days": 90}, YES),
        ("GA01", {**DUE, "age_days": 89, "not_insured_reason": "army"}, NO),
        ("GA02", {"living": True, "assisted": True, "insurance": "both", "premium_aid": 0}, YES),
        ("GA02", {"living": True, "assisted": True, "insurance": "resident"}, UNKNOWN),
        ("GA02", {"living": True, "assisted": True, "insurance": "employee", "premium_aid": 0}, NO),
        ("GA02", {"living": True, "assisted": True, "insurance": "active", "premium_aid": 0}, UNKNOWN),
        ("GA03", {"living": True, "severe_disabled": True}, UNKNOWN),
        ("GA03", {"living": True, "severe_disabled": False, "nursing_subsidy": 0}, NO),
        ("GA04", {"living": True, "card_active": True, "allowance_household": False, "living_subsidy": 0}, NO),
        *[("GA05", {**CHILD, "school_status": status}, NO) for status in ("enrolled", "home_taught", "dropped_out")],
        *[("GA05", {**CHILD, "school_status": status}, UNKNOWN) for status in ("suspended", "moved_away", "graduated", None)],
        ("GA05", {**CHILD, "age": 6, "school_status": "none"}, YES),
        ("GA05", {**CHILD, "age": 15, "school_status": "none"}, YES),
        ("GA05", {**CHILD, "age": 16, "school_status": "none"}, NO),
        ("GA05", {**CHILD, "in_household": False, "school_status": "none"}, NO),
        (
            "GA06",
            {"living": True, "registered": True, "school_stage": "senior", "school_status": "enrolled", "rain_dew": False},
            NO,
        ),
        ("GA06", {"living": True, "registered": True, "school_stage": "vocational", "school_status": "enrolled"}, UNKNOWN),
        ("GA07", PATIENT, YES),
        ("GA07", {**PATIENT, "self_pay": 4999.99}, NO),
        ("GA07", {**PATIENT, "medical_aid": None}, UNKNOWN),
        ("ID01", {}, NO),
        ("ID03", {"birth_contradicts": False, "sex_contradicts": True}, YES),
        ("ID03", {"birth_contradicts": False}, UNKNOWN),
        ("ID04", {"id_state": "card"}, YES),
        ("SI01", {"delivered": False}, YES),
        ("SI01", {"delivered": True, "age_days": 62, "cadence_days": 31}, NO),
        ("SI01", {"delivered": True, "age_days": 63, "cadence_days": 31}, YES),
        ("SI02", {"scoped": True, "delivered": False}, YES),
    ],
)
def test_what_is_asked_of_people_and_feeds(rule_id: str, subject: Mapping[str, Any], answer: bool | None) -> None:
    assert says(rule_id, subject) is answer


@pytest.mark.parametrize(
    ("rule_id", "subject", "members", "answer"),
    [
        ("EX01", OUT, [{"living": False, "assisted": True}], NO),
        ("EX01", OUT, [{"living": True}, {"living": True, "assisted": False}], UNKNOWN),
        ("EX01", {"registered": True}, [{"living": True, "assisted": True}], NO),
        ("EX02", OUT, [{"living": True, "severe_disabled": True}], YES),
        ("EX03", {**OUT, "self_pay": 20000}, [{"self_pay": 20000}], YES),
        ("EX03", {**OUT, "self_pay": 19999.99}, [{"self_pay": 19999.99}], NO),
        ("EX03", OUT, [], UNKNOWN),
        ("EX04", OUT, [{"living": True, "age": 16, "school_status": "dropped_out"}], NO),
        ("CA01", {}, [{"living": True, "disabled": False}], NO),
        ("CA01", {"cause_primary": "disability"}, [{"living": True}], UNKNOWN),
        ("CA01", {"cause_primary": "disability"}, [{"living": False, "disabled": True}], YES),
        ("CA03", {"cause_primary": "illness"}, [{"living": True, "at_school": False}], NO),
        ("CA04", {"cause_primary": "labour", "working_age": 0, "working_age_able": 0}, [], NO),
        ("CA04", {"cause_primary": "labour", "working_age": 2, "working_age_able": 1}, [], NO),
        ("CA04", {"cause_primary": "labour", "working_age": 3, "working_age_able": 2}, [], YES),
        ("CA05", {"registered": True, "cause_secondary": "illness"}, [], NO),
        ("RI01", {"household_type": "exited", "self_pay": 5000}, [], YES),
        ("RI01", {"household_type": "general", "monitored_type": "marginal", "self_pay": 5000}, [], YES),
        ("RI01", {"household_type": "general", "monitored_type": "marginal", "risk_eliminated": True, "self_pay": 5000}, [], NO),
        ("RI01", {"household_type": "exited", "monitored_type": "marginal", "risk_eliminated": True, "self_pay": 5000}, [], YES),
        ("RI01", {"household_type": "general", "self_pay": 5000}, [], NO),
        ("RI02", EXITED, [{"living": True, "assisted": True, "exited_on": date(2022, 12, 1)}], UNKNOWN),
        ("RI02", EXITED, [{"living": True, "assisted": False}], NO),
        ("RI03", EXITED, [{"living": True, "age": 17, "school_status": "dropped_out"}], YES),
        ("RI04", EXITED, [LAPSED], YES),
        ("RI04", EXITED, [{**LAPSED, "not_insured_reason": "lost"}], UNKNOWN),
        ("RI04", EXITED, [{**LAPSED, "not_insured_reason": "elsewhere"}], NO),
        ("RI04", EXITED, [{**LAPSED, "not_insured_reason": "lost"}, LAPSED], YES),
        ("RI05", {}, [{"died": True, "able": True}], YES),
        ("RI05", {"able": 0}, [{"died": True}], UNKNOWN),
        ("HH01", {"heads": 0}, [{"relation": "son"}], YES),
        ("HH02", {}, [{"relation": "spouse"}], UNKNOWN),
        ("HH03", {}, [{"relation": "mother", "years_older": 13, "age": 40}], YES),
        ("HH03", {}, [{"relation": "granddaughter", "years_younger": 27, "age": 5}], YES),
        ("HH03", {}, [{"relation": "grandson", "years_younger": 28, "age": 5}], NO),
        ("HH03", {}, [{"relation": "head", "age": 18, "school_stage": "primary", "at_school": True}], YES),
        ("HH03", {}, [{"relation": "head", "age": 17, "school_stage": "primary", "at_school": True}], NO),
    ],
)
def test_what_is_asked_of_households(
    rule_id: str, subject: Mapping[str, Any], members: Sequence[Mapping[str, Any]], answer: bool | None
) -> None:
    assert says(rule_id, subject, members) is answer


def test_any_yes_is_yes_and_no_yes_with_an_unknown_is_unknown() -> None:
    answers = pl.DataFrame({"home": [1, 1, 2, 2, 3], "answer": [None, True, None, False, False]})
    of = answers.group_by("home", maintain_order=True).agg(*of_members(pl.col("answer")))
    assert of.rows() == [(1, True, 1), (2, None, 0), (3, False, 0)]
    assert answers.clear().select(*of_members(pl.col("answer"))).rows() == [(False, 0)]


def test_an_error_names_file_rule_and_field() -> None:
    with pytest.raises(ValueError, match=r"^identity\.yaml: ID01: expression: there is no indicator id_stat; there are "):
        asked(replace(RULES["ID01"], expression="id_stat = 'invalid'"), ON)
    with pytest.raises(ValueError, match=r"^exclusion\.yaml: EX01: member: there is no indicator heads"):
        member_asked(replace(RULES["EX01"], member="heads = 1"), ON)


def test_only_a_rule_that_asks_members_may_name_them() -> None:
    with pytest.raises(ValueError, match=r"cause\.yaml: CA05: expression: there is no indicator members_hit"):
        asked(replace(RULES["CA05"], expression="members_hit > 1"), ON)

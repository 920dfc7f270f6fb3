from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from config.causes import load_causes
from config.rules import load_rules
from tests.transforms.indicators import combinations
from transforms.causes import household_evidence, person_evidence
from transforms.household.indicators import HOUSEHOLD, PERSON
from transforms.rules import asked, member_asked

ON = date(2024, 6, 30)
CAUSES = load_causes()
RULES = {"CA01": "disability", "CA02": "illness", "CA03": "schooling", "CA04": "labour"}


@pytest.mark.parametrize(("rule_id", "cause"), RULES.items())
def test_a_cause_rule_is_the_declared_cause_without_its_evidence(rule_id: str, cause: str) -> None:
    evidence, hit = household_evidence(CAUSES[cause], ON), asked(load_rules()[rule_id], ON)
    frame = combinations(HOUSEHOLD, evidence, hit).with_columns(hit=hit, evidence=evidence)
    declared = pl.col("cause_primary").eq_missing(pl.lit(cause))
    assert frame.filter(~pl.col("hit").eq_missing(declared & ~pl.col("evidence"))).height == 0
    assert {*frame["hit"]} == {True, False, None}


@pytest.mark.parametrize(("rule_id", "cause"), [(rule_id, cause) for rule_id, cause in RULES.items() if CAUSES[cause].person])
def test_its_member_is_the_person_the_evidence_is_about(rule_id: str, cause: str) -> None:
    evidence, member = person_evidence(CAUSES[cause], ON), member_asked(load_rules()[rule_id], ON)
    frame = combinations(PERSON, evidence, member).with_columns(member=member, evidence=evidence)
    assert frame["member"].to_list() == frame["evidence"].to_list()


def test_a_household_without_anybody_of_working_age_lacks_labour() -> None:
    lacks = household_evidence(CAUSES["labour"], ON)
    frame = pl.DataFrame({"working_age": [0, 2, 2, 3], "working_age_able": [0, 1, 2, 2]})
    assert frame.select(lacks).to_series().to_list() == [True, True, False, False]


def test_an_error_names_file_cause_and_field() -> None:
    with pytest.raises(ValueError, match=r"causes\.yaml: labour: household: there is no indicator member"):
        household_evidence(replace(CAUSES["labour"], household="member", parameters=()), ON)
    with pytest.raises(ValueError, match=r"causes\.yaml: labour: person: "):
        person_evidence(CAUSES["labour"], ON)

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from config.entitlements import ANSWERS, load_entitlements
from config.rules import load_rules
from tests.transforms.indicators import combinations
from transforms.entitlements import covered, eligible, excuses, gap, standing
from transforms.household.indicators import PERSON
from transforms.rules import asked

ON = date(2024, 6, 30)
ENTITLEMENTS = load_entitlements()


@pytest.mark.parametrize("name", [name for name, entitlement in ENTITLEMENTS.items() if entitlement.rule])
def test_the_gap_is_what_the_rule_hits_and_unknown_where_the_rule_is(name: str) -> None:
    entitlement = ENTITLEMENTS[name]
    hit, missed = asked(load_rules()[entitlement.rule], ON), gap(entitlement, ON)
    frame = combinations(PERSON, hit, missed).with_columns(hit=hit, missed=missed)
    assert frame["hit"].to_list() == frame["missed"].to_list()
    assert {*frame["hit"]} == {True, False, None}


@pytest.mark.parametrize("name", [*ENTITLEMENTS])
def test_everybody_entitled_stands_somewhere(name: str) -> None:
    entitlement = ENTITLEMENTS[name]
    missed = gap(entitlement, ON)
    reasons = [excuse.alias(reason) for reason, excuse in excuses(entitlement, ON).items()]
    frame = combinations(PERSON, missed).with_columns(
        *reasons,
        eligible=eligible(entitlement, ON),
        covered=covered(entitlement, ON),
        missed=missed,
        answer=standing(entitlement, ON),
    )
    assert {*frame["answer"]} == {*ANSWERS, *entitlement.excused}
    answer = pl.col("answer")
    assert frame.filter(pl.col("missed").fill_null(value=False) != (answer == "gap")).height == 0
    assert frame.filter(pl.col("missed").is_null() != (answer == "unknown")).height == 0
    assert frame.filter(answer == "covered").select(pl.col("eligible").all() & pl.col("covered").all()).item() is True
    for reason in entitlement.excused:
        assert frame.filter(answer == reason).select(pl.col("eligible").all() & pl.col(reason).all()).item() is True
    assert frame.filter(pl.col("eligible") & (answer == "not_eligible")).height == 0


def test_an_error_names_file_entitlement_and_field() -> None:
    broken = replace(ENTITLEMENTS["schooling"], excused={"home_taught": "schol_status = 'home_taught'"})
    with pytest.raises(
        ValueError, match=r"entitlements\.yaml: schooling: excused: home_taught: there is no indicator schol_status"
    ):
        standing(broken, ON)

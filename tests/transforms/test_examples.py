from dataclasses import replace
from datetime import date

import pytest

from config.causes import load_causes
from config.entitlements import Standing, load_entitlements
from config.entries import Example
from config.rules import Rule, load_rules
from transforms.examples import cause_example_problems, entitlement_example_problems, example_problems, pack_problems

ON = date(2024, 6, 30)
ID01, EX01 = load_rules()["ID01"], load_rules()["EX01"]
ILLNESS = load_causes()["illness"]
RAIN_DEW = load_entitlements()["rain_dew"]


def test_every_example_of_the_pack_comes_out_as_it_says() -> None:
    assert pack_problems(ON) == []
    assert pack_problems(date(2030, 1, 1)) == []


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (replace(ID01, hit=ID01.miss), "identity.yaml: ID01: hit: comes out as no and should as yes"),
        (replace(ID01, miss=ID01.hit), "identity.yaml: ID01: miss: comes out as yes and should as no"),
        (
            replace(EX01, miss=Example({"registered": False}, ({"living": True},))),
            "exclusion.yaml: EX01: miss: comes out as unknown and should as no",
        ),
        (
            replace(ID01, hit=Example({"id_stat": "invalid"})),
            "identity.yaml: ID01: hit: there is no indicator id_stat; there are ",
        ),
        (replace(ID01, hit=Example({"id_state": 5})), "identity.yaml: ID01: hit: id_state is 5, and the indicator holds String"),
        (replace(ID01, hit=Example({"age": True})), "identity.yaml: ID01: hit: age is True, and the indicator holds Int64"),
        (
            replace(EX01, hit=Example({"member": True})),
            "exclusion.yaml: EX01: hit: there is no indicator member; there are ",
        ),
        (replace(ID01, message="可能 {name} 有误"), "identity.yaml: ID01: message: {name} is no number of a person; there are "),
        (
            replace(load_rules()["HH01"], message="可能有 {members_hit} 人", member=""),
            "household.yaml: HH01: message: {members_hit} is no",
        ),
        (replace(ID01, expression="id_state ="), "identity.yaml: ID01: expression: cannot be read: "),
        (replace(EX01, member="READ_CSV('x')"), "exclusion.yaml: EX01: member: READ_CSV may not be used; there are "),
    ],
)
def test_one_line_a_problem(broken: Rule, says: str) -> None:
    (problem,) = example_problems([broken], ON)
    assert problem.startswith(says)
    assert "\n" not in problem


def test_where_unknown_is_a_hit_the_example_may_be_unknown() -> None:
    unknown = replace(ID01, expression="id_state = 'invalid'", hit=Example({}))
    assert example_problems([unknown], ON) == ["identity.yaml: ID01: hit: comes out as unknown and should as yes"]
    assert example_problems([replace(unknown, unknown="hit")], ON) == []


def test_a_rule_not_yet_in_force_is_asked_as_of_its_first_day() -> None:
    assert example_problems([replace(EX01, effective_from=date(2031, 1, 1))], date(1990, 1, 1)) == []


def test_causes_and_entitlements_run_theirs_too() -> None:
    (problem,) = cause_example_problems([replace(ILLNESS, hit=ILLNESS.miss)], ON)
    assert problem == "causes.yaml: illness: hit: comes out as no and should as yes"
    (problem,) = cause_example_problems([replace(ILLNESS, person="sick")], ON)
    assert problem.startswith("causes.yaml: illness: person: there is no indicator sick")
    wrong = Standing(RAIN_DEW.examples[0].person, "gap")
    (problem,) = entitlement_example_problems([replace(RAIN_DEW, examples=(wrong,))], ON)
    assert problem == "entitlements.yaml: rain_dew: example 1: comes out as covered and should as gap"
    (problem,) = entitlement_example_problems([replace(RAIN_DEW, covered="rain")], ON)
    assert problem.startswith("entitlements.yaml: rain_dew: covered: there is no indicator rain")

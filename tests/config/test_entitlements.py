from pathlib import Path

import pytest

from config.check_entitlements import entitlement_problems
from config.entitlements import ENTITLEMENTS, load_entitlements
from config.rules import load_rules

WITH_RULE = {
    "insurance": "GA01",
    "premium_aid": "GA02",
    "nursing_subsidy": "GA03",
    "living_subsidy": "GA04",
    "schooling": "GA05",
    "rain_dew": "GA06",
    "medical_aid": "GA07",
    "allowance": "",
}


def test_each_gap_rule_has_its_entitlement() -> None:
    assert {entitlement.id: entitlement.rule for entitlement in load_entitlements().values()} == WITH_RULE
    assert {rule for rule in WITH_RULE.values() if rule} == {rule.id for rule in load_rules().values() if rule.kind == "gap"}


def test_excuses_are_the_settled_ones_in_order() -> None:
    excused = {entitlement.id: [*entitlement.excused] for entitlement in load_entitlements().values() if entitlement.excused}
    assert excused == {"insurance": ["elsewhere", "army", "prison", "dead"], "schooling": ["home_taught", "dropped_out"]}


def test_every_answer_that_can_be_given_has_an_example() -> None:
    for entitlement in load_entitlements().values():
        assert {example.answer for example in entitlement.examples} >= {"gap", "covered", *entitlement.excused}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rule: GA01", "rule: GA99", "insurance: rule is 'GA99'; it may be CA01"),
        ("    dead: COALESCE", "    gap: COALESCE", "insurance: excused: gap is an answer already"),
        ("answer: army", "answer: navy", "insurance: examples: answer is 'navy'; it may be not_eligible, covered"),
        ("answer: army", "answer: navy", "insurance: examples: none has the answer army"),
        ("= 'prison'", "= 'prisn'", "insurance: 'prisn' is no code"),
        ("[baby_days]", "[adult_age]", "insurance: {baby_days} stands in an expression"),
        ("  title: 雨露计划\n", "", "rain_dew: lacks title"),
        ("answer: gap, person", "answer: gap, people", "insurance: examples: there is no people"),
        ("  examples:", "  samples:", "insurance: there is no samples"),
    ],
)
def test_one_line_says_what_to_write(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = ENTITLEMENTS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "entitlements.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = [*entitlement_problems(path)]
    assert any(problem.startswith("entitlements.yaml: ") and says in problem for problem in problems), problems


def test_what_is_delivered_with_the_project_has_no_problems() -> None:
    assert [*entitlement_problems()] == []

from pathlib import Path

import pytest

from config.check_gates import gate_problems
from config.gates import GATES, load_gates


def problems(folder: Path, old: str = "", new: str = "") -> list[str]:
    for source in GATES.glob("*.yaml"):
        text = source.read_text(encoding="utf-8")
        if source.stem == "household":
            assert old in text
            text = text.replace(old, new, 1)
        (folder / source.name).write_text(text, encoding="utf-8")
    return [*gate_problems(folder)]


def test_what_is_delivered_with_the_project_has_no_problems() -> None:
    assert [*gate_problems()] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "publishes: gate\n",
            "publishes: size\n",
            "household.yaml: publishes: size is no column of household with the values pass, fail",
        ),
        ("publishes: gate\n", "publishes: risk_gate\n", "publishes: another gate publishes risk_gate already"),
        ("publishes: gate\n", "publishes: risk_gate\n", "no gate publishes household.gate"),
        ("title: 贫困户退出", "title: exit", "household.yaml: title is for department staff: write it in Chinese"),
        ("'poor'", "'pour'", "household.yaml: 'pour' is no code of a feed"),
        ("id: education", "id: income", "household.yaml: income: the id stands twice"),
        ("title: 饮水安全", "title: 住房安全", "household.yaml: 住房安全: the title stands twice"),
        ("owner: town", "owner: mayor", "income: owner is 'mayor'; it may be village, town, agriculture/"),
        ("income_last_year]", "income_lastyear]", "income: evidence is 'income_lastyear'; it may be "),
        (
            "evidence: [civil_affairs/household_roster, income_last_year]",
            "evidence: []",
            "income: evidence names at least one feed",
        ),
        ("yearly_evidence_days", "soon", "income: fresh_days is 'soon'; it may be"),
        (
            "parameters: [poverty_line]\n",
            "parameters: []\n",
            "{poverty_line} stands in an expression; add poverty_line to parameters",
        ),
        ("title: 住房安全", "title: house", "housing: title is for department staff"),
        (
            "met: {household: {dangerous_house: false}}",
            "met: {household: {dangerous_house: false}, members: [{living: true}]}",
            "housing: members of an example need member",
        ),
        ("- id: income", "- idd: income", "there is no idd"),
    ],
)
def test_one_line_a_problem(tmp_path: Path, old: str, new: str, says: str) -> None:
    found = problems(tmp_path, old, new)
    assert any(says in problem for problem in found), found
    assert all("\n" not in problem for problem in found)


def test_a_gate_without_conditions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "household.yaml").write_text(
        "{grain: household, title: 退出, publishes: gate, when: household_type = 'poor', conditions: []}", encoding="utf-8"
    )
    assert any("household.yaml: a gate has at least one condition" in problem for problem in gate_problems(tmp_path))


def test_an_extra_gate_of_a_built_in_id_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "gates").mkdir()
    text = (GATES / "household.yaml").read_text(encoding="utf-8").replace("贫困户退出", "本市贫困户退出")
    (tmp_path / "gates" / "household.yaml").write_text(text, encoding="utf-8")
    assert load_gates(extra=tmp_path)["household"].title == "本市贫困户退出"
    assert [*load_gates(extra=tmp_path)] == [*load_gates()]

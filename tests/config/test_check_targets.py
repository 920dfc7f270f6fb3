from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.check_targets import target_problems
from config.standards import load_standards
from config.targets import TARGETS, load_targets
from transforms.target_examples import target_problems as unreadable

NAME = "2024-poor-households.yaml"


def edited(folder: Path, old: str, new: str) -> Path:
    text = (TARGETS / NAME).read_text(encoding="utf-8")
    assert old in text
    (folder / NAME).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_what_is_delivered_with_the_project_has_no_problems() -> None:
    assert [*target_problems()] == []
    assert unreadable(load_standards(), date(2024, 5, 31)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("gate: household", "gate: exit", "gate is 'exit'; it may be household, monitored, village"),
        ("gate: household", "gate: village", "gate: village is asked of a village, and persons need one of a household: household, monitored"),
        ("counts: persons", "counts: heads", "counts is 'heads'; it may be persons, households, villages"),
        ("quota: quota_persons", "quota: village_level", "quota (an indicator of grain town that counts or sums up) is 'village_level'"),
        ("plan: 11291", "plan: '11291'", f"{NAME}: plan is '11291'; write a whole number"),
        ("plan: 11291", "plan: -1", "plan is -1; write how many"),
        ("year: 2024", "year: 24", "year is 24; write the calendar year"),
        ("title: 脱贫人口", "title: persons", "title is for department staff: write it in Chinese"),
        ("'poor'", "'pour'", "'pour' is no code of a feed"),
        ("gate: household", "gates: household", "there is no gates"),
    ],
)  # fmt: skip
def test_one_line_a_problem(tmp_path: Path, old: str, new: str, says: str) -> None:
    found = [*target_problems(edited(tmp_path, old, new))]
    assert any(problem.startswith(NAME) and says in problem for problem in found), found


def test_an_indicator_that_nobody_has_is_named(tmp_path: Path) -> None:
    (tmp_path / "targets").mkdir()
    edited(tmp_path / "targets", "household_type = 'poor'", "kind = 'poor'")
    (problem,) = unreadable(load_standards(tmp_path), date(2024, 5, 31))
    assert problem.startswith(f"{NAME}: when: there is no indicator kind")


def test_a_target_of_the_citys_own_folder_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "targets").mkdir()
    edited(tmp_path / "targets", "11291", "12")
    found = load_targets(extra=tmp_path)
    assert (found["2024-poor-households"].plan, found["2024-municipal-villages"].plan) == (12, 26)

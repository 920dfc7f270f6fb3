from __future__ import annotations

from datetime import date
from itertools import takewhile
from pathlib import Path

import pytest

from config.check_villages import village_problems
from config.comparisons import COMPARISONS
from config.progress import PROGRESS
from config.standards import load_standards
from config.statistics import STATISTICS
from transforms.village_examples import village_problems as unreadable

ON = date(2024, 5, 31)
MINE = {STATISTICS: "digital_exits.yaml", PROGRESS: "villages.yaml", COMPARISONS: "funds.yaml"}


def added(folder: Path, source: Path, name: str, old: str, new: str) -> Path:
    """An extra folder with a copy of one built-in entry under another name, and one thing changed."""
    _, _, rest = (source / MINE[source]).read_text(encoding="utf-8").partition(f"{name}:\n")
    indented = takewhile(lambda line: line.startswith(" "), rest.splitlines())
    mine = "\n".join([f"{name}_mine:", *indented, ""])
    assert old in mine
    (folder / source.name).mkdir()
    (folder / source.name / "mine.yaml").write_text(mine.replace(old, new, 1), encoding="utf-8")
    return folder


def test_what_is_delivered_with_the_project_has_no_problems() -> None:
    assert [*village_problems()] == []
    assert unreadable(load_standards(), ON) == []


@pytest.mark.parametrize(
    ("source", "name", "old", "new", "says"),
    [
        (STATISTICS, "incomes_alike", "test: repeated", "test: normal", "test is 'normal'; it may be bunched, repeated"),
        (STATISTICS, "incomes_alike", "test: repeated", "test: bunched", "line, the threshold that values lie above"),
        (STATISTICS, "incomes_alike", "alike_least", "eight", "least is 'eight'; it may be"),
        (STATISTICS, "incomes_alike", "title: 登记户上年人均纯收入相同", "title: alike", "title is for department staff"),
        (STATISTICS, "incomes_above_line", "'exited'", "'gone'", "'gone' is no code of a feed"),
        (PROGRESS, "services", "village_clinic_base, ", "", "before and now list the same things"),
        (
            COMPARISONS,
            "funds_per_poor_person",
            "reference: designated",
            "reference: all",
            "reference is 'all'; it may be designated, scattered",
        ),
        (COMPARISONS, "funds_per_poor_person", "name: scattered", "name: designated", "groups: designated stands twice"),
        (COMPARISONS, "funds_per_poor_person", "unit: 元", "units: 元", "there is no units"),
    ],
)
def test_one_line_a_problem(tmp_path: Path, source: Path, name: str, old: str, new: str, says: str) -> None:
    found = [*village_problems(added(tmp_path, source, name, old, new))]
    assert any(says in problem and f"{name}_mine" in problem for problem in found), found


@pytest.mark.parametrize(
    ("source", "name", "old", "new", "says"),
    [
        (STATISTICS, "incomes_alike", "when: registered", "when: enrolled", "when: there is no indicator enrolled"),
        (
            STATISTICS,
            "incomes_above_line",
            "value: income_last_year",
            "value: income_surveyed_on",
            "value is 'income_surveyed_on'; it may be",
        ),
        (PROGRESS, "services", "village_doctor,", "village_level,", "now is 'village_level'; it may be"),
        (COMPARISONS, "funds_per_poor_person", "per: poor_persons", "per: village_level", "per is 'village_level'; it may be"),
        (COMPARISONS, "funds_per_poor_person", "village_level IN", "level IN", "designated: when: there is no indicator level"),
    ],
)
def test_indicators_that_are_not_there_or_no_numbers_are_named(
    tmp_path: Path, source: Path, name: str, old: str, new: str, says: str
) -> None:
    found = unreadable(load_standards(added(tmp_path, source, name, old, new)), ON)
    assert any(says in problem and f"{name}_mine" in problem for problem in found), found


def test_a_name_stands_once(tmp_path: Path) -> None:
    added(tmp_path, PROGRESS, "services", "title", "title")
    (tmp_path / "progress/more.yaml").write_text((tmp_path / "progress/mine.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (problem,) = village_problems(tmp_path)
    assert problem == "more.yaml: services_mine: the name stands twice; give the new entry another one"

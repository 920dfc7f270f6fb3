"""Which columns tell of a published column."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.history import history_problems, load_behind


def test_what_the_policies_name_comes_before_what_the_file_adds() -> None:
    known = load_behind()
    assert known["person"]["insurance"] == {"health_insurance/enrolment": ("insurance_type", "status", "not_insured_reason")}
    assert known["household"]["causes_declared"] == {"civil_affairs/household_roster": ("cause_primary", "cause_secondary")}
    assert next(iter(known["person"]["sex"])) == "civil_affairs/household_roster"
    assert known["person"]["alive"].keys() == {"civil_affairs/vital_events"}


def test_the_file_that_comes_with_the_project_has_no_problem() -> None:
    assert not list(history_problems())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("person: {}\n", "history.yaml: write `person: {column: {department/feed: [columns]}}`"),
        ("person: {shoe: {}}\nhousehold: {}\n", "history.yaml: person: shoe: the table has no such column"),
        ("person: {alive: {a/b: [c]}}\nhousehold: {}\n", "history.yaml: person: alive: there is no contract a/b"),
        (
            "person: {}\nhousehold: {size: {civil_affairs/household_roster: [shoe]}}\n",
            "history.yaml: household: size: civil_affairs/household_roster has no column shoe",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_to_write(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "history.yaml"
    path.write_text(text)
    (found,) = history_problems(path)
    assert found.startswith(problem)

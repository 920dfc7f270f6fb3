"""The gravest failed check decides; what is serialised holds counts and words only."""

from __future__ import annotations

import itertools
import json

import pytest

from expectations.suite import Severity
from expectations.verdict import OUTCOMES, CheckResult, Outcome, Verdict, gravest, outcome_of


def result(severity: Severity, *, success: bool, name: str = "check") -> CheckResult:
    return CheckResult(name, "a", severity, success, 0.5, ">= 0.9", 5, 0.5, "", "标题")


@pytest.mark.parametrize(("severity", "outcome"), [("warning", "warn"), ("hold", "hold"), ("critical", "refuse")])
def test_a_failed_check_counts_by_its_severity(severity: Severity, outcome: Outcome) -> None:
    assert outcome_of([result(severity, success=False)]) == outcome
    assert outcome_of([result(severity, success=True)]) == "accept"


def test_the_gravest_wins_in_any_order() -> None:
    for some in itertools.permutations(OUTCOMES):
        assert gravest(some) == "refuse"
    assert gravest(["warn", "accept"]) == "warn"
    assert gravest([]) == "accept"


def test_lists_what_failed_and_serialises_all() -> None:
    results = (result("hold", success=True, name="x"), result("warning", success=False, name="y"))
    verdict = Verdict("suite", "warn", results)
    assert [one.id for one in verdict.failed] == ["y"]
    written = json.loads(json.dumps(verdict.to_json(), ensure_ascii=False))
    assert (written["suite"], written["outcome"]) == ("suite", "warn")
    assert [one["id"] for one in written["results"]] == ["x", "y"]
    assert written["results"][1] == {
        "id": "y",
        "column": "a",
        "severity": "warning",
        "success": False,
        "observed": 0.5,
        "expected": ">= 0.9",
        "unexpected_count": 5,
        "unexpected_share": 0.5,
        "reason": "",
        "title": "标题",
    }

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from config.contracts import load_contracts
from config.standards import load_standards
from flows.night.findings_report import findings_of, rules_of
from flows.report.findings import FindingCount, Findings, Silence, about_people
from tests.flows.report.tonight import EDITION, LAST, tables

KINDS = about_people(load_standards(), ())


def told(folder: Path, *rows: dict[str, Any], last: date | None = LAST, **others: Any) -> Findings:
    return findings_of(tables(folder, findings=rows, **others), EDITION, last, load_contracts(), KINDS)


def test_findings_are_counted_by_town_kind_and_state(tmp_path: Path) -> None:
    states = ["open", "open", "assigned", "confirmed", "waived", "not_confirmed"]
    said = told(tmp_path, *({"status": state} for state in states), {"town": "河口乡", "kind": "risk"})
    assert said.counts == (
        FindingCount(town="河口乡", kind="risk", open=1),
        FindingCount(town="高山镇", kind="gap", open=2, assigned=1, confirmed=1, waived=1),
    )


@pytest.mark.parametrize(
    ("status", "overdue"), [("open", 1), ("confirmed", 1), ("waived", 0), ("not_confirmed", 0), ("closed", 0)]
)
def test_overdue_is_what_somebody_should_have_settled_before_tonight(tmp_path: Path, status: str, overdue: int) -> None:
    late = {"status": status, "due": EDITION - timedelta(days=1)}
    (line,) = told(tmp_path, late, late | {"due": EDITION}, late | {"due": None}).counts
    assert line.overdue == overdue


def test_new_and_gone_are_told_against_the_edition_before(tmp_path: Path) -> None:
    rows = (
        {"opened_on": LAST + timedelta(days=1)},
        {"opened_on": EDITION, "first_seen": date(2023, 1, 31), "status": "waived"},
        {"opened_on": LAST},
        {"status": "closed", "last_seen": LAST},
        {"status": "closed", "last_seen": LAST - timedelta(days=31)},
    )
    (line,) = told(tmp_path, *rows).counts
    assert (line.appeared, line.closed) == (2, 1)
    (first,) = told(tmp_path, *rows, last=None).counts
    assert (first.appeared, first.closed) == (3, 0)


def test_the_age_of_work_is_its_median(tmp_path: Path) -> None:
    opened = [{"opened_on": EDITION - timedelta(days=days)} for days in (2, 10, 40)]
    assert told(tmp_path, *opened, {"status": "closed"}).days_open == {"高山镇": 10.0}


def test_a_finding_without_town_or_owner_is_still_counted(tmp_path: Path) -> None:
    said = told(tmp_path, {"town": None}, {"owner": " "}, {"owner": "", "status": "closed"})
    assert {line.town for line in said.counts} == {"（未填乡镇）", "高山镇"}
    assert said.ownerless == 1


def test_the_hardest_household_has_much_need_and_many_groups(tmp_path: Path) -> None:
    homes = [
        {"household_id": "h1", "groups": ["orphan", "uraemia"], "gate_missing": ["income"]},
        {"household_id": "h2", "groups": None, "town": "河口乡"},
        {"household_id": "h3"},
    ]
    rows = [
        {"household_id": "h1", "severity": "high", "kind": "risk"},
        {"household_id": "h1", "severity": "medium"},
        {"household_id": "h2", "severity": "high"},
        {"household_id": "h2", "status": "closed"},
        {"household_id": "h3", "kind": "identity"},
        {"household_id": None},
    ]
    one, two = told(tmp_path, *rows, household=homes).hardest
    assert (one.household_id, one.score, one.groups, one.unmet) == ("h1", (3 + 2) * 2 + 2, 2, 2)
    assert one.findings == {"gap": 1, "risk": 1}
    assert (two.household_id, two.town, two.score, two.groups) == ("h2", "河口乡", 3 + 1, 0)


def test_the_list_of_hardest_cases_is_short_and_its_order_settled(tmp_path: Path) -> None:
    names = [f"h{at:02d}" for at in range(30)]
    hardest = told(
        tmp_path, *({"household_id": name} for name in reversed(names)), household=({"household_id": name} for name in names)
    ).hardest
    assert [case.household_id for case in hardest] == names[:20]


def test_who_stopped_delivering_is_named_as_people_know_it(tmp_path: Path) -> None:
    silence = {"kind": "silence", "town": None, "rule_id": "SI01"}
    said = told(
        tmp_path,
        silence | {"subject_id": "education/students"},
        silence | {"subject_id": "education/students|高山镇"},
        silence | {"subject_id": "education/students|河口乡", "status": "waived"},
    )
    school = load_contracts()["education/students"]
    assert said.silent == (
        Silence(department=school.owner, feed=school.title),
        Silence(department=school.owner, feed=school.title, town="高山镇"),
    )
    assert said.counts == ()


def test_a_night_without_findings_or_rules_has_nothing_to_say(tmp_path: Path) -> None:
    assert told(tmp_path) == Findings(kinds=KINDS)
    assert rules_of(tables(tmp_path)) == ()


def test_a_rule_comes_with_its_interval(tmp_path: Path) -> None:
    row = {
        "rule_id": "GA01",
        "hits": 9,
        "verified": 4,
        "verified_true": 1,
        "precision": 0.25,
        "precision_low": 0.1,
        "precision_high": 0.6,
    }
    (rule,) = rules_of(tables(tmp_path, rules=[row]))
    assert (rule.hits, rule.verified, rule.verified_true, rule.low, rule.high) == (9, 4, 1, 0.1, 0.6)


@pytest.mark.slow
def test_two_million_findings_are_read_without_their_evidence(tmp_path: Path) -> None:
    given = tables(tmp_path, findings=[{"household_id": "h1"}], household=[{"household_id": "h1"}])
    one = pl.read_parquet(given["findings"])
    many = pl.concat([one] * 1000)
    pl.concat([many] * 2000).write_parquet(given["findings"])
    said = findings_of(given, EDITION, LAST, load_contracts(), KINDS)
    assert said.counts[0].open == 2_000_000

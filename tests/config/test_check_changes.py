"""The file of compared columns is held against the published tables and the feeds, before a night tells anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.changes import CHANGES, load_watched
from config.check_changes import change_problems
from config.pack import pack_version

GOOD = CHANGES.read_text(encoding="utf-8")


def problems(tmp_path: Path, old: str = "", new: str = "") -> list[str]:
    assert old in GOOD
    (tmp_path / "changes.yaml").write_text(GOOD.replace(old, new, 1) if old else GOOD, encoding="utf-8")
    return list(change_problems(tmp_path))


def test_the_columns_of_the_project_are_good_also_from_a_folder_of_ones_own(tmp_path: Path) -> None:
    assert list(change_problems()) == problems(tmp_path) == []
    by_policy = {one.column: one.feeds for one in load_watched()["person"]}
    assert by_policy["disability_grade"] == ("disability/certificates",)
    assert len(by_policy["groups"]) > 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  sex: {}", "  size: {}", "person: size: there is no such column"),
        ("  sex: {}", "  household_id: {}", "person: household_id: names, numbers, ids"),
        ("  household_type: {}", "  household_no: {}", "household: household_no: names, numbers, ids"),
        ("  household_type: {}", "  members: {}", "household: members: a list<struct"),
        ("  household_type: {}", "  edition: {}", "household: edition: names, numbers, ids and the edition"),
        ("monitored_type: {blank: none}", "monitored_type: {blank: no}", "monitored_type: blank is"),
        ("  gate: {unknown: [not_applicable]}", "  gate: {blank: none}", "gate: blank: none holds while its feeds"),
        ("unknown: [unknown]", "unknown: [perhaps]", "insurance: unknown: 'perhaps' is no value"),
        ("civil_affairs/vital_events", "civil_affairs/nothing", "groups: feeds: there is no contract civil_affairs/nothing"),
        ("  sex: {}", "  sex: {blanks: none}", "person: sex: there is no blanks"),
        ("household:\n", "village:\n", "write `household: {column: {...}}` and `person: {column: {...}}`"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problems(tmp_path, old, new)
    assert any(said in line for line in found), found
    assert all(line.startswith("changes.yaml: ") for line in found)


def test_another_file_is_another_version_of_the_pack(tmp_path: Path) -> None:
    problems(tmp_path, "  sex: {}\n", "")
    assert pack_version(tmp_path) != pack_version()

"""The file of the official rates is held against the feed that it names, before a night counts anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.assessment import ASSESSMENT, load_assessment
from config.check_assessment import assessment_problems, strata_problems

GOOD = ASSESSMENT.read_text(encoding="utf-8")


def problems(tmp_path: Path, old: str = "", new: str = "") -> list[str]:
    assert old in GOOD
    (tmp_path / "assessment.yaml").write_text(GOOD.replace(old, new, 1) if old else GOOD, encoding="utf-8")
    return list(assessment_problems(tmp_path))


def test_the_rates_of_the_project_are_good_also_from_a_folder_of_ones_own(tmp_path: Path) -> None:
    assert list(assessment_problems()) == problems(tmp_path) == []
    assert [rate.id for rate in load_assessment().rates] == ["missed", "wrongly_exited", "incidence", "satisfaction"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("feed: registry/spot_checks", "feed: registry/nothing", "feed: there is no contract registry/nothing"),
        ("  persons: persons", "  persons: town", "columns: persons: name the column of type int"),
        ("  town: town\n", "  town: town\n  city: town\n", "columns: there is no part city"),
        ("  household_type: household_type", "  kind: household_type", "prefilled: registry/spot_checks has no column kind"),
        ("monitored_type IS NOT NULL", "severe_disabled > 0", "prefilled: household.severe_disabled is sensitive"),
        ("strata: [town, household_type]", "strata: [groups]", "a sample cannot be divided by groups"),
        ("    counts: persons  #", "    counts: people  #", "missed: counts is 'people'"),
        ("    line: assessment_missed_line", "    line: two", "missed: line is 'two'"),
        ("    hit: missed", "    hits: missed", "there is no hits"),
        ("= 'general' AND NOT monitored\n    hit", "= 'usual' AND NOT monitored\n    hit", "'usual' is no code"),
        ("sample: sample_id", "sample: town", "a spot check is one row a sample and household"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problems(tmp_path, old, new)
    assert any(said in line for line in found), found
    assert all(line.startswith("assessment.yaml: ") for line in found)


def test_a_sample_is_divided_by_columns_of_few_values_only() -> None:
    assert not list(strata_problems("village"))
    assert not list(strata_problems("monitored_type"))
    for name in ("household_id", "household_no", "causes_declared", "size", "nothing"):
        assert list(strata_problems(name)), name

from pathlib import Path

import pytest

from config.check_indicators import indicator_problems

ENTRY = """open_cases:
  grain: household
  feed: registry/appeals
  title: 未办结的申诉
  unit: 件
  where: status = 'open'
  take: count
  dated_by: filed_on
  silence: "no"
"""


def problems(folder: Path, old: str = "", new: str = "") -> list[str]:
    assert old in ENTRY
    (folder / "cases.yaml").write_text(ENTRY.replace(old, new, 1), encoding="utf-8")
    return [*indicator_problems(folder)]


def test_what_is_delivered_with_the_project_has_no_problems() -> None:
    assert [*indicator_problems()] == []


def test_a_well_written_indicator_has_none(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("grain: household", "grain: county", "grain is 'county'; it may be household, person, village, town"),
        ("registry/appeals", "registry/apeals", "feed is 'registry/apeals'; it may be agriculture/"),
        (
            "registry/appeals\n",
            "registry/targets\n",
            "registry/targets has no column household_no, by which its rows belong to a household",
        ),
        ("title: 未办结的申诉", "title: open", "title is for department staff: write it in Chinese"),
        ("'open'", "'opened'", "'opened' is no code of a feed"),
        ("status = 'open'", "status = {share}", "{share} stands in an expression; add share to parameters"),
        ("  dated_by: filed_on\n", "", "registry/appeals delivers events: write dated_by"),
        ("dated_by: filed_on", "dated_by: status", "dated_by: status is of type code; it may be date, month, int"),
        ("dated_by: filed_on", "dated_by: filed", "dated_by: registry/appeals has no column filed; there are appeal_no"),
        ("take: count", "take: sum:status", "take: status is of type code; it may be money, int"),
        ("take: count", "take: repeated:topic, reason", "take: registry/appeals has no column reason; there are appeal_no"),
        ("take: count", "take: repeated:topic, name", "take: name says who somebody is; an indicator does not"),
        (
            "grain: household",
            "grain: person\n  link: topic",
            "registry/appeals has no column topic, by which its rows belong to a person",
        ),
        ("take: count", "take: newest:name by filed_on", "take: name says who somebody is; an indicator does not"),
        ("take: count", "take: newest:status by filed_on", "take newest of no row is no value: write silence: unknown"),
        ('silence: "no"', "silence: maybe", "silence is 'maybe'; it may be no, unknown"),
        ('silence: "no"', "silence: no", "silence is False; write a text, in quotes"),
        ("dated_by: filed_on", "dated_by: filed_on\n  fresh_days: soon", "fresh_days is 'soon'; it may be "),
    ],
)
def test_one_line_a_problem(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert any(says in problem for problem in problems(tmp_path, old, new))
    assert all("\n" not in problem for problem in problems(tmp_path, old, new))

from pathlib import Path

import pytest

from config.causes import CAUSES, load_causes
from config.check_entitlements import cause_problems
from config.codes import code_list


def test_the_causes_that_evidence_can_speak_for() -> None:
    assert [*load_causes()] == ["disability", "illness", "labour", "schooling"]
    assert {*load_causes()} <= {*code_list("poverty_causes").values()}
    assert [cause.id for cause in load_causes().values() if not cause.person] == ["labour"]


def test_titles_are_the_registers_words() -> None:
    assert all(code_list("poverty_causes")[cause.title] == cause.id for cause in load_causes().values())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("illness:\n", "sickness:\n", "sickness: the id is 'sickness'; it may be disability"),
        ("  title: 因病\n", "", "illness: lacks title"),
        ("[able_share]", "[baby_days]", "labour: {able_share} stands in an expression; add able_share to parameters"),
        ("  person: living AND disabled\n", "", "disability: members need person"),
        ("hit: {household: {}, members", "hit: {person: {}, members", "disability: hit: write an example as {household"),
        ("  person: living AND disabled", "  person: 5", "disability: person is 5; write a text"),
    ],
)
def test_one_line_says_what_to_write(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = CAUSES.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "causes.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = [*cause_problems(path)]
    assert any(problem.startswith("causes.yaml: ") and says in problem for problem in problems), problems


def test_what_is_delivered_with_the_project_has_no_problems() -> None:
    assert [*cause_problems()] == []

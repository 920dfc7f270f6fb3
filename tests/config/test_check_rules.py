import re
from pathlib import Path

import pytest

from config.check_gates import gate_problems
from config.check_rules import rule_problems
from config.check_targets import target_problems
from config.check_villages import village_problems
from config.contracts import FEEDS
from tests.config.pack import edited


def test_what_is_delivered_with_the_project_has_no_problems() -> None:
    assert [*rule_problems()] == []


@pytest.mark.parametrize(
    ("kind", "old", "new", "says"),
    [
        ("identity", "id: ID01", "id: XX01", "XX01: the id is ID and two digits in identity.yaml"),
        ("identity", "id: ID02", "id: ID01", "ID01: the id stands twice"),
        ("identity", "grain: person", "grain: pupil", "ID01: hit: write an example as {pupil"),
        ("identity", "severity: medium", "severity: urgent", "ID01: severity is 'urgent'; it may be high, medium, low"),
        (
            "identity",
            "verifier: village",
            "verifier: mayor",
            "ID01: verifier is 'mayor'; it may be village, town, feed, agriculture",
        ),
        ("identity", "verifier: village", "verifier: feed", "ID01: verifier feed belongs to a rule of grain feed or town"),
        ("identity", "verifier: village", "verifier: village\n    unknown: yes please", "ID01: unknown is 'yes please'"),
        ("identity", "due_days: finding_due_days", "due_days: soon", "ID01: due_days is 'soon'; it may be"),
        ("identity", "2000-01-01", "2000-01-01\n    effective_to: 1999-01-01", "ID01: effective_to lies before effective_from"),
        (
            "identity",
            "title: 身份证号码疑似有误",
            "title: Bad number",
            "ID01: title is for department staff: write it in Chinese",
        ),
        ("identity", "疑似填写有误", "填写有误", "ID01: message says 疑似 or 可能"),
        ("identity", "= 'invalid'", "= 'invald'", "ID01: 'invald' is no code of a feed and no value of a table"),
        ("identity", "trace: roster,", "trace: rooster,", "ID01: evidence: trace is 'rooster'; it may be home, roster"),
        ("identity", "column: id_number", "column: id_no", "ID01: evidence: roster has no column id_no; there are birth_date"),
        ("identity", "trace: names, column: name", "trace: names, column: sex", "ID02: evidence: names has no column sex"),
        ("identity", "of: subject", "of: everybody", "ID01: evidence: of is 'everybody'"),
        (
            "identity",
            "of: subject, trace: roster",
            "of: household, trace: home",
            "ID01: evidence of a person names a row of the subject",
        ),
        ("identity", "of: subject", "of: household", "ID01: evidence: of: household and trace: home go together"),
        ("identity", "of: subject", "of: member", "ID01: evidence: of: member needs member"),
        (
            "identity",
            "    expression: COALESCE",
            "    member: able\n    expression: COALESCE",
            "ID01: member and members belong to",
        ),
        ("household", "of: household, trace: home", "of: member, trace: roster", "HH01: evidence of a household begins with"),
        ("household", "of: member", "of: subject", "HH01: evidence: the rows of a household are of: household or of: member"),
        ("household", ", adult_age]", "]", "HH03: {adult_age} stands in an expression; add adult_age to parameters"),
        ("household", ", adult_age]", ", adult_age, baby_days]", "HH03: the parameter baby_days stands in no expression"),
        ("household", "adult_age", "grown_age", "HH03: there is no threshold grown_age; add it to thresholds.yaml"),
        ("identity", "title: 身份信息", "title: numbers", "title is for department staff: write it in Chinese"),
        (
            "identity",
            "due_days",
            "needs: [registry/nothing]\n    due_days",
            "ID01: needs is 'registry/nothing'; it may be agriculture",
        ),
        (
            "identity",
            "trace: roster, column: id_number",
            "trace: open_appeals, column: status",
            "ID01: evidence: open_appeals is an indicator of a household, and of: subject is a person",
        ),
        (
            "identity",
            "trace: roster, column: id_number",
            "trace: has_open_appeal, column: house",
            "ID01: evidence: has_open_appeal has no column house; there are appeal_no",
        ),
        ("silence", "evidence: []", "evidence: [{of: subject, trace: roster, column: name}]", "SI01: what is silent has no rows"),
    ],
)
def test_one_line_says_what_to_write(tmp_path: Path, kind: str, old: str, new: str, says: str) -> None:
    problems = [*rule_problems(edited(tmp_path, kind, old, new))]
    assert any(problem.startswith(f"{kind}.yaml: ") and says in problem for problem in problems), problems
    assert all("\n" not in problem for problem in problems)


def test_one_broken_entry_does_not_hide_another(tmp_path: Path) -> None:
    folder = edited(tmp_path, "identity", "    severity: medium\n", "")
    text = (folder / "identity.yaml").read_text(encoding="utf-8")
    (folder / "identity.yaml").write_text(text.replace("severity: low", "severity: none"), encoding="utf-8")
    assert [problem.split(":")[1].strip() for problem in rule_problems(folder)] == ["ID01", "ID04"]


def test_a_file_that_is_no_yaml_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "gap.yaml").write_text("kind: gap\nkind: gap\nrules: []\n", encoding="utf-8")
    (problem,) = rule_problems(tmp_path)
    assert problem.startswith("gap.yaml: ")
    assert "stands twice" in problem


def test_codes_of_a_feed_of_the_extra_folder_may_be_named_by_all_that_lies_there(tmp_path: Path) -> None:
    contract = (FEEDS / "registry__villages.odcs.yaml").read_text(encoding="utf-8")
    known = contract.replace("一般村: none", "示范村: exemplary")
    (tmp_path / "registry__villages.odcs.yaml").write_text(known, encoding="utf-8")
    naming = {
        "gates/village.yaml": "village_level IN ('provincial'",
        "targets/2024-municipal-villages.yaml": "village_level = 'municipal'",
        "statistics/digital_exits.yaml": "household_type = 'exited'",
        "comparisons/funds.yaml": "village_level = 'none'",
    }
    for name, code in naming.items():
        text = (FEEDS.parent / name).read_text(encoding="utf-8")
        (tmp_path / name).parent.mkdir()
        text = (
            re.sub(r"^(\w+):$", r"my_\1:", text, flags=re.MULTILINE) if name.startswith(("statistics", "comparisons")) else text
        )
        assert code in text, name
        (tmp_path / name).write_text(text.replace(code, re.sub(r"'\w+'", "'exemplary'", code), 1), encoding="utf-8")
    problems = [*gate_problems(extra=tmp_path), *target_problems(extra=tmp_path), *village_problems(tmp_path)]
    assert problems == []

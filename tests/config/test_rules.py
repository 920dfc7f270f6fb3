from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from config.codes import code_list
from config.indicators import load_indicators
from config.rules import RULES, TRACES, Evidence, load_kinds, load_rules
from config.rules_page import rules_markdown
from tests.config.pack import edited

HOW_MANY = {"IN": 6, "EX": 5, "CA": 5, "GA": 7, "RI": 5, "ID": 6, "HH": 3, "SI": 2}
FURTHER = {"NL": 4, "PR": 4, "FU": 7, "TR": 3, "ME": 8, "RL": 4, "DI": 3}
"""Rules over feeds beyond the four departments'."""
DOCS = Path(__file__).parents[2] / "docs"


def ids(counts: Mapping[str, int]) -> set[str]:
    return {f"{prefix}{number:02d}" for prefix, count in counts.items() for number in range(1, count + 1)}


def test_the_pack_is_the_designs_two_for_silence_two_for_aliases_and_those_over_further_feeds() -> None:
    assert [*load_rules()] == sorted(ids(HOW_MANY) | ids(FURTHER))


def test_exactly_the_rules_over_further_feeds_wait_for_one() -> None:
    assert {rule.id for rule in load_rules().values() if rule.needs} == ids(FURTHER)


def test_the_grain_of_a_finding_is_the_designs() -> None:
    people = {"IN", "GA", "ID", "EX05", "PR01", "PR02", "FU05", "TR01", "TR02"}
    others = {"SI01": "feed", "SI02": "town", "PR04": "village", "FU": "village"}
    for rule in load_rules().values():
        person = rule.id in people or rule.id[:2] in people
        other = others.get(rule.id) or others.get(rule.id[:2], "household")
        assert rule.grain == ("person" if person else other), rule.id


@pytest.mark.parametrize("cause", sorted({*code_list("poverty_causes").values()} - {"other"}))
def test_every_cause_of_poverty_has_measures_that_fit_it(cause: str) -> None:
    asked = " ".join(load_rules()[rule].expression for rule in ("ME07", "ME08"))
    assert f"cause_primary, '') = '{cause}'" in asked
    assert f"NOT measure_for_{cause}" in asked
    assert load_indicators()[f"measure_for_{cause}"].feed == "registry/measures"


def test_a_file_a_kind_and_a_prefix_a_kind() -> None:
    kinds = load_kinds()
    assert {path.stem for path in RULES.glob("*.yaml")} == set(kinds)
    assert all(rule.id.startswith(kinds[rule.kind].prefix) for rule in load_rules().values())
    assert next(iter(kinds)) == "exclusion"
    assert [*kinds][-1] == "silence"


def test_a_folder_of_ones_own_adds_rules_and_kinds(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    own, more = (RULES / "gap.yaml").read_text(encoding="utf-8"), (RULES / "risk.yaml").read_text(encoding="utf-8")
    gap = own[: own.index("  - id: GA02")].replace("GA01", "GA91")
    (tmp_path / "rules/gap.yaml").write_text(gap, encoding="utf-8")
    heat = more.replace("kind: risk\nprefix: RI", "kind: heat\nprefix: HE").replace("id: RI", "id: HE")
    (tmp_path / "rules/heat.yaml").write_text(heat, encoding="utf-8")
    added = load_rules(extra=tmp_path).keys() - load_rules().keys()
    assert added == {"GA91", "HE01", "HE02", "HE03", "HE04", "HE05"}
    assert load_rules(extra=tmp_path)["HE01"].kind == "heat"
    assert load_kinds(extra=tmp_path).keys() - load_kinds().keys() == {"heat"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title: 应享未享", "title: 缺口", "gap.yaml: another file says"),
        ("prefix: GA", "prefix: GP", "gap.yaml: another file says"),
    ],
)
def test_a_kind_means_one_thing(tmp_path: Path, old: str, new: str, says: str) -> None:
    (tmp_path / "rules").mkdir()
    edited(tmp_path / "rules", "gap", old, new)
    with pytest.raises(ValueError, match=says):
        load_kinds(extra=tmp_path)


def test_two_kinds_have_two_prefixes(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    text = (RULES / "gap.yaml").read_text(encoding="utf-8").replace("kind: gap", "kind: heat")
    (tmp_path / "rules/heat.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"heat.yaml: prefix GA belongs to another kind"):
        load_kinds(extra=tmp_path)


def test_a_rule_reads_as_it_is_written() -> None:
    rule = load_rules()["RI02"]
    assert (rule.kind, rule.grain, rule.severity, rule.verifier) == ("risk", "household", "high", "village")
    assert Evidence("member", "assistance", "started_on") in rule.evidence
    assert rule.hit.members[0]["assisted_since"] == date(2023, 1, 1)
    assert rule.numbers == ("members_hit",)
    assert TRACES["assistance"] == "civil_affairs/assistance"


def test_deaths_and_risks_come_first() -> None:
    high = {rule.id for rule in load_rules().values() if rule.severity == "high"}
    assert high >= {"IN01", "IN02", "IN03", "EX01", "EX02", "GA05", "RI01", "RI02", "RI03", "RI04", "RI05"}


def test_a_rule_holds_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    days = "effective_from: 2024-01-01\n    effective_to: 2024-12-31"
    rule = load_rules(edited(tmp_path, "identity", "effective_from: 2000-01-01", days))["ID01"]
    held = [rule.holds(date.fromisoformat(day)) for day in ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01")]
    assert held == [False, True, True, False]
    assert all(rule.holds(date(2030, 1, 1)) for rule in load_rules().values())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: ID02", "id: ID01", "identity.yaml: ID01: the id stands twice"),
        ("    severity: medium\n", "", "identity.yaml: ID01: lacks severity"),
        (
            "    severity: medium\n",
            "    severity: medium\n    urgency: 1\n",
            "identity.yaml: ID01: there is no urgency; an entry has",
        ),
        ('version: "1"', "version: 1", "identity.yaml: ID01: version is 1; write a text, in quotes"),
        ("effective_from: 2000-01-01", "effective_from: soon", "ID01: effective_from is 'soon'; write a day such as 2024-01-31"),
        ("effective_from: 2000-01-01", "effective_from: null", "ID01: effective_from is None; write a day"),
        (
            "hit: {person: {id_state: invalid}}",
            "hit: {household: {}}",
            "ID01: hit: write an example as {person: {indicator: value}}",
        ),
        ("hit: {person: {id_state: invalid}}", "hit: {person: invalid}", "ID01: hit: write the indicators of each subject"),
        ("hit: {person: {id_state: invalid}}", "hit: [1]", "ID01: hit is [1]; write a mapping"),
        ("trace: roster, column", "trail: roster, column", "ID01: evidence: there is no trail; an entry has of, trace, column"),
        ("kind: identity", "kind: identities", "identity.yaml: file name and kind agree"),
        ("rules:\n", "rule:\n", "identity.yaml: a rule file holds `kind: identity`, `prefix:` of two capitals"),
        ("prefix: ID", "prefix: id", "identity.yaml: prefix is 'id'; write two capitals"),
        ("place: 60", "place: last", "identity.yaml: a rule file holds `kind: identity`"),
        ("  - id: ID01\n", "  - hello\n  - id: ID01\n", "identity.yaml: hello: write a mapping with id, version"),
        ("id: ID01\n    version", "name: ID01\n    version", "identity.yaml: an entry without id: there is no name"),
    ],
)
def test_a_broken_entry_names_file_rule_and_what_to_write(tmp_path: Path, old: str, new: str, says: str) -> None:
    folder = edited(tmp_path, "identity", old, new)
    with pytest.raises(ValueError) as raised:
        load_rules(folder)
    assert says in str(raised.value)
    assert str(raised.value).startswith("identity.yaml: ")


def test_the_page_in_docs_is_current_and_names_every_rule() -> None:
    page = rules_markdown()
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == page
    for rule in load_rules().values():
        assert f"| {rule.id} | {rule.title} |" in page
        assert f"`{rule.expression}`" in page

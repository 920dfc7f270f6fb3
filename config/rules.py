"""The rule pack (`config/rules/<kind>.yaml`): what is suspicious, in which words, who verifies it and by when.

One file a kind, one entry a rule; the machinery knows no rule by name. `config.check_rules` says what is wrong with an entry,
`transforms.rules` turns its expressions into Polars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from config.entries import Example, fields_of, read_example
from config.yaml_files import read_yaml

Kind = Literal["inclusion", "exclusion", "cause", "gap", "risk", "identity", "household", "silence"]
Grain = Literal["person", "household", "feed", "town"]
Severity = Literal["high", "medium", "low"]

RULES = Path(__file__).with_name("rules")
PREFIXES: Mapping[str, str] = {
    "inclusion": "IN",
    "exclusion": "EX",
    "cause": "CA",
    "gap": "GA",
    "risk": "RI",
    "identity": "ID",
    "household": "HH",
    "silence": "SI",
}
"""How the ids of a kind begin; the kinds in the order in which they are read to people."""
_ROSTER = "civil_affairs/household_roster"
TRACES: Mapping[str, str] = {
    "home": _ROSTER,
    "roster": _ROSTER,
    "roster_rows": _ROSTER,
    "enrolment": "health_insurance/enrolment",
    "insured_before": "health_insurance/enrolment",
    "students": "education/students",
    "certificates": "disability/certificates",
    "assistance": "civil_affairs/assistance",
    "death": "civil_affairs/vital_events",
    "marriage": "civil_affairs/vital_events",
    "bills": "health_insurance/settlements",
    "late_bills": "health_insurance/settlements",
    "illness_bills": "health_insurance/settlements",
    "aid": "education/aid",
    "names": "",
    "shared_number": "",
    "two_numbers": "",
}
"""Rows that evidence can point to -> the feed they stand in; empty where that is any feed."""


@dataclass(frozen=True)
class Evidence:
    """A column that a clerk needs to check a hit, and whose rows: the subject's, its hit members', or the household's own."""

    of: Literal["subject", "member", "household"]
    trace: str
    column: str


@dataclass(frozen=True)
class Rule:
    """One rule: asked of every subject of its grain each night, it answers yes (a hit), no or unknown."""

    id: str
    version: str
    kind: Kind
    grain: Grain
    title: str
    message: str
    """A suspicion in one Chinese sentence; `{indicator}` stands for a number of the subject's."""
    advice: str
    severity: Severity
    effective_from: date
    expression: str
    evidence: tuple[Evidence, ...]
    verifier: str
    """village | town | feed (the department that owns the silent feed) | department/feed (the owner of that contract)."""
    due_days: str
    """Name of the threshold."""
    hit: Example
    miss: Example
    effective_to: date | None = None
    """The last day on which it holds."""
    parameters: tuple[str, ...] = ()
    """Names of thresholds that stand in the expressions as `{name}`."""
    member: str = ""
    """Asked of each member; the household's expression knows it as `member` (of any) and `members_hit` (of how many)."""
    unknown: Literal["no_hit", "hit"] = "no_hit"

    @property
    def numbers(self) -> tuple[str, ...]:
        """Indicators that the message names."""
        return tuple(re.findall(r"\{(\w+)\}", self.message))

    def holds(self, on: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@cache
def load_rules(folder: Path = RULES) -> Mapping[str, Rule]:
    """Read every rule by its id, in id order. Raises ValueError naming file, rule and what to write."""
    rules: dict[str, Rule] = {}
    for path in rule_files(folder):
        for entry in rule_entries(path):
            rule = read_rule(path, entry)
            if rule.id in rules:
                raise ValueError(f"{path.name}: {rule.id}: the id stands twice; give the new rule the next free number")
            rules[rule.id] = rule
    return dict(sorted(rules.items()))


def rule_files(folder: Path) -> list[Path]:
    """The files of a pack, in name order."""
    return sorted(folder.glob("*.yaml"))


def rule_entries(path: Path) -> list[object]:
    """The entries of one file as written. Raises ValueError where the file is not `kind: <its name>` and `rules: [...]`."""
    data = read_yaml(path)
    if not isinstance(data, dict) or data.keys() != {"kind", "rules"} or not isinstance(data["rules"], list):
        raise ValueError(f"{path.name}: a rule file holds `kind: {path.stem}` and `rules:`, a list of entries")
    if data["kind"] != path.stem or path.stem not in PREFIXES:
        raise ValueError(f"{path.name}: file name and kind agree and are one of {', '.join(PREFIXES)}; kind is {data['kind']!r}")
    return list(data["rules"])


def read_rule(path: Path, entry: object) -> Rule:
    """Read one entry. Raises ValueError naming file, rule and what to write."""
    where = f"{path.name}: {entry.get('id', 'an entry without id') if isinstance(entry, dict) else entry}"
    given = fields_of(Rule, entry, where, besides=("kind",))
    given |= {side: read_example(given[side], given["grain"], f"{where}: {side}") for side in ("hit", "miss")}
    given |= {"kind": path.stem, "parameters": tuple(given.get("parameters", ()))}
    given |= {"evidence": tuple(Evidence(**fields_of(Evidence, item, f"{where}: evidence")) for item in given["evidence"])}
    return Rule(**given)

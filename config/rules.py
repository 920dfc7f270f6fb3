"""The rule pack (`config/rules/<kind>.yaml`): what is suspicious, in which words, who verifies it and by when.

One file a kind, one entry a rule; the machinery knows no rule and no kind by name. `config.check_rules` says what is wrong with an entry,
`transforms.rules` turns its expressions into Polars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from config.entries import Example, fields_of, read_example
from config.yaml_files import files_in, read_yaml

Grain = Literal["person", "household", "village", "feed", "town"]
Severity = Literal["high", "medium", "low"]

RULES = Path(__file__).with_name("rules")
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
"""Rows that evidence can point to -> the feed they stand in; empty where that is any feed. An indicator of a feed is a trace too: the rows
that made its answer.
"""


@dataclass(frozen=True)
class Kind:
    """What the rules of one file look for."""

    id: str
    prefix: str
    """How the ids of its rules begin."""
    title: str
    place: int
    """Kinds are read to people in the order of their places."""


@dataclass(frozen=True)
class Evidence:
    """A column that a clerk needs to check a hit, and whose rows: the subject's, its hit members', or the household's own."""

    of: Literal["subject", "member", "household"]
    trace: str
    """One of `TRACES`, or an indicator of a feed."""
    column: str


@dataclass(frozen=True)
class Rule:
    """One rule: asked of every subject of its grain each night, it answers yes (a hit), no or unknown."""

    id: str
    version: str
    kind: str
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
    needs: tuple[str, ...] = ()
    """Feeds (`department/feed`) without which nobody can say yes: until all of them were delivered, nobody is asked."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Indicators that the message names."""
        return tuple(re.findall(r"\{(\w+)\}", self.message))

    def holds(self, on: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@cache
def load_rules(folder: Path = RULES, extra: Path | None = None) -> Mapping[str, Rule]:
    """Read every rule of a folder, and of `rules/` in an extra one (settings: `feeds`), by its id, in id order.

    Raises ValueError naming file, rule and what to write.
    """
    rules: dict[str, Rule] = {}
    for path in files_in(folder, extra):
        for entry in rule_entries(path):
            rule = read_rule(path, entry)
            if rule.id in rules:
                raise ValueError(f"{path.name}: {rule.id}: the id stands twice; give the new rule the next free number")
            rules[rule.id] = rule
    return dict(sorted(rules.items()))


@cache
def load_kinds(folder: Path = RULES, extra: Path | None = None) -> Mapping[str, Kind]:
    """Read every kind by its id, in the order in which they are read to people.

    Raises ValueError naming file and what to write, also where two files do not say the same of a kind.
    """
    kinds: dict[str, Kind] = {}
    for path in files_in(folder, extra):
        kind = read_kind(path)
        if kinds.setdefault(kind.id, kind) != kind:
            raise ValueError(
                f"{path.name}: another file says {kinds[kind.id]} of this kind; write the same prefix, title and place"
            )
        if kind.prefix in {other.prefix for other in kinds.values() if other.id != kind.id}:
            raise ValueError(f"{path.name}: prefix {kind.prefix} belongs to another kind; choose two other letters")
    return dict(sorted(kinds.items(), key=lambda item: (item[1].place, item[0])))


def read_kind(path: Path) -> Kind:
    """What one file says of its kind. Raises ValueError naming the file and what to write."""
    data = _read(path)
    return Kind(data["kind"], data["prefix"], data["title"], data["place"])


def rule_entries(path: Path) -> list[object]:
    """The entries of one file as written. Raises ValueError naming the file and what to write."""
    return list(_read(path)["rules"])


def read_rule(path: Path, entry: object) -> Rule:
    """Read one entry. Raises ValueError naming file, rule and what to write."""
    where = f"{path.name}: {entry.get('id', 'an entry without id') if isinstance(entry, dict) else entry}"
    given = fields_of(Rule, entry, where, besides=("kind",))
    given |= {side: read_example(given[side], given["grain"], f"{where}: {side}") for side in ("hit", "miss")}
    given |= {"kind": path.stem, **{name: tuple(given.get(name, ())) for name in ("parameters", "needs")}}
    given |= {"evidence": tuple(Evidence(**fields_of(Evidence, item, f"{where}: evidence")) for item in given["evidence"])}
    return Rule(**given)


_HEAD: Mapping[str, type] = {"kind": str, "prefix": str, "title": str, "place": int, "rules": list}


def _read(path: Path) -> dict[str, Any]:
    data = read_yaml(path)
    if (
        not isinstance(data, dict)
        or data.keys() != _HEAD.keys()
        or not all(isinstance(data[name], form) for name, form in _HEAD.items())
    ):
        raise ValueError(
            f"{path.name}: a rule file holds `kind: {path.stem}`, `prefix:` of two capitals, `title:`, `place:`, a number by which kinds are "
            "ordered, and `rules:`, a list of entries"
        )
    if data["kind"] != path.stem:
        raise ValueError(f"{path.name}: file name and kind agree; kind is {data['kind']!r}")
    if not re.fullmatch(r"[A-Z]{2}", data["prefix"]):
        raise ValueError(f"{path.name}: prefix is {data['prefix']!r}; write two capitals")
    return data

"""What people are entitled to (`entitlements.yaml`): who, what counts as covered, and which reasons excuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from config.entries import fields_of
from config.yaml_files import read_yaml

ENTITLEMENTS = Path(__file__).with_name("entitlements.yaml")
ANSWERS = ("not_eligible", "covered", "gap", "unknown")
"""How a person can stand to an entitlement, beside each excused reason."""


@dataclass(frozen=True)
class Standing:
    """A made-up person and how they stand to the entitlement: one of `ANSWERS` or an excused reason."""

    person: Mapping[str, Any]
    answer: str


@dataclass(frozen=True)
class Entitlement:
    """One entitlement. Expressions as in rules, asked of a person: yes, no or unknown."""

    id: str
    title: str
    eligible: str
    covered: str
    examples: tuple[Standing, ...]
    rule: str = ""
    """The rule that finds its gap; empty where none does."""
    excused: Mapping[str, str] = field(default_factory=dict)
    """Reason -> expression; the first that holds counts."""
    parameters: tuple[str, ...] = ()


@cache
def load_entitlements(path: Path = ENTITLEMENTS) -> Mapping[str, Entitlement]:
    """Read the entitlements by id, in the order of the file. Raises ValueError naming file, entitlement and what to write."""
    return {name: _entitlement(f"{path.name}: {name}", name, entry) for name, entry in read_yaml(path).items()}


def _entitlement(where: str, name: str, entry: object) -> Entitlement:
    given = fields_of(Entitlement, entry, where, besides=("id",))
    examples = tuple(Standing(**fields_of(Standing, item, f"{where}: examples")) for item in given["examples"])
    return Entitlement(**{**given, "id": name, "examples": examples, "parameters": tuple(given.get("parameters", ()))})

"""Special groups (`groups.yaml`): what puts a person into each, the strongest evidence first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.yaml_files import read_yaml

GROUPS = Path(__file__).with_name("groups.yaml")


@dataclass(frozen=True)
class BillEvidence:
    """A kind of bill that puts its patient into a group."""

    kind: str
    column: str
    """Column of the settlements."""
    pattern: str
    within_days: str = ""
    """Threshold: so many days before the night the bill may lie; empty for any time."""


@dataclass(frozen=True)
class Group:
    """One special group. What is empty is no evidence for it."""

    name: str
    title: str
    health: tuple[str, ...] = ()
    """Codes of the register's health."""
    schemes: tuple[str, ...] = ()
    """Assistance received."""
    severe_card: bool = False
    """An active disability card of a severe grade."""
    card_types: tuple[str, ...] = ()
    """Types of an active disability card."""
    bills: tuple[BillEvidence, ...] = ()
    never: tuple[str, str] | None = None
    """Column and pattern of bills that are no evidence whatever else they say."""


@cache
def load_groups(path: Path = GROUPS) -> Mapping[str, Group]:
    """Read the groups by name, in name order. Raises TypeError for an unknown key."""
    entries = read_yaml(path)["groups"]
    return {name: _group(name, entry) for name, entry in sorted(entries.items())}


def _group(name: str, entry: Mapping[str, object]) -> Group:
    given = dict(entry)
    never = given.pop("never", None)
    bills = given.pop("bills", ())
    assert isinstance(bills, list | tuple)
    lists = {key: tuple(value) for key, value in given.items() if isinstance(value, list)}
    return Group(
        name=name,
        **{**given, **lists},  # type: ignore[arg-type]  # the dataclass names the keys, a typing error raises
        bills=tuple(BillEvidence(**one) for one in bills),
        never=(never["column"], never["pattern"]) if isinstance(never, dict) else None,
    )

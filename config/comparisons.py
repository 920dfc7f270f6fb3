"""Comparisons of villages (`config/comparisons/*.yaml`): what groups of villages get per head, held against one of the groups.

`config.check_villages` says what is wrong with an entry, `transforms.household.comparisons` works it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.entries import fields_of
from config.yaml_files import read_entries

COMPARISONS = Path(__file__).with_name("comparisons")


@dataclass(frozen=True)
class Group:
    """Villages that are taken together."""

    name: str
    title: str
    when: str
    """Which villages; one of which that is unknown is in no group."""
    parameters: tuple[str, ...] = ()
    """Names of thresholds that stand in `when` as `{name}`."""


@dataclass(frozen=True)
class Comparison:
    """One comparison. A village is in the first group whose `when` holds of it."""

    name: str
    title: str
    unit: str
    value: str
    """An indicator of villages: a number."""
    per: str
    """An indicator of villages: whose number the value is shared among."""
    reference: str
    """The group that the others are held against."""
    groups: tuple[Group, ...]

    @property
    def ratio(self) -> str:
        """The village indicator: its value per head over that of the reference; unknown of a village in no group."""
        return f"{self.name}_ratio"


@cache
def load_comparisons(folder: Path = COMPARISONS, extra: Path | None = None) -> Mapping[str, Comparison]:
    """Read every comparison of a folder, and of `comparisons/` in an extra one (settings: `feeds`), by name, in name order.

    Raises ValueError naming file, comparison and what to write; a name stands once in all files.
    """
    return {name: _read(where, name, entry) for where, name, entry in read_entries(folder, extra)}


def _read(where: str, name: str, entry: object) -> Comparison:
    given = fields_of(Comparison, entry, where, besides=("name",))
    groups = tuple(_group(f"{where}: groups", item) for item in given["groups"])
    return Comparison(**{**given, "name": name, "groups": groups})


def _group(where: str, entry: object) -> Group:
    given = fields_of(Group, entry, where)
    return Group(**{**given, "parameters": tuple(given.get("parameters", ()))})

"""Which columns of the published tables are told when they change from one edition to the next (`config/changes.yaml`).

`config.check_changes` says what is wrong with the file, `transforms.household.changes` compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from config.entries import fields_of
from config.policies import load_policies
from config.yaml_files import read_yaml

Blank = Literal["unknown", "none"]

CHANGES = Path(__file__).with_name("changes.yaml")
TABLES = ("household", "person")
"""The tables that are compared."""


@dataclass(frozen=True)
class Watched:
    """One column that is compared."""

    column: str
    blank: Blank = "unknown"
    """What an empty cell or list says: nothing, or that there is none."""
    unknown: tuple[str, ...] = ()
    """Values that say nothing either."""
    feeds: tuple[str, ...] = ()
    """What the column rests on: written down, else as the policies have it."""


def changes_file(extra: Path | None = None) -> Path:
    """The file that counts: that of an extra folder (settings: `feeds`) where there is one."""
    own = extra / CHANGES.name if extra else None
    return own if own and own.exists() else CHANGES


@cache
def load_watched(extra: Path | None = None) -> Mapping[str, tuple[Watched, ...]]:
    """Read the columns of each of TABLES, in the order of the file. Raises ValueError naming file, column and what to write."""
    path = changes_file(extra)
    given = read_yaml(path)
    if not isinstance(given, dict) or given.keys() != set(TABLES) or not all(isinstance(entry, dict) for entry in given.values()):
        raise ValueError(f"{path.name}: write {' and '.join(f'`{name}: {{column: {{...}}}}`' for name in TABLES)}")
    return {
        table: tuple(_watched(f"{path.name}: {table}: {column}", table, column, entry) for column, entry in given[table].items())
        for table in TABLES
    }


def _watched(where: str, table: str, column: str, entry: object) -> Watched:
    given = fields_of(Watched, entry, where, besides=("column",))
    sources = getattr(load_policies(), table).get(column, ())
    feeds = given.get("feeds") or dict.fromkeys(source.feed for source in sources)
    return Watched(column, given.get("blank", "unknown"), tuple(given.get("unknown", ())), tuple(feeds))

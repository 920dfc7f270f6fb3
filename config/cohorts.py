"""What a cohort asks: the rows of a published table that fulfil a condition. Written by whoever seals it, in a file or as options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from config.entries import fields_of
from config.tables import load_tables
from config.yaml_files import read_yaml

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class Cohort:
    """Grain: that of its table."""

    table: str
    where: str = ""
    """A condition on the table's columns; every row where there is none."""
    columns: tuple[str, ...] = ()
    """What is kept of each row beside the table's key; every column where none is named."""
    within: Mapping[str, str] = field(default_factory=dict)
    """Another table, whose key this one's rows name -> a condition on the row of it that they name."""

    @property
    def named(self) -> dict[str, Any]:
        """For the manifest: the same value asks the same."""
        return {**asdict(self), "columns": list(self.columns), "within": dict(sorted(self.within.items()))}


def load_cohort(path: Path) -> Cohort:
    """Read a file of `table`, and as wanted `where`, `columns`, `within`. Raises ValueError saying what to write."""
    return cohort_named(fields_of(Cohort, read_yaml(path), path.name))


def cohort_named(entry: Mapping[str, Any]) -> Cohort:
    """The cohort of which an entry holds what `named` says."""
    return Cohort(**{**entry, "columns": tuple(map(str, entry.get("columns", ())))})


def key_of(table: str) -> tuple[str, ...]:
    """The columns by which rows of a published table are known again. Raises ValueError where there is no such table, or no key."""
    contracts = {name: one for name, one in load_tables().items() if one.place == "published" and one.key}
    if table not in contracts:
        raise ValueError(f"there is no table {table} whose rows can be known again; there are {', '.join(contracts)}")
    return contracts[table].key


def public_columns(table: str) -> list[str]:
    """The text columns of a published table that anybody may read: places, kinds, titles."""
    columns = load_tables()[table].columns
    return [column.name for column in columns if column.classification == "public" and column.type.kind == "string"]

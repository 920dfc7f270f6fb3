"""How the cells of a history stand on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.terminal import plain

Entry = Mapping[str, Any]
LONG = 40
"""Characters beyond which a list is not told among all columns."""


@dataclass
class Files:
    """Names of files: whole, or, where there are many lines, a number each that stands below them."""

    is_numbered: bool
    numbers: dict[str, int] = field(default_factory=dict)

    def name(self, row: Entry) -> str:
        """What stands for the file of a row."""
        file = str(row["file"]).rpartition("/")[2]
        if not self.is_numbered or not file:
            return file
        return f"[{self.numbers.setdefault(file, len(self.numbers) + 1)}]"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """A time to the minute, in the city's zone."""
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"


def text(value: Any) -> str:
    """A cell; of a list of records how many there are."""
    if isinstance(value, list):
        return f"{len(value)} entries" if value and isinstance(value[0], dict) else ", ".join(map(str, value))
    return "" if value is None else str(plain(value) if not isinstance(value, str | int | float | bool) else value)


def brief(value: Any) -> str:
    """As `text`, a long list as how many there are."""
    whole = text(value)
    return f"{len(value)} entries" if isinstance(value, list) and len(whole) > LONG else whole

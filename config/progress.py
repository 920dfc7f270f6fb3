"""Progress of villages (`config/progress/*.yaml`): what a village has now against what it had in the year it is compared with.

`config.check_villages` says what is wrong with an entry, `transforms.household.progress` works it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.entries import fields_of
from config.yaml_files import read_entries

PROGRESS = Path(__file__).with_name("progress")
PARTS = ("before", "now", "change")
"""What each adds to the indicators of a village, as `<name>_<part>`."""


@dataclass(frozen=True)
class Progress:
    """One thing in which villages should get on."""

    name: str
    title: str
    unit: str
    before: tuple[str, ...]
    """Indicators of villages that are added up: a yes counts one, a number itself. One that is unknown makes the sum unknown."""
    now: tuple[str, ...]
    """The same things now, in the same order."""

    def part(self, name: str) -> str:
        """The village indicator that holds one of PARTS."""
        return f"{self.name}_{name}"


@cache
def load_progress(folder: Path = PROGRESS, extra: Path | None = None) -> Mapping[str, Progress]:
    """Read every entry of a folder, and of `progress/` in an extra one (settings: `feeds`), by name, in name order.

    Raises ValueError naming file, entry and what to write; a name stands once in all files.
    """
    return {name: _read(where, name, entry) for where, name, entry in read_entries(folder, extra)}


def _read(where: str, name: str, entry: object) -> Progress:
    given = fields_of(Progress, entry, where, besides=("name",))
    return Progress(**{**given, "name": name, "before": tuple(given["before"]), "now": tuple(given["now"])})

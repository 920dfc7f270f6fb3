"""Statistics of villages (`config/statistics/*.yaml`): how likely it is by chance that so many of a village's households look alike.

Each states what chance would give (its null) and is exact: a probability, not a score. A small one is a suspicion and no verdict.
`config.check_villages` says what is wrong with an entry, `transforms.household.statistics` works it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from config.entries import fields_of
from config.yaml_files import read_entries

Test = Literal["bunched", "repeated"]

STATISTICS = Path(__file__).with_name("statistics")
PARTS = ("found", "of", "chance")
"""What each statistic adds to the indicators of a village, as `<name>_<part>`."""


@dataclass(frozen=True)
class Statistic:
    """One statistic, of every village."""

    name: str
    title: str
    test: Test
    """bunched: of the values within a width above a line and those within the next width, as many or fewer lie in the first. repeated: no one
    value is had by more than a share of the households."""
    when: str
    """Which households are looked at."""
    value: str
    """An indicator of households: a number or a date. Households of which it is unknown are not looked at."""
    share: str
    """Name of the threshold: the width as a share of the line (bunched), or the most that one value holds by chance (repeated)."""
    least: str
    """Name of the threshold: of fewer values nothing is said."""
    alarm: str
    """Name of the threshold: a probability below it is suspicious."""
    line: str = ""
    """Name of the threshold that bunched values lie above."""
    parameters: tuple[str, ...] = ()
    """Names of thresholds that stand in `when` as `{name}`."""

    def part(self, name: str) -> str:
        """The village indicator that holds one of PARTS."""
        return f"{self.name}_{name}"


@cache
def load_statistics(folder: Path = STATISTICS, extra: Path | None = None) -> Mapping[str, Statistic]:
    """Read every statistic of a folder, and of `statistics/` in an extra one (settings: `feeds`), by name, in name order.

    Raises ValueError naming file, statistic and what to write; a name stands once in all files.
    """
    return {name: _read(where, name, entry) for where, name, entry in read_entries(folder, extra)}


def _read(where: str, name: str, entry: object) -> Statistic:
    given = fields_of(Statistic, entry, where, besides=("name",))
    return Statistic(**{**given, "name": name, "parameters": tuple(given.get("parameters", ()))})

"""Targets (`config/targets/<target>.yaml`): how many have to leave a list in a year, through which gate, and whose share it is town by town.

A target holds in its year. `config.check_targets` says what is wrong with one, `transforms.targets` turns its expressions into Polars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from config.entries import fields_of
from config.yaml_files import files_in, read_yaml

Counts = Literal["persons", "households", "villages"]

TARGETS = Path(__file__).with_name("targets")
GRAINS: Mapping[Counts, str] = {"persons": "household", "households": "household", "villages": "village"}
"""What is counted -> the grain of the gate that decides it."""


@dataclass(frozen=True)
class Target:
    """What a city has to reach in a year."""

    id: str
    title: str
    year: int
    counts: Counts
    """Living members of households, the households, or villages: each once."""
    gate: str
    """Only who passes it tonight counts as passed."""
    when: str
    """Of whom it is counted, beside the gate's own `when`: also who left the list this year, or the number would fall with every exit."""
    plan: int
    """Of the whole city."""
    last_year: int | None = None
    """The plan of the year before, for comparison."""
    quota: str = ""
    """The indicator of towns that says each town's share; where it is empty no town has one."""
    recorded: str = ""
    """Whom the register itself shows as gone this year, whatever the gate says; not counted where it is empty."""
    parameters: tuple[str, ...] = ()
    """Names of thresholds that stand in the expressions as `{name}`."""

    @property
    def grain(self) -> str:
        """Of what the gate has to be."""
        return GRAINS[self.counts]

    def holds(self, on: date) -> bool:
        """Whether the target is one of the day's year."""
        return self.year == on.year


@cache
def load_targets(folder: Path = TARGETS, extra: Path | None = None) -> Mapping[str, Target]:
    """Read every target of a folder, and of `targets/` in an extra one (settings: `feeds`), by id, in order.

    An extra target of a built-in id takes its place. Raises ValueError naming file and what to write.
    """
    return dict(sorted({target.id: target for target in map(read_target, files_in(folder, extra))}.items()))


def read_target(path: Path) -> Target:
    """Read one target; its id is the file's name. Raises ValueError naming file and what to write."""
    given = fields_of(Target, read_yaml(path), path.name, besides=("id",))
    return Target(**{**given, "id": path.stem, "parameters": tuple(given.get("parameters", ()))})

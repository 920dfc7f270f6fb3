"""Gates (`config/gates/<gate>.yaml`): the conditions, in order, under which a household or a village may leave a list.

A condition answers yes, no or unknown, and unknown never passes. `config.check_gates` says what is wrong with a gate, `transforms.gates` turns
its expressions into Polars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from config.entries import Example, fields_of, read_example
from config.yaml_files import files_in, read_yaml

Grain = Literal["household", "village"]
Verdict = Literal["pass", "fail", "unknown", "not_applicable"]

GATES = Path(__file__).with_name("gates")


@dataclass(frozen=True)
class Condition:
    """One condition of a gate, asked of every subject to which the gate applies."""

    id: str
    title: str
    """What is demanded, in Chinese."""
    expression: str
    evidence: tuple[str, ...]
    """Feeds (`department/feed`), or indicators of `config/indicators/`, without which nobody can say yes."""
    owner: str
    """Whom to ask where it is not met: village | town | department/feed (the owner of that contract)."""
    met: Example
    unmet: Example
    parameters: tuple[str, ...] = ()
    """Names of thresholds that stand in the expressions as `{name}`."""
    member: str = ""
    """Asked of each member; the expression knows it as `member`, of any. Where nobody lives in a household it is unknown."""
    fresh_days: str = ""
    """Name of the threshold: evidence whose newest delivery speaks of an older day proves nothing any more."""


@dataclass(frozen=True)
class Gate:
    """A gate: who has to pass it, and what it demands, in the order in which it is read to people."""

    id: str
    grain: Grain
    title: str
    publishes: str
    """The column of the grain's table that holds the verdict; what is missing stands in `<column>_missing`."""
    when: str
    """Whom the gate concerns; of whom that is unknown the verdict is unknown."""
    conditions: tuple[Condition, ...]

    @property
    def missing(self) -> str:
        """The column that lists what is missing."""
        return f"{self.publishes}_missing"


@cache
def load_gates(folder: Path = GATES, extra: Path | None = None) -> Mapping[str, Gate]:
    """Read every gate of a folder, and of `gates/` in an extra one (settings: `feeds`), by id, in order.

    An extra gate of a built-in id takes its place. Raises ValueError naming file, condition and what to write.
    """
    return dict(sorted({gate.id: gate for gate in map(read_gate, files_in(folder, extra))}.items()))


def read_gate(path: Path) -> Gate:
    """Read one gate; its id is the file's name. Raises ValueError naming file, condition and what to write."""
    given = fields_of(Gate, read_yaml(path), path.name, besides=("id",))
    conditions = tuple(_condition(path.name, given["grain"], entry) for entry in given["conditions"])
    return Gate(**{**given, "id": path.stem, "conditions": conditions})


def _condition(file: str, grain: str, entry: object) -> Condition:
    where = f"{file}: {entry.get('id', 'a condition without id') if isinstance(entry, dict) else entry}"
    given = fields_of(Condition, entry, where)
    lists = {name: tuple(given.get(name, ())) for name in ("evidence", "parameters")}
    examples = {side: read_example(given[side], grain, f"{where}: {side}") for side in ("met", "unmet")}
    return Condition(**{**given, **lists, **examples})

"""Evidence of the causes of poverty (`causes.yaml`): of a person, and of the household they live in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.entries import Example, fields_of, read_example
from config.yaml_files import read_yaml

CAUSES = Path(__file__).with_name("causes.yaml")


@dataclass(frozen=True)
class Cause:
    """A cause that evidence can speak for. Expressions as in rules: yes, no or unknown."""

    id: str
    """A code of `config/codes/poverty_causes.yaml`."""
    title: str
    household: str
    """Asked of the household, which knows the answers about its people as `member` and `members_hit`."""
    hit: Example
    miss: Example
    person: str = ""
    """Asked of each person; empty where the evidence is about nobody in particular."""
    parameters: tuple[str, ...] = ()


@cache
def load_causes(path: Path = CAUSES) -> Mapping[str, Cause]:
    """Read the causes by id, in id order. Raises ValueError naming file, cause and what to write."""
    return {name: _cause(f"{path.name}: {name}", name, entry) for name, entry in sorted(read_yaml(path).items())}


def _cause(where: str, name: str, entry: object) -> Cause:
    given = fields_of(Cause, entry, where, besides=("id",))
    given |= {side: read_example(given[side], "household", f"{where}: {side}") for side in ("hit", "miss")}
    return Cause(**{**given, "id": name, "parameters": tuple(given.get("parameters", ()))})

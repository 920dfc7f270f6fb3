"""What must not be read on a public notice (`config/redaction.yaml`), wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.yaml_files import read_yaml

REDACTION = Path(__file__).with_name("redaction.yaml")


@dataclass(frozen=True)
class Redaction:
    """When a text is withheld, and what stands in its place."""

    withheld: str
    digits: int
    """So many digits in a row, whatever stands between them, may be a number of a person."""
    health: tuple[str, ...]
    """Words that speak of somebody's health."""


@cache
def load_redaction() -> Redaction:
    """Read the file. Raises ValueError naming it where YAML does not hold."""
    given = read_yaml(REDACTION)
    return Redaction(str(given["withheld"]), int(given["digits"]), tuple(given["health"]))

"""Dated thresholds (`thresholds.yaml`): what a rule compares with, as it held on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from config.yaml_files import read_yaml

THRESHOLDS = Path(__file__).with_name("thresholds.yaml")


@dataclass(frozen=True)
class Threshold:
    """One value of a threshold, from a day on."""

    effective_from: date
    value: float
    source: str


@cache
def load_thresholds(path: Path = THRESHOLDS) -> Mapping[str, tuple[Threshold, ...]]:
    """Read every threshold's values by its name, oldest first."""
    return {
        name: tuple(sorted((Threshold(**value) for value in entry["values"]), key=lambda item: item.effective_from))
        for name, entry in read_yaml(path).items()
    }


def threshold(name: str, on: date) -> float:
    """Look up the value that holds on a day. Raises KeyError for an unknown name, ValueError for too early a day."""
    held = [item for item in load_thresholds()[name] if item.effective_from <= on]
    if not held:
        raise ValueError(f"the threshold {name} has no value on {on}")
    return held[-1].value

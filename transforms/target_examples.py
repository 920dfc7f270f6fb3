"""Reads what targets say of whom, against the indicators that their subjects have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from config.standards import Standards
from config.targets import Target
from transforms.targets import counted_by, recorded_by


def target_problems(standards: Standards, on: date) -> list[str]:
    """List every target whose expressions cannot be read, with the thresholds of a day."""
    return [problem for target in standards.targets.values() for problem in _problems(target, standards, on)]


def _problems(target: Target, standards: Standards, on: date) -> Iterator[str]:
    for asked in (counted_by, *([recorded_by] if target.recorded else [])):
        try:
            asked(target, standards, on)
        except ValueError as error:
            yield str(error)

"""Who passes the gates of households, by town, and what is missing most often; no group of households below the least number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from flows.report.smallcells import Shown, about, column, counted, is_small, nearest_ten, total_of

OFTEN = 8
"""Conditions named of a gate."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TownGate(_Model):
    """Households of one town that a gate concerns, by verdict."""

    town: str
    passed: int
    failed: int
    unknown: int


class Lacking(_Model):
    """Households of the city that do not meet a condition, and those of which nobody can say."""

    condition: str
    """Its Chinese title."""
    not_met: int
    unclear: int


class GateLine(_Model):
    """One gate on one night."""

    title: str
    towns: tuple[TownGate, ...]
    """In the order of the page's towns."""
    lacking: tuple[Lacking, ...]
    """In the order of the conditions."""


@dataclass(frozen=True)
class GateRow:
    """A town, or a condition, and its counts as they may be shown."""

    title: str
    counts: Sequence[Shown]


@dataclass(frozen=True)
class GateSection:
    """One gate as the page shows it: passed, failed, unknown by town and in the city; not met, unclear by condition."""

    title: str
    towns: Sequence[GateRow]
    city: Sequence[Shown]
    lacking: Sequence[GateRow]
    """Most often lacking first."""


def gate_sections(lines: Iterable[GateLine], least: int) -> list[GateSection]:
    """The gates that concern anybody, in their order."""
    return [_section(line, least) for line in lines if line.towns]


def _section(line: GateLine, least: int) -> GateSection:
    verdicts = [
        column(counts, least) for counts in zip(*((town.passed, town.failed, town.unknown) for town in line.towns), strict=True)
    ]
    rows = [GateRow(town.town, cells) for town, *cells in zip(line.towns, *verdicts, strict=True)]
    often = sorted(line.lacking, key=lambda one: -_rank(one, least))[:OFTEN]
    lacking = [GateRow(one.condition, (_roughly(one.not_met, least), _roughly(one.unclear, least))) for one in often]
    return GateSection(line.title, rows, [total_of(cells, least) for cells in verdicts], lacking)


def _rank(one: Lacking, least: int) -> int:
    """How often it is lacking; what is hidden must not show in the order either."""
    return nearest_ten(sum(count for count in (one.not_met, one.unclear) if not is_small(count, least)))


def _roughly(count: int, least: int) -> Shown:
    """To the nearest ten: the few households that do meet a condition must not follow from those that do not."""
    return Shown(about(count), nearest_ten(count)) if count >= least else counted(count, least)

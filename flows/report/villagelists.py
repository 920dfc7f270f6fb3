"""Villages by name: which do not get on, which groups get less per head, and of which the figures look made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from flows.report.smallcells import NONE, counted, is_small

STATES = {"rising": "上升", "complete": "已齐全", "not_rising": "没有上升", "unknown": "不明"}


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    town: str
    village: str


class ProgressLine(_Line):
    """One thing in which a village should get on."""

    unit: str
    before: float | None = None
    now: float | None = None
    state: str


class ComparisonLine(_Line):
    """One village of a group that is compared."""

    unit: str
    group: str
    """Its Chinese title."""
    value: float | None = None
    heads: float | None = None
    ratio: float | None = None


class SuspectLine(_Line):
    """One statistic of which a village's figure is suspect."""

    found: int
    of: int
    chance: float


@dataclass(frozen=True)
class ProgressRow:
    """One thing: how many villages stand how, and which do not get on, town by town."""

    title: str
    counts: tuple[int, ...]
    lagging: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class GroupRow:
    """One group of a comparison as texts."""

    comparison: str
    group: str
    villages: int
    heads: str
    value: str
    per_head: str
    low: Sequence[str]
    """Villages that get less than half of the reference per head."""


@dataclass(frozen=True)
class SuspectRow:
    """One suspect figure as texts."""

    title: str
    place: str
    found: str
    chance: str


LOW = 0.5
MOST = 200
"""Suspect villages on the page; findings have all of them."""


def progress_rows(lines: Sequence[ProgressLine]) -> list[ProgressRow]:
    """A row a thing of which something is known of some village, in their order."""
    found: dict[str, list[ProgressLine]] = {}
    for one in lines:
        found.setdefault(one.title, []).append(one)
    known = {title: own for title, own in found.items() if any(one.state != "unknown" for one in own)}
    return [
        ProgressRow(title, tuple(sum(one.state == state for one in own) for state in STATES), _lagging(own))
        for title, own in known.items()
    ]


def _lagging(lines: Sequence[ProgressLine]) -> list[tuple[str, list[str]]]:
    towns: dict[str, list[str]] = {}
    for one in lines:
        if one.state == "not_rising":
            towns.setdefault(one.town, []).append(f"{one.village}（{one.before:,.0f}→{one.now:,.0f} {one.unit}）")
    return sorted(towns.items())


def group_rows(lines: Sequence[ComparisonLine], least: int) -> list[GroupRow]:
    """A row a comparison and group, in their order. `heads` are persons: of few nothing is told."""
    found: dict[tuple[str, str], list[ComparisonLine]] = {}
    for one in lines:
        found.setdefault((one.title, one.group), []).append(one)
    return [_group(title, group, own, least) for (title, group), own in found.items()]


def _group(title: str, group: str, lines: Sequence[ComparisonLine], least: int) -> GroupRow:
    known = [one for one in lines if one.value is not None and one.heads is not None]
    heads, value, unit = sum(int(one.heads or 0) for one in known), sum(one.value or 0 for one in known), lines[0].unit
    tells = bool(known) and heads > 0 and not is_small(heads, least)
    low = [one for one in lines if one.ratio is not None and one.ratio < LOW and not is_small(int(one.heads or 0), least)]
    return GroupRow(
        comparison=title,
        group=group,
        villages=len(lines),
        heads=counted(heads, least).text if known else NONE,
        value=f"{value:,.0f} {unit}" if tells else NONE,
        per_head=f"{value / heads:,.0f} {unit}" if tells else NONE,
        low=[f"{one.town}{one.village}" for one in low],
    )


def suspect_rows(lines: Sequence[SuspectLine], least: int) -> list[SuspectRow]:
    """The most unlikely first."""
    ordered = sorted(lines, key=lambda one: (one.chance, one.title, one.town, one.village))
    return [
        SuspectRow(
            one.title,
            f"{one.town}{one.village}",
            f"{counted(one.found, least).text} / {counted(one.of, least).text}",
            _rare(one.chance),
        )
        for one in ordered[:MOST]
    ]


def _rare(chance: float) -> str:
    """As one in so many, no finer than one in a million."""
    return f"1/{int(1 / chance):,}" if chance > 1e-6 else "不到 1/1,000,000"

"""What illness and care cost the special groups, and whom the measure for a group does not reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from flows.report.charts import Series, Stack, stacked
from flows.report.smallcells import NONE, counted, is_small

SERIES = (Series("救助后个人负担", "main"), Series("医疗救助", "soft"))
WAN = 10_000


class GroupLine(BaseModel):
    """One group and measure; money in yuan over twelve months."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str
    """Its Chinese title."""
    measure: str
    """Its Chinese title."""
    persons: int
    gap: int
    before: Decimal | None = None
    """Of the group, before medical aid."""
    after: Decimal | None = None
    gap_cost: Decimal | None = None
    """What those in the gap paid themselves."""


@dataclass(frozen=True)
class MeasureRow:
    """One measure of a group as texts."""

    measure: str
    gap: str
    gap_cost: str


@dataclass(frozen=True)
class GroupRow:
    """One group as texts; money in 万元 only where it may be shown."""

    group: str
    persons: str
    before: float | None
    after: float | None
    a_head: str
    measures: tuple[MeasureRow, ...]


def group_rows(lines: Iterable[GroupLine], least: int) -> list[GroupRow]:
    """A row a group, in order of their first lines. Groups overlap and have no total."""
    groups: dict[str, list[GroupLine]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    return [_row(of_group, least) for of_group in groups.values()]


def _row(lines: Sequence[GroupLine], least: int) -> GroupRow:
    first = lines[0]
    # The money of few people is as telling as their number.
    tells = first.persons >= least
    return GroupRow(
        group=first.group,
        persons=counted(first.persons, least).text,
        before=_wan(first.before) if tells else None,
        after=_wan(first.after) if tells else None,
        a_head=f"{first.after / first.persons:,.0f}" if tells and first.after is not None else NONE,
        measures=tuple(_measure(line, least) for line in lines),
    )


def _measure(line: GroupLine, least: int) -> MeasureRow:
    if is_small(line.persons, least):
        return MeasureRow(line.measure, NONE, NONE)
    if is_small(line.persons - line.gap, least):
        return MeasureRow(line.measure, f"≥{line.persons - least + 1:,}", NONE)
    cost = _wan(line.gap_cost) if line.gap >= least else None
    return MeasureRow(line.measure, counted(line.gap, least).text, NONE if cost is None else f"{cost:,.1f}")


def _wan(yuan: Decimal | None) -> float | None:
    return None if yuan is None else float(yuan / WAN)


def costs_chart(rows: Sequence[GroupRow]) -> Markup | None:
    """Each group's costs: what stayed with them, and what aid took over."""
    stacks = [
        Stack(
            row.group, (row.after, max(row.before - row.after, 0)), f"负担 {row.after:,.1f}，救助 {row.before - row.after:,.1f}"
        )
        for row in rows
        if row.before is not None and row.after is not None
    ]
    return stacked("各类人群一年的医疗费用", stacks, SERIES, unit=" 万元") if stacks else None

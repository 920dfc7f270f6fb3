"""Whom each entitlement reaches, in the city and by town, as it may be shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from flows.report.charts import Series, Stack, stacked
from flows.report.smallcells import NONE, Shown, column, counted, few, is_small, share_of, total_of

SERIES = (Series("已享受", "main"), Series("已说明原因", "soft"), Series("不明", "muted"), Series("缺口", "bad"))
SHADES = (98, 95, 90, 80)
"""Percent reached down to which a cell has the first, second … shade; below the last it has the darkest."""


ENOUGH = 40
"""Times the least count: of so many entitled a gap rounded to ten makes a share to the nearest few percent."""


class CoverageLine(BaseModel):
    """Persons of one entitlement in one village."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entitlement: str
    """Its Chinese title."""
    town: str
    village: str = ""
    village_code: str = ""
    covered: int = 0
    excused: int = 0
    unknown: int = 0
    gap: int = 0

    @property
    def reached(self) -> int:
        """Who has it, or need not have it."""
        return self.covered + self.excused

    @property
    def eligible(self) -> int:
        """Everyone entitled."""
        return self.reached + self.unknown + self.gap


@dataclass(frozen=True)
class CityRow:
    """One entitlement in the whole city; `eligible` is worked out from the parts, so that no part follows from it."""

    title: str
    eligible: Shown
    parts: tuple[Shown, ...]
    """Covered, excused, unknown, gap."""
    share: str


@dataclass(frozen=True)
class HeatCell:
    """One entitlement in one town."""

    share: str
    gap: Shown
    shade: str
    """A class of the page's style; empty where there is no share."""


@dataclass(frozen=True)
class HeatRow:
    """One town, a cell an entitlement."""

    town: str
    cells: tuple[HeatCell, ...]


def entitlements(lines: Iterable[CoverageLine]) -> list[str]:
    """In the order in which they come."""
    return list(dict.fromkeys(line.entitlement for line in lines))


def city_rows(lines: Sequence[CoverageLine], least: int) -> list[CityRow]:
    """A row an entitlement."""
    return [_city_row(added_up(line for line in lines if line.entitlement == name), least) for name in entitlements(lines)]


def _city_row(line: CoverageLine, least: int) -> CityRow:
    parts = tuple(counted(part, least) for part in (line.covered, line.excused, line.unknown, line.gap))
    eligible = total_of(parts, least)
    share, _ = share_of(line.reached, line.eligible, least)
    if not eligible.is_exact and eligible.number:
        share = f"约 {100 * sum(part.number or 0 for part in parts[:2]) / eligible.number:.0f}%"
    return CityRow(line.entitlement, eligible, parts, share)


def city_chart(rows: Sequence[CityRow]) -> Markup | None:
    """How many have each entitlement, need not, are unknown, lack it."""
    stacks = [Stack(row.title, tuple(part.number or 0 for part in row.parts), f"缺 {row.parts[-1].text}") for row in rows]
    return stacked("各项待遇的落实情况", stacks, SERIES) if stacks else None


def heat_rows(lines: Sequence[CoverageLine], towns: Sequence[str], least: int) -> list[HeatRow]:
    """A row a town, in the order of `towns`, which has nothing to do with the counts: it decides what hides small ones."""
    found: dict[tuple[str, str], list[CoverageLine]] = {}
    for line in lines:
        found.setdefault((line.town, line.entitlement), []).append(line)
    named = [*towns, *sorted({line.town for line in lines} - set(towns))]
    columns = [_heat_column([added_up(found.get((town, name), ())) for town in named], least) for name in entitlements(lines)]
    return [HeatRow(town, tuple(cells[at] for cells in columns)) for at, town in enumerate(named)]


def _heat_column(lines: Sequence[CoverageLine], least: int) -> list[HeatCell]:
    """The city's gap is shown, unless it is small itself."""
    gaps = [line.gap for line in lines]
    shown = [counted(gap, least) for gap in gaps] if is_small(sum(gaps), least) else column(gaps, least)
    return [_heat_cell(line, gap, least) for line, gap in zip(lines, shown, strict=True)]


def _heat_cell(line: CoverageLine, gap: Shown, least: int) -> HeatCell:
    """The share tells no more of the gap than the gap's own text does; where that makes it too rough to be of use, there is none."""
    text, share = share_of(line.reached, line.eligible, least) if gap.is_exact else _rough_share(line, gap, least)
    return HeatCell(text, gap, _shade(share))


def _rough_share(line: CoverageLine, gap: Shown, least: int) -> tuple[str, float | None]:
    """A bound where the gap is hidden, a rounded share where it is rounded."""
    supposed = least - 1 if gap.number is None else gap.number
    share = math.floor(100 * (line.eligible - line.unknown - supposed) / line.eligible) if line.eligible else 0
    if gap.text == few(least) and share >= SHADES[-1]:
        # Few lack it: no dark shade because few are entitled.
        return f"≥{share}%", float(share) if share >= SHADES[0] else None
    if gap.number is not None and line.eligible >= ENOUGH * least:
        return f"约 {share}%", float(share)
    return NONE, None


def _shade(share: float | None) -> str:
    return "" if share is None else f"shade{next((at for at, least in enumerate(SHADES) if share >= least), len(SHADES))}"


def added_up(lines: Iterable[CoverageLine]) -> CoverageLine:
    """One line for all of some lines of one entitlement."""
    all_of = list(lines)
    sums = {name: sum(getattr(line, name) for line in all_of) for name in ("covered", "excused", "unknown", "gap")}
    return CoverageLine(entitlement=all_of[0].entitlement if all_of else "", town="", **sums)

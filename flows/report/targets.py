"""Where the year's targets stand, in the city and by town, as it may be shown, and the curve over editions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from flows.report.linechart import line
from flows.report.smallcells import NONE, Shown, column, counted, is_small

UNITS = {"persons": "人", "households": "户", "villages": "个村"}
STANDINGS = {"passed": "已通过", "pending": "待确认", "blocked": "未达标", "unclear": "对象不明"}


class TargetLine(BaseModel):
    """One target in the city (`town` empty) or in one town."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    title: str
    counts: str
    town: str
    plan: int | None = None
    passed: int | None = None
    pending: int | None = None
    blocked: int | None = None
    unclear: int | None = None
    recorded: int | None = None
    last_year: int | None = None
    quota_sum: int | None = None
    quota_state: str | None = None
    quota_matches: int | None = None
    quota_matches_of: int | None = None
    quota_matches_chance: float | None = None


class TargetPoint(BaseModel):
    """How many had passed in one edition; None where nobody could say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: date
    target: str
    passed: int | None


@dataclass(frozen=True)
class TargetRow:
    """The city or a town as texts."""

    town: str
    plan: str
    standings: tuple[str, ...]
    remaining: str
    share: str


@dataclass(frozen=True)
class TargetSection:
    """One target of the page."""

    title: str
    unit: str
    city: TargetRow
    towns: Sequence[TargetRow]
    notes: Sequence[str]
    curve: Markup | None


def target_sections(lines: Sequence[TargetLine], history: Sequence[TargetPoint], least: int) -> list[TargetSection]:
    """A section a target, in their order; towns in the order in which they come, which has nothing to do with the counts."""
    found: dict[str, list[TargetLine]] = {}
    for one in lines:
        found.setdefault(one.target, []).append(one)
    return [_section(own, [point for point in history if point.target == name], least) for name, own in found.items()]


def quota_warnings(lines: Iterable[TargetLine]) -> list[str]:
    """Targets of which the towns' shares do not add up to the plan."""
    return [
        f"{one.title}（乡镇合计 {one.quota_sum:,}，全市 {one.plan:,}）"
        for one in lines
        if not one.town and one.quota_state == "differs" and one.quota_sum is not None and one.plan is not None
    ]


def _section(lines: Sequence[TargetLine], history: Sequence[TargetPoint], least: int) -> TargetSection:
    city, towns = lines[0], lines[1:]
    # A village points at nobody.
    least = 0 if city.counts == "villages" else least
    cells = [_column([getattr(one, name) for one in towns], least) for name in STANDINGS]
    return TargetSection(
        title=city.title,
        unit=UNITS[city.counts],
        city=_row(city, [_shown(getattr(city, name), least) for name in STANDINGS], "全市"),
        towns=[_row(one, [cell[at] for cell in cells], one.town) for at, one in enumerate(towns)],
        notes=_notes(city, least),
        curve=_curve(city, history, least),
    )


def _row(one: TargetLine, standings: Sequence[Shown], name: str) -> TargetRow:
    """What is left, and the share, tell no more of those passed than their own text does."""
    passed = standings[0]
    is_told = passed.is_exact and one.plan is not None and one.passed is not None
    return TargetRow(
        town=name,
        plan=NONE if one.plan is None else f"{one.plan:,}",
        standings=tuple(cell.text for cell in standings),
        remaining=f"{max((one.plan or 0) - (one.passed or 0), 0):,}" if is_told else NONE,
        share=f"{100 * (one.passed or 0) // one.plan}%" if is_told and one.plan else NONE,
    )


def _column(counts: Sequence[int | None], least: int) -> list[Shown]:
    if any(count is None for count in counts):
        return [Shown(NONE, None)] * len(counts)
    return column([count or 0 for count in counts], least)


def _shown(count: int | None, least: int) -> Shown:
    return Shown(NONE, None) if count is None else counted(count, least)


def _notes(city: TargetLine, least: int) -> list[str]:
    unit, notes = UNITS[city.counts], []
    if city.last_year is not None:
        notes.append(f"上年任务 {city.last_year:,} {unit}。")
    if city.recorded is not None:
        notes.append(f"花名册登记本年退出 {_shown(city.recorded, least).text} {unit}；没有通过退出关口的，不算完成。")
    told = {"unknown": "乡镇任务还没有报送。", "reconciles": "乡镇任务合计与全市任务一致。"}
    if city.quota_state == "differs" and city.quota_sum is not None:
        notes.append(f"乡镇任务合计 {city.quota_sum:,} {unit}，与全市任务不一致，请核对任务分解。")
    elif city.quota_state in told:
        notes.append(told[city.quota_state])
    if city.quota_matches and city.quota_matches_chance is not None:
        likely = f"偶然出现的可能性{_likely(city.quota_matches_chance)}"
        notes.append(f"{city.quota_matches_of} 个乡镇中有 {city.quota_matches} 个登记退出数与任务数正好相等，{likely}。")
    return notes


def _likely(chance: float) -> str:
    """An upper bound, rounded up, no finer than one in a thousand."""
    return "不到 0.1%" if chance < 0.001 else f"不超过 {ceil(round(1000 * chance, 6)) / 10:.1f}%"


def _curve(city: TargetLine, history: Sequence[TargetPoint], least: int) -> Markup | None:
    """Editions in which a number may be shown."""
    points = [
        (f"{point.edition.month}/{point.edition.day}", float(point.passed))
        for point in history
        if point.passed is not None and not is_small(point.passed, least)
    ]
    return line(f"{city.title}逐期已通过", points) if len(points) > 1 else None

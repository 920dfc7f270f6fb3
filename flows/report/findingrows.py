"""Findings by kind and by town as they may be shown: what each table and chart row says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from flows.findings.words import STATUS_WORDS, TO_DO
from flows.report.charts import Bar, Series, Stack, Tone, bars, stacked
from flows.report.findings import FindingCount, Findings, added_up
from flows.report.smallcells import NONE, Shown, column, counted, is_small, nearest_ten, share_of, total_of

TONES: Sequence[Tone] = ("soft", "main", "bad")
SERIES = tuple(Series(STATUS_WORDS[status], tone) for status, tone in zip(TO_DO, TONES, strict=True))
LAGGING = 10
"""Percentage points above the city from which a town's overdue share is marked."""
OTHERS = ("overdue", "waived", "appeared", "closed")


@dataclass(frozen=True)
class KindRow:
    """One kind, or all of them (`kind` empty)."""

    kind: str
    title: str
    todo: Shown
    parts: tuple[Shown, ...]
    """Of what is to be worked on, by `TO_DO`."""
    others: tuple[Shown, ...]
    """By `OTHERS`."""


@dataclass(frozen=True)
class TownWork:
    """What one town has to work on."""

    town: str
    kinds: tuple[Shown, ...]
    todo: Shown
    overdue: str
    overdue_share: float | None
    days_open: str


def kind_rows(findings: Findings, least: int) -> list[KindRow]:
    """A row a kind that has any, and the total last; empty without findings."""
    lines = {kind: added_up((one for one in findings.counts if one.kind == kind), kind=kind) for kind in findings.kinds}
    rows = [
        _kind_row(line, kind, findings.kinds[kind], least)
        for kind, line in lines.items()
        if line.todo or line.waived or line.closed
    ]
    return [*rows, _sum_of(rows, least)] if rows else []


def _kind_row(line: FindingCount, kind: str, title: str, least: int) -> KindRow:
    todo = counted(line.todo, least)
    parts = [getattr(line, name) for name in TO_DO]
    return KindRow(
        kind=kind,
        title=title,
        todo=todo,
        parts=tuple(column(parts, least) if todo.is_exact else [counted(part, least) for part in parts]),
        others=tuple(counted(getattr(line, name), least) for name in OTHERS),
    )


def _sum_of(rows: Sequence[KindRow], least: int) -> KindRow:
    """Worked out from what the rows show."""
    return KindRow(
        kind="",
        title="合计",
        todo=total_of([row.todo for row in rows], least),
        parts=tuple(total_of([row.parts[at] for row in rows], least) for at in range(len(TO_DO))),
        others=tuple(total_of([row.others[at] for row in rows], least) for at in range(len(OTHERS))),
    )


def kinds_chart(rows: Sequence[KindRow]) -> Markup | None:
    """What is to be worked on, by kind and state."""
    stacks = [Stack(row.title, tuple(part.number or 0 for part in row.parts), row.todo.text) for row in rows[:-1]]
    return stacked("待办疑点，按类别和办理状态", stacks, SERIES) if stacks else None


def town_work(findings: Findings, towns: Sequence[str], least: int) -> list[TownWork]:
    """A row a town, most work first. `towns`: in an order that has nothing to do with findings; it decides what hides small counts."""
    kinds = findings.kinds
    found = {(one.town, one.kind): one for one in findings.counts if one.kind in kinds}
    named = [*towns, *sorted({town for town, _ in found} - set(towns))]
    columns = {kind: _town_column([found.get((town, kind)) for town in named], least) for kind in kinds}
    rows = []
    for at, town in enumerate(named):
        line = added_up(one for one in findings.counts if one.town == town and one.kind in kinds)
        rows.append(_town_row(town, [columns[kind][at] for kind in kinds], line, findings.days_open, least))
    return sorted(rows, key=lambda row: (-(row.todo.number or 0), row.town))


def _town_column(lines: Sequence[FindingCount | None], least: int) -> list[Shown]:
    """The city's count of the kind is shown, unless it is small itself."""
    counts = [line.todo if line else 0 for line in lines]
    return [counted(count, least) for count in counts] if is_small(sum(counts), least) else column(counts, least)


def _town_row(town: str, kinds: Sequence[Shown], line: FindingCount, days: Mapping[str, float], least: int) -> TownWork:
    todo = total_of(kinds, least)
    text, share = share_of(line.overdue, line.todo, least)
    median = days.get(town)
    if not todo.is_exact:
        # Beside a rounded total a precise share would give the exact one away, and beside a small one any share would.
        tells = share is not None and (todo.number or 0) >= 2 * least
        share = float(nearest_ten(share)) if tells and share is not None else None
        text, median = (NONE, None) if share is None else (f"约 {share:.0f}%", median)
    return TownWork(town, tuple(kinds), todo, text, share, NONE if median is None else f"{median:.0f} 天")


def city_work(rows: Sequence[KindRow], kinds: Iterable[str]) -> list[Shown]:
    """The city's counts, in the order of a town's kinds."""
    todo = {row.kind: row.todo for row in rows}
    return [todo.get(kind, Shown("0", 0, is_exact=True)) for kind in kinds]


def overdue_in(findings: Findings, least: int) -> tuple[str, float | None]:
    """The city's overdue share of what is to be worked on."""
    city = added_up(one for one in findings.counts if one.kind in findings.kinds)
    return share_of(city.overdue, city.todo, least)


def lag_chart(rows: Sequence[TownWork], city: float | None) -> Markup | None:
    """Towns by the share of their work that is overdue, the slowest first; a tick at the city's."""
    ordered = sorted(rows, key=lambda row: (-(-1 if row.overdue_share is None else row.overdue_share), row.town))
    marks = [Bar(row.town, row.overdue_share, _said(row), _tone(row.overdue_share, city), limit=city) for row in ordered]
    return bars("各乡镇超期比例", marks, unit="%") if any(mark.value is not None for mark in marks) else None


def _tone(share: float | None, city: float | None) -> Tone:
    if share is None:
        return "muted"
    return "bad" if city is not None and share > city + LAGGING else "main"


def _said(row: TownWork) -> str:
    return "待办太少，不作比较" if row.overdue_share is None else f"{row.overdue}，中位 {row.days_open}"

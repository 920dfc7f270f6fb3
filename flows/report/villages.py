"""The page of coverage gaps by village: bands instead of counts, so that villages do not add up to what their town hides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.report.coverage import CoverageLine, entitlements, heat_rows
from flows.report.pages import render
from flows.report.smallcells import NONE, WITHHELD, Shown, few, is_open

PAGE = "coverage.html"
"""Its file, beside the report."""

WIDTHS = (2, 4, 10)
"""Where a band ends and the next begins, as multiples of the least count that may be shown."""


@dataclass(frozen=True)
class VillageRow:
    """One village, a text an entitlement."""

    village: str
    code: str
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class TownVillages:
    """One town with its villages; `gaps` are the town's own."""

    town: str
    gaps: tuple[str, ...]
    villages: tuple[VillageRow, ...]


def villages_html(lines: Sequence[CoverageLine], towns: Sequence[str], least: int, edition: date) -> bytes:
    """The page: a table a town, folded away."""
    titles = entitlements(lines)
    return render(
        "coverage.html.j2",
        edition=edition,
        titles=titles,
        towns=town_villages(lines, towns, least),
        least=least,
        up="report.html",
    )


def town_villages(lines: Sequence[CoverageLine], towns: Sequence[str], least: int) -> list[TownVillages]:
    """Towns in the order of the report's map, villages in that of their codes."""
    of_town: dict[str, list[CoverageLine]] = {}
    for line in lines:
        of_town.setdefault(line.town, []).append(line)
    titles = entitlements(lines)
    return [
        _town(row.town, of_town[row.town], titles, [cell.gap for cell in row.cells], least)
        for row in heat_rows(lines, towns, least)
        if row.town in of_town
    ]


def _town(town: str, lines: Sequence[CoverageLine], titles: Sequence[str], gaps: Sequence[Shown], least: int) -> TownVillages:
    names = {line.village_code: line.village for line in sorted(lines, key=lambda line: (line.village_code, line.village))}
    found: Mapping[tuple[str, str], int] = {(line.village_code, line.entitlement): line.gap for line in lines}
    columns = [
        banded([found.get((code, title), 0) for code in names], gap, least) for title, gap in zip(titles, gaps, strict=True)
    ]
    rows = (VillageRow(name, code, tuple(column[at] for column in columns)) for at, (code, name) in enumerate(names.items()))
    return TownVillages(town, tuple(gap.text for gap in gaps), tuple(rows))


def banded(counts: Sequence[int], town: Shown, least: int) -> list[str]:
    """One entitlement in a town's villages. Bands as narrow as leave every small count open, given what the town shows.

    Of a town that only shows a rounded number, or none, no more is told than who has few and who has more.
    """
    if town is WITHHELD:
        return [NONE] * len(counts)
    fine = [_band(count, least, WIDTHS) for count in counts]
    coarse = [_band(count, least, ()) for count in counts]
    for bands in (fine, coarse) if town.is_exact else (coarse,):
        bounds = [bound for bound, count in zip(bands, counts, strict=True) if count]
        if not town.is_exact or is_open(sum(counts), bounds, least):
            return [_text(bound, least) for bound in bands]
    return [NONE] * len(counts)


Band = tuple[int, int | None]


def _band(count: int, least: int, widths: Sequence[int]) -> Band:
    """The lowest and the highest count of the band; None for no highest."""
    starts = [0, 1, least, *(least * width for width in widths)]
    low = max(start for start in starts if start <= count)
    return low, next((start - 1 for start in starts if start > low), None)


def _text(bound: Band, least: int) -> str:
    low, high = bound
    if high is None:
        return f"≥{low}"
    return "0" if not high else few(least) if high < least else f"{low}–{high}"

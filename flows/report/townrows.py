"""The breakdown by town as it may be shown: nobody can be singled out by a count or by the difference of two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flows.report.smallcells import NONE, Shown, about, column, few, is_small, nearest_ten, partner
from flows.report.towns import TownLine


@dataclass(frozen=True)
class TownRow:
    """One town as texts, and as numbers only where these may be shown."""

    town: str
    households: str
    persons: str
    registered: str
    insured: str
    uninsured: str
    unknown: str
    share_text: str
    share: float | None
    """Insured per hundred persons (a lower bound where the text says ≥); None where it may not be shown."""
    population: int | None
    registered_population: int | None


@dataclass(frozen=True)
class _Coverage:
    insured: str
    uninsured: str
    unknown: str
    share_text: str
    share: float | None


def town_rows(lines: Sequence[TownLine], least: int) -> list[TownRow]:
    """The lines as they may be shown, in their order; city totals of every column are taken to be public."""
    sizes = [line.persons for line in lines]
    tiny = [is_small(line.persons, least) for line in lines]
    unclear = [is_small(line.insured, least) or is_small(line.persons - line.insured, least) for line in lines]
    rounded = {partner(tiny, sizes), partner([a or b for a, b in zip(tiny, unclear, strict=True)], sizes)}
    households = column([line.households for line in lines], least)
    registered = column([line.registered_persons for line in lines], least)
    return [_row(line, households[at], registered[at], least, rounded=at in rounded) for at, line in enumerate(lines)]


def _row(line: TownLine, households: Shown, registered: Shown, least: int, *, rounded: bool) -> TownRow:
    small = is_small(line.persons, least)
    coverage = _rounded(line, least) if rounded else _coverage(line, least)
    return TownRow(
        town=line.town,
        households=households.text,
        persons=few(least) if small else about(line.persons) if rounded else f"{line.persons:,}",
        registered=registered.text,
        insured=coverage.insured,
        uninsured=coverage.uninsured,
        unknown=coverage.unknown,
        share_text=coverage.share_text,
        share=coverage.share,
        population=None if small else nearest_ten(line.persons) if rounded else line.persons,
        registered_population=registered.number,
    )


def _coverage(line: TownLine, least: int) -> _Coverage:
    """Persons = insured + uninsured + unknown, so a small part also hides in what stands beside it."""
    rest = line.persons - line.insured
    if not line.persons or is_small(line.persons, least) or is_small(line.insured, least):
        insured = few(least) if is_small(line.insured, least) and not is_small(line.persons, least) else NONE
        return _Coverage(insured, NONE, NONE, NONE, None)
    share = 100 * line.insured / line.persons
    if is_small(rest, least):
        fewest = line.persons - least + 1
        share = math.floor(1000 * fewest / line.persons) / 10
        return _Coverage(f"≥{fewest:,}", few(least), few(least), f"≥{share:.1f}%", share)
    uninsured, unknown = f"{line.uninsured:,}", f"{line.unknown:,}"
    if is_small(line.unknown, least):
        uninsured, unknown = f"{rest:,}（含不明）", few(least)
    elif is_small(line.uninsured, least):
        uninsured, unknown = few(least), f"{rest:,}（含未参保）"
    return _Coverage(f"{line.insured:,}", uninsured, unknown, f"{share:.1f}%", share)


def _rounded(line: TownLine, least: int) -> _Coverage:
    share = float(round(100 * line.insured / line.persons))
    parts = (few(least) if is_small(part, least) else about(part) for part in (line.insured, line.uninsured, line.unknown))
    insured, uninsured, unknown = parts
    return _Coverage(insured, uninsured, unknown, f"约 {share:.0f}%", share)

"""The breakdown by town as it may be shown: nobody can be singled out by a count or by the difference of two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flows.report.smallcells import SMALL, SMALLEST, about, is_small, nearest_ten, partner, shown_counts
from flows.report.towns import TownLine

NONE = "—"


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


def town_rows(lines: Sequence[TownLine]) -> list[TownRow]:
    """The lines as they may be shown, in their order; city totals of every column are taken to be public."""
    sizes = [line.persons for line in lines]
    few = [is_small(line.persons) for line in lines]
    unclear = [is_small(line.insured) or is_small(line.persons - line.insured) for line in lines]
    rounded = {partner(few, sizes), partner([a or b for a, b in zip(few, unclear, strict=True)], sizes)}
    households = shown_counts([line.households for line in lines])
    registered = shown_counts([line.registered_persons for line in lines])
    return [_row(line, households[at], registered[at], rounded=at in rounded) for at, line in enumerate(lines)]


def _row(line: TownLine, households: str, registered: str, *, rounded: bool) -> TownRow:
    small = is_small(line.persons)
    coverage = _rounded(line) if rounded else _coverage(line)
    return TownRow(
        town=line.town,
        households=households,
        persons=SMALL if small else about(line.persons) if rounded else f"{line.persons:,}",
        registered=registered,
        insured=coverage.insured,
        uninsured=coverage.uninsured,
        unknown=coverage.unknown,
        share_text=coverage.share_text,
        share=coverage.share,
        population=None if small else nearest_ten(line.persons) if rounded else line.persons,
        registered_population=_number(registered),
    )


def _number(shown: str) -> int | None:
    """The number in a shown count: a bar's length must not tell more than the text beside it."""
    return None if shown == SMALL else int(shown.removeprefix("约 ").replace(",", ""))


def _coverage(line: TownLine) -> _Coverage:
    """Persons = insured + uninsured + unknown, so a small part also hides in what stands beside it."""
    rest = line.persons - line.insured
    if not line.persons or is_small(line.persons) or is_small(line.insured):
        insured = SMALL if is_small(line.insured) and not is_small(line.persons) else NONE
        return _Coverage(insured, NONE, NONE, NONE, None)
    share = 100 * line.insured / line.persons
    if is_small(rest):
        least = line.persons - SMALLEST + 1
        share = math.floor(1000 * least / line.persons) / 10
        return _Coverage(f"≥{least:,}", SMALL, SMALL, f"≥{share:.1f}%", share)
    uninsured, unknown = f"{line.uninsured:,}", f"{line.unknown:,}"
    if is_small(line.unknown):
        uninsured, unknown = f"{rest:,}（含不明）", SMALL
    elif is_small(line.uninsured):
        uninsured, unknown = SMALL, f"{rest:,}（含未参保）"
    return _Coverage(f"{line.insured:,}", uninsured, unknown, f"{share:.1f}%", share)


def _rounded(line: TownLine) -> _Coverage:
    share = float(round(100 * line.insured / line.persons))
    parts = (SMALL if is_small(part) else about(part) for part in (line.insured, line.uninsured, line.unknown))
    insured, uninsured, unknown = parts
    return _Coverage(insured, uninsured, unknown, f"约 {share:.0f}%", share)

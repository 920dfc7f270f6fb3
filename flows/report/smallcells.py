"""Counts of persons below the least that may be shown (`report_least_persons`), and what would give them away by subtraction.

A hidden count is shown as `<5`. Readers know a column's total, so where the hidden counts would follow from it, a large count
beside them is shown as `约`: a number that is worked out from the total and the other shown counts alone, so that it tells nothing
which the page does not tell anyway. A row's total is worked out from what its cells show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

NONE = "—"


@dataclass(frozen=True)
class Shown:
    """A count as it may be shown. `number`: for the length of a mark, None where none may be drawn."""

    text: str
    number: int | None
    is_exact: bool = False


WITHHELD = Shown(NONE, None)


def is_small(count: int, least: int) -> bool:
    """Whether a count points at so few persons that it must not be shown. Nought points at nobody."""
    return 0 < count < least


def few(least: int) -> str:
    """How a hidden count is shown."""
    return f"<{least}"


def nearest_ten(count: float) -> int:
    """A count to the nearest ten, halves up."""
    return math.floor((count + 5) / 10) * 10


def about(count: float) -> str:
    """A count to the nearest ten: no exact number follows from it by subtraction."""
    return f"约 {nearest_ten(count):,}"


def partner(hidden: Sequence[bool], sizes: Sequence[int]) -> int | None:
    """The cell to round so that a lone hidden one does not follow from the public total: the smallest other."""
    others = [(size, at) for at, size in enumerate(sizes) if not hidden[at] and size]
    return min(others)[1] if sum(hidden) == 1 and others else None


def counted(count: int, least: int) -> Shown:
    """A count whose fellows add up to nothing that is shown."""
    return Shown(few(least), None) if is_small(count, least) else Shown(f"{count:,}", count, is_exact=True)


def column(counts: Sequence[int], least: int) -> list[Shown]:
    """One column with a public total. Its order must not depend on the counts: the first large ones become `约` where needed.

    Whatever the other cells and the total say, every hidden count may be anything from one to `least` - 1. Where no large count is
    left to hide behind, the whole column is withheld.
    """
    small = [at for at, count in enumerate(counts) if is_small(count, least)]
    large = [at for at, count in enumerate(counts) if count >= least]
    # One partner always: to need none would tell something of the sum of the small counts.
    partners = large[:1] if small else []
    while small and not _hide(counts, small, partners, least):
        if len(partners) == len(large):
            return [WITHHELD] * len(counts)
        partners.append(large[len(partners)])
    hidden = sum(counts[at] for at in (*small, *partners))
    # All partners but the last were too little to hide behind: they are hardly larger than the least.
    guess = max(hidden - len(small) * least / 2 - least * (len(partners) - 1), least)
    veiled = {at: Shown(f"≥{least}", least) for at in partners[:-1]}
    veiled |= {at: Shown(about(guess), nearest_ten(guess)) for at in partners[-1:]}
    return [veiled.get(at) or counted(count, least) for at, count in enumerate(counts)]


def _hide(counts: Sequence[int], small: Sequence[int], partners: Sequence[int], least: int) -> bool:
    """Whether the small counts hide among themselves and their partners."""
    bounds = [*[(1, least - 1)] * len(small), *[(least, None)] * len(partners)]
    return is_open(sum(counts[at] for at in (*small, *partners)), bounds, least)


def is_open(total: int, bounds: Sequence[tuple[int, int | None]], least: int) -> bool:
    """Whether hidden counts within these bounds (None: no upper one) that add up to a known total leave every small one open."""
    lows = sum(low for low, _ in bounds)
    highs = sum(math.inf if high is None else high for _, high in bounds)
    return all(
        total - (least - 1) >= lows - low and total - 1 <= highs - high
        for low, high in bounds
        if high is not None and high < least
    )


def total_of(cells: Sequence[Shown], least: int) -> Shown:
    """A total worked out from its shown cells: exact where all of them are, else to the nearest ten."""
    known = sum(cell.number or 0 for cell in cells)
    if all(cell.is_exact for cell in cells):
        return Shown(f"{known:,}", known, is_exact=True)
    hidden = sum(cell.text == few(least) for cell in cells)
    if not known:
        return Shown(few(hidden * (least - 1) + 1) if hidden else NONE, None)
    guess = known + hidden * least / 2
    return Shown(about(guess), nearest_ten(guess))


def share_of(part: int, whole: int, least: int) -> tuple[str, float | None]:
    """A percentage as text and as a mark's place; a bound where the part or the rest is small, nothing where that would not help."""
    rest = whole - part
    if not whole or is_small(whole, least) or (is_small(part, least) and is_small(rest, least)):
        return NONE, None
    if is_small(part, least):
        return f"≤{(most := math.ceil(100 * (least - 1) / whole))}%", float(most)
    if is_small(rest, least):
        return f"≥{(fewest := math.floor(100 * (whole - least + 1) / whole))}%", float(fewest)
    share = round(100 * part / whole)
    # Not all is not everything, and some is not nothing.
    share = min(share, 99) if rest else share
    share = max(share, 1) if part else share
    return f"{share}%", float(share)

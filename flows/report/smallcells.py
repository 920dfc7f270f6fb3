"""Counts of persons below five are not shown in a breakdown, nor what would give them away by subtraction."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST = 5
SMALL = "<5"


def is_small(count: int) -> bool:
    """Whether a count points at so few persons that it must not be shown. Nought points at nobody."""
    return 0 < count < SMALLEST


def nearest_ten(count: int) -> int:
    """A count to the nearest ten, halves up."""
    return (count + 5) // 10 * 10


def about(count: int) -> str:
    """A count to the nearest ten: no exact number follows from it by subtraction."""
    return f"约 {nearest_ten(count):,}"


def partner(hidden: Sequence[bool], sizes: Sequence[int]) -> int | None:
    """The cell to round so that a lone hidden one does not follow from the public total: the smallest other."""
    others = [(size, at) for at, size in enumerate(sizes) if not hidden[at] and size]
    return min(others)[1] if sum(hidden) == 1 and others else None


def shown_counts(counts: Sequence[int]) -> list[str]:
    """One column with a public total as texts: small cells as `<5`, the partner of a lone one rounded."""
    small = [is_small(count) for count in counts]
    rounded = partner(small, counts)
    return [SMALL if small[at] else about(count) if at == rounded else f"{count:,}" for at, count in enumerate(counts)]

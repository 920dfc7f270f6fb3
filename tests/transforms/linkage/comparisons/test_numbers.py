from __future__ import annotations

import polars as pl
import pytest

from tests.transforms.linkage.comparisons.pairs import level


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1.0, 1.0, "same"),
        (0.0, 0.0, "same"),
        (100.0, 101.0, "close"),
        (100.0, 109.0, "within"),
        (-100.0, -109.0, "within"),
        (100.0, 120.0, "different"),
        (-1.0, 1.0, "different"),
        (1.0, float("nan"), "unknown"),
        (1.0, None, "unknown"),
    ],
)
def test_quantities_are_equal_close_or_within_a_tenth(one: float | None, other: float | None, expected: str) -> None:
    assert level("number", one, other, (pl.Float64(),)) == expected

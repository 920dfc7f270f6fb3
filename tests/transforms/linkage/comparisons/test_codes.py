from __future__ import annotations

import polars as pl
import pytest

from tests.transforms.linkage.comparisons.pairs import level


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("male", " Male", "same"), ("１", "1", "same"), ("1", "2", "different"), ("1", "", "unknown")]
)
def test_codes_agree_or_not(one: str, other: str, expected: str) -> None:
    assert level("code", one, other) == expected


def test_numbers_and_truths_are_codes_too() -> None:
    assert level("code", 1, 2, (pl.Int64(),)) == "different"
    assert level("code", True, True, (pl.Boolean(),)) == "same"

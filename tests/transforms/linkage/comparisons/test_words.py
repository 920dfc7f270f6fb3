from __future__ import annotations

import polars as pl
import pytest

from tests.transforms.linkage.comparisons.pairs import level


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("12 Main Street", "main street, 12", "same"),
        ("main main street", "street main", "same"),
        ("12 hillcrest avenue", "12 hillcrest avenu", "close"),
        ("12 hillcrest avenue", "14 hillcrest street", "alike"),
        ("12 main street", "unit 3, 12 main street", "close"),
        ("青石村三组 12号", "青石村三组，12号", "same"),
        ("青石村三组12号", "青石村三组13号", "close"),
        ("12 main street", "rosewood farm", "different"),
        ("12 main street", " , ", "unknown"),
    ],
)
def test_the_order_of_words_does_not_count(one: str, other: str, expected: str) -> None:
    assert level("words", one, other) == expected


def test_several_columns_are_one_text() -> None:
    columns = (pl.String(), pl.String())
    assert level("words", ("12", "main street"), ("main street 12", None), columns) == "same"
    assert level("words", (None, None), ("main street 12", None), columns) == "unknown"

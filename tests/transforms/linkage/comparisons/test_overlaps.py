from __future__ import annotations

import polars as pl
import pytest

from tests.transforms.linkage.comparisons.pairs import level

LIST = pl.List(pl.String())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (["a", "b"], ["b", "c"], "same"),
        (["a"], ["c"], "different"),
        (["a", None], ["b", None], "different"),  # nothing is nobody's
        ([], ["a"], "unknown"),
        ([None], ["a"], "unknown"),
        (None, ["a"], "unknown"),
    ],
)
def test_lists_agree_in_one_value(one: list[str | None] | None, other: list[str | None] | None, expected: str) -> None:
    assert level("any_of", one, other, (LIST,)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("a", []), ("a", None), "same"),
        (("a", ["a", "b"]), ("b", []), "kin"),
        ((None, ["a"]), ("a", None), "kin"),
        (("a", ["b"]), ("c", ["b"]), "kin"),
        (("a", ["b"]), ("c", ["d"]), "different"),
        ((None, None), ("a", ["a"]), "unknown"),
        ((None, []), (None, [None]), "unknown"),
    ],
)
def test_households_of_kin_come_after_the_own(one: object, other: object, expected: str) -> None:
    assert level("household", one, other, (pl.String(), LIST)) == expected


def test_a_single_value_is_a_list_of_one() -> None:
    assert level("any_of", "a", "a", (pl.String(),)) == "same"
    assert level("any_of", "a", None, (pl.String(),)) == "unknown"

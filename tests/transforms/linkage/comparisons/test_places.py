from __future__ import annotations

import polars as pl
import pytest

from tests.transforms.linkage.comparisons.pairs import level

BOTH = (pl.String(), pl.String())
Place = tuple[str | None, str | None]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("522326101001", "青石镇"), ("522326101001", "白水乡"), "same"),
        (("522326101001", None), ("522326101002", None), "same_town"),
        (("522326101001", None), ("522326101", None), "same_town"),
        (("522326101000", None), ("522326101000", None), "same_town"),
        (("522326101001", "青石"), (None, "青石镇"), "same_town"),
        (("522326101001", "青石镇"), ("522326102001", "青石街道办事处"), "same_town"),  # renumbered
        (("522326101001", "青石镇"), ("522326102001", "白水乡"), "same_county"),
        (("522326101001", "青石镇"), ("522327101001", "白水乡"), "different"),
        ((None, "青石镇"), (None, "白水乡"), "different"),
        (("522326101001", None), (None, "青石镇"), "unknown"),
        (("522326000000", None), ("522326101001", None), "unknown"),
        ((None, None), ("522326101001", "青石镇"), "unknown"),
    ],
)
def test_villages_by_code_and_towns_by_code_or_name(one: Place, other: Place, expected: str) -> None:
    assert level("place", one, other, BOTH) == expected


def test_a_code_alone_is_enough() -> None:
    assert level("place", "522326101001", "522326101001", (pl.String(),)) == "same"

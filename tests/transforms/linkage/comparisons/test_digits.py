from __future__ import annotations

import pytest

from tests.transforms.linkage.comparisons.pairs import level


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("550021", "550-021", "same"),
        ("12a", "12A", "same"),
        ("550021", "550012", "transposed"),
        ("550021", "550091", "one_off"),
        ("550021", "55021", "one_off"),
        ("550021", "563000", "different"),
        ("12", "13", "different"),  # half of a short number
        ("12", "21", "different"),
        ("12", "123", "one_off"),
        ("550021", "-", "unknown"),
    ],
)
def test_slips_of_typed_numbers(one: str, other: str, expected: str) -> None:
    assert level("digits", one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("13800001111", "+86 138-0000-1111", "same"),
        ("13800001111", "13800001112", "one_off"),
        ("13800001211", "13800002111", "transposed"),
        ("13800001111", "15900002222", "different"),
        ("13800001111", "无", "unknown"),
    ],
)
def test_telephones_are_compared_without_the_country(one: str, other: str, expected: str) -> None:
    assert level("phone", one, other) == expected

from __future__ import annotations

import pytest

from tests.transforms.linkage.comparisons.pairs import level

MOBILE = f"138{1211:08d}"


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
    ("other", "expected"),
    [
        (f"+86 {MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}", "same"),
        (MOBILE[:-1] + "9", "one_off"),
        (f"{MOBILE[:7]}2111", "transposed"),
        (f"159{'2' * 8}", "different"),
        ("无", "unknown"),
    ],
)
def test_telephones_are_compared_without_the_country(other: str, expected: str) -> None:
    assert level("phone", MOBILE, other) == expected

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.linkage.comparisons.slips import DROPPED, FURTHER, NONE, SWAPPED, WRONG, slip

DIGITS = st.text("0123", max_size=6)


def of(one: str, other: str) -> int:
    found: int = slip(pl.Series([one]), pl.Series([other]))[0]
    return found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1234", "1234", NONE),
        ("1234", "1294", WRONG),
        ("1234", "1324", SWAPPED),
        ("1234", "124", DROPPED),
        ("1234", "12334", DROPPED),
        ("1234", "4321", FURTHER),
        ("1234", "3214", FURTHER),  # swapped, but no neighbours
        ("03", "12", FURTHER),  # the same sum, no swap
        ("王小明", "王晓明", WRONG),
    ],
)
def test_one_slip_is_told_from_the_others(one: str, other: str, expected: int) -> None:
    assert of(one, other) == expected


@given(DIGITS, DIGITS)
def test_slips_are_symmetric(one: str, other: str) -> None:
    assert of(one, other) == of(other, one)


@given(DIGITS, st.data())
def test_a_wrong_character_is_wrong(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, max(len(text) - 1, 0)))
    assert of(text + "0", f"{text[:place]}x{(text + '0')[place + 1 :]}") == WRONG

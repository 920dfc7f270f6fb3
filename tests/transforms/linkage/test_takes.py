"""Keys: what slips of the pen leave as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.linkage.takes import NUMBERED, TAKES, problem, take


def taken(name: str, value: Any) -> Any:
    return pl.DataFrame({"value": [value]}).select(take(name, pl.col("value"))).item()


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("same", " Ａbc ", "abc"),
        ("same", date(2017, 1, 2), "2017-01-02"),
        ("same", " ", None),
        ("first:2", "o'Brien", "ob"),
        ("last:2", "欧阳小满", "小满"),
        ("sorted", "listen", "eilnst"),
        ("digits", "tel 13-55", "1355"),
        ("digits", "none", None),
        ("year", date(2017, 1, 2), "2017"),
        ("year", "20170102", "2017"),
        ("year", "17", None),
        ("month", "2017-01-02", "01"),
        ("month", "2017", None),
        ("pinyin", "王小满", "wangxiaoman"),
        ("pinyin", None, None),
        ("initials", "王小满", "wxm"),
        ("soundex", "Robert", "r163"),
        ("soundex", "Rupert", "r163"),
        ("soundex", "Ashcraft", "a261"),
        ("soundex", "Tymczak", "t522"),
        ("soundex", "Pfister", "p236"),
        ("soundex", "Honeyman", "h555"),
        ("soundex", "王", None),
    ],
)
def test_what_is_taken(name: str, value: Any, key: str | None) -> None:
    assert taken(name, value) == key


def test_of_a_list_every_element_is_a_key() -> None:
    lists = pl.DataFrame({"value": [["Ab", None, " "], None]}, schema={"value": pl.List(pl.String)})
    assert lists.select(take("same", pl.col("value"), listed=True)).to_series().to_list() == [["ab"], None]


@pytest.mark.parametrize("name", ["sound", "first", "first:", "first:0", "same:2", ""])
def test_there_are_no_other_takes(name: str) -> None:
    assert problem(name).startswith(f"there is no take {name}; there are same, first:N")
    assert not problem("first:12")


@given(value=st.text(max_size=12))
def test_a_key_says_something_or_is_null(value: str) -> None:
    for name in TAKES:
        assert taken(f"{name}:3" if name in NUMBERED else name, value) != ""

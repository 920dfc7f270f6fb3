"""Keys others chose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.lake.keys import checked, fault, printable


@pytest.mark.parametrize("key", ["a", "a b/c+d %2F.csv", "民政/名册（5月）.xlsx", "a/.hidden", "字" * 341])
def test_safe(key: str) -> None:
    assert fault(key) == ""
    assert checked(key) == key


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("", "empty part"),
        ("../x", "leaves its folder"),
        ("a/./b", "leaves its folder"),
        ("a/", "empty part"),
        ("/etc/passwd", "empty part"),
        ("a\x00", "control character"),
        ("a\u2028b", "control character"),
        ("a\u202egpj.csv", "reading direction"),
        ("字" * 342, "1024 bytes"),
        ("\udcc3\udcfb.csv", "UTF-8"),
    ],
)
def test_unsafe(key: str, why: str) -> None:
    assert why in fault(key)
    with pytest.raises(ValueError, match="unsafe key"):
        checked(key)


@given(st.text(st.characters(codec=None), max_size=200))
def test_any_key_can_be_printed(key: str) -> None:
    shown = printable(key)
    shown.encode()
    assert shown.isprintable()
    if not fault(key):
        assert shown == key or any(not character.isprintable() for character in key)

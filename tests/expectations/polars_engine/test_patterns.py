"""A pattern finds what `re.search` finds, whether Rust or Python matches it; LIKE is SQL's."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.polars_engine.patterns import like, matches

PATTERNS = (
    "^a",
    "b$",
    "^a$|b$",
    r"^[0-9]{12}$",
    r"\d+",
    r"^\w+$",
    "(?=a)a",
    "(?<!a)b",
    r"(a)\1",
    "(?P<one>a)b",
    r"\Aa\Z",
    "[a-c]&&",
    "[[a]",
    "[a&&b]",
    "[b~~a]",
    "a{,2}b",
    "三|[一-龥]{2}$",
    r"a\$$",
    "(?i)AB",
    "x*",
)
TEXTS = st.text(st.sampled_from("aAb\n $1三四09[&"), max_size=6)


@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")
@pytest.mark.parametrize("pattern", PATTERNS)
@given(texts=st.lists(st.none() | TEXTS, max_size=8))
def test_finds_what_python_finds(pattern: str, texts: list[str | None]) -> None:
    frame = pl.DataFrame({"s": texts}, schema={"s": pl.String})
    expected = [None if text is None else re.search(pattern, text) is not None for text in texts]
    assert frame.select(matches(pl.col("s"), pattern))["s"].to_list() == expected


def test_an_invalid_pattern_is_an_error_while_planning() -> None:
    with pytest.raises(re.error):
        matches(pl.col("s"), "(open")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("a%", "abc", True),
        ("a%", "ba", False),
        ("_三", "张三", True),
        ("_", "", False),
        ("%", "", True),
        ("a.c", "abc", False),
        ("a%c", "a\nc", True),
        ("a b", "a b", True),
        ("100%", "100 yuan", True),
    ],
)
def test_like_is_over_the_whole_text(pattern: str, text: str, found: bool) -> None:
    assert pl.DataFrame({"s": [text]}).select(like(pl.col("s"), pattern)).item() is found


def test_like_escapes() -> None:
    frame = pl.DataFrame({"s": ["100%", "100x"]})
    assert frame.select(like(pl.col("s"), r"100\%", escape="\\"))["s"].to_list() == [True, False]

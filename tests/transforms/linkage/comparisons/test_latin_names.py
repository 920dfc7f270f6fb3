from __future__ import annotations

import polars as pl
import pytest

from tests.transforms.linkage.comparisons.pairs import level

BOTH = (pl.String(), pl.String())
Name = tuple[str | None, str | None]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("O'Brien", "obrien", "same"),
        ("José", "jose", "same"),
        ("jonathan", "jonathon", "close"),
        ("smith", "smyth", "alike"),
        ("campbell", "camel", "alike"),
        ("jasmine", "jaimee", "faint"),
        ("smith", "brown", "different"),
        ("smith", "'", "unknown"),
    ],
)
def test_texts_climb_by_jaro_winkler(one: str, other: str, expected: str) -> None:
    assert level("latin_text", one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Joshua", "Reid"), ("joshua", "REID"), "same"),
        (("joshua", "reid"), ("reid", "joshua"), "swapped"),
        (("joshua", "mcdonald"), ("mcdonalde", "joshua"), "swapped"),
        (("joshua", "mcdonald"), ("joshuaa", "mcdonalt"), "close"),
        (("smith", "martin"), ("smyth", "marten"), "alike"),
        (("joshua", "reid"), ("emma", "reid"), "surname"),
        (("joshua", "reid"), ("joshua", "nguyen"), "given"),
        (("joshua", "reid"), ("emma", "nguyen"), "different"),
        (("joshua", None), ("joshua", "reid"), "given"),
        ((None, "reid"), ("joshua", "reid"), "surname"),
        ((None, "reid"), ("joshua", None), "unknown"),
        ((None, None), ("joshua", "reid"), "unknown"),
    ],
)
def test_given_name_and_surname_are_one_name(one: Name, other: Name, expected: str) -> None:
    assert level("latin_name", one, other, BOTH) == expected

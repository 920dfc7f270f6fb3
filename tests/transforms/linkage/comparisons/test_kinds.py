from __future__ import annotations

import polars as pl
import pytest

from tests.transforms.linkage.comparisons.pairs import levels
from transforms.linkage.comparisons import COMPARISONS
from transforms.linkage.comparisons.kinds import DIFFERENT, SAME, UNKNOWN, ladder

KINDS = sorted(COMPARISONS)
MOST_LEVELS = 16
"""The engine packs a level into four bits."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_ladder_begins_with_unknown_and_disagreement(kind: str) -> None:
    ladder_of = COMPARISONS[kind].levels
    assert ladder_of[0] == UNKNOWN
    assert len(ladder_of) == len(set(ladder_of)) <= MOST_LEVELS
    assert (ladder_of[1], ladder_of[-1]) in {(DIFFERENT, SAME), ("implausible", "plausible")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_level_has_words_in_both_languages(kind: str) -> None:
    comparison = COMPARISONS[kind]
    assert set(comparison.words) == set(comparison.levels)
    for chinese, english in comparison.words.values():
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
        assert english.isascii()


def test_words_follow_the_name_of_the_field() -> None:
    said = COMPARISONS["han_name"].said("sounds_alike", "姓名", "name")
    assert said == ("姓名读音相同，字不同", "name sounds the same, in other characters")


def test_the_first_level_that_holds_counts_and_null_does_not_hold() -> None:
    rules = {"same": pl.col("a"), "near": pl.col("b")}
    frame = pl.DataFrame({"a": [True, None, False, None], "b": [True, True, None, None]})
    found = frame.select(ladder(("unknown", "different", "near", "same"), rules)).to_series()
    assert found.to_list() == [3, 2, 1, 1]


@pytest.mark.parametrize(
    ("kind", "columns"), [("han_name", 2), ("latin_name", 1), ("age_stage", 2), ("place", 3), ("household", 1)]
)
def test_another_number_of_columns_is_refused_with_what_is_expected(kind: str, columns: int) -> None:
    with pytest.raises(ValueError, match=rf"takes .* {columns} given"):
        COMPARISONS[kind].prepare([pl.col("a")] * columns)


@pytest.mark.parametrize("kind", ["han_name", "latin_text", "words", "date", "id_number", "code", "digits", "phone"])
def test_no_pairs_have_no_levels(kind: str) -> None:
    assert levels(kind, [], [], (pl.String(),)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_columns_that_nobody_delivered_are_unknown(kind: str) -> None:
    count = {"latin_name": 2, "household": 2, "age_stage": 3}.get(kind, 1)
    nothing = (None,) * count
    for dtype in (pl.String(), pl.Null()):
        assert levels(kind, [nothing], [nothing], (dtype,) * count) == [UNKNOWN]
        assert levels(kind, [], [], (dtype,) * count) == []

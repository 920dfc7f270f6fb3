from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report.smallcells import SMALL, about, partner, shown_counts


def test_counts_below_five_are_hidden_and_nought_is_not() -> None:
    assert shown_counts([0, 1, 4, 5, 1200]) == ["0", "<5", "<5", "5", "1,200"]


def test_a_lone_hidden_cell_cannot_be_had_from_the_total() -> None:
    assert shown_counts([3, 1200, 48]) == ["<5", "1,200", "约 50"]


@pytest.mark.parametrize(("count", "text"), [(5, "约 10"), (44, "约 40"), (1234, "约 1,230")])
def test_about_is_the_nearest_ten(count: int, text: str) -> None:
    assert about(count) == text


def test_nobody_is_a_partner_where_two_or_none_are_hidden() -> None:
    assert partner([True, True, False], [1, 2, 9]) is None
    assert partner([False, False], [8, 9]) is None
    assert partner([True], [1]) is None


@given(st.lists(st.integers(0, 60), max_size=12))
def test_no_hidden_count_follows_from_the_total_and_the_others(counts: list[int]) -> None:
    texts = shown_counts(counts)
    assert all(text == SMALL for count, text in zip(counts, texts, strict=True) if 0 < count < 5)
    inexact = [text for text in texts if text == SMALL or text.startswith("约")]
    assert len(inexact) != 1 or not any(count >= 5 for count in counts)

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report.smallcells import WITHHELD, about, column, counted, few, is_open, partner, share_of, total_of

LEAST = 5


def texts(counts: Sequence[int]) -> list[str]:
    return [cell.text for cell in column(counts, LEAST)]


def test_counts_below_the_least_are_hidden_and_nought_is_not() -> None:
    assert [counted(count, LEAST).text for count in (0, 1, 4, 5, 1200)] == ["0", "<5", "<5", "5", "1,200"]
    assert counted(2, 3).text == "<3"


def test_a_lone_hidden_cell_cannot_be_had_from_the_total() -> None:
    assert texts([1200, 3, 48]) == ["约 1,200", "<5", "48"]


def test_a_column_in_which_nothing_can_hide_is_withheld() -> None:
    assert column([3, 5], LEAST) == [WITHHELD, WITHHELD]
    assert column([4, 4], LEAST) == [WITHHELD, WITHHELD]


def test_small_cells_that_hide_each_other_stand_alone_where_there_is_no_other() -> None:
    assert texts([1, 4, 0]) == ["<5", "<5", "0"]


def test_more_partners_are_taken_until_the_small_ones_are_hidden() -> None:
    assert texts([5, 1, 7, 300, 8]) == ["≥5", "<5", "≥5", "约 300", "8"]


@pytest.mark.parametrize(("count", "text"), [(5, "约 10"), (44, "约 40"), (1234, "约 1,230")])
def test_about_is_the_nearest_ten(count: int, text: str) -> None:
    assert about(count) == text


def test_nobody_is_a_partner_where_two_or_none_are_hidden() -> None:
    assert partner([True, True, False], [1, 2, 9]) is None
    assert partner([False, False], [8, 9]) is None
    assert partner([True], [1]) is None


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (50, 100, "50%"),
        (0, 100, "0%"),
        (100, 100, "100%"),
        (3, 100, "≤4%"),
        (98, 100, "≥96%"),
        (999, 1000, "≥99%"),
        (5, 1000, "1%"),
        (9_996, 10_003, "99%"),
        (2, 4, "—"),
        (3, 6, "—"),
        (0, 0, "—"),
    ],
)
def test_a_share_says_no_more_than_a_bound_where_few_are_behind_it(part: int, whole: int, text: str) -> None:
    assert share_of(part, whole, LEAST)[0] == text


def test_a_total_is_worked_out_from_what_its_cells_show() -> None:
    assert total_of([counted(count, LEAST) for count in (5, 0, 1200)], LEAST).text == "1,205"
    assert total_of([counted(count, LEAST) for count in (3, 0, 0)], LEAST).text == "<5"
    assert total_of([counted(count, LEAST) for count in (3, 4, 0)], LEAST).text == "<9"
    assert total_of([WITHHELD, counted(0, LEAST)], LEAST).text == "—"
    one, four = (total_of([counted(count, LEAST), counted(100, LEAST)], LEAST).text for count in (1, 4))
    assert one == four == "约 100"


@given(st.lists(st.integers(0, 40), max_size=9))
def test_every_hidden_count_may_be_anything_from_one_to_four(counts: list[int]) -> None:
    """Readers know the total, the shown counts, how they were hidden and in which order: other columns look just the same to them."""
    cells = column(counts, LEAST)
    if WITHHELD in cells:
        assert set(cells) == {WITHHELD}
        return
    small = [at for at, cell in enumerate(cells) if cell.text == few(LEAST)]
    large = [at for at, cell in enumerate(cells) if cell.text[0] in "约≥"]
    assert small == [at for at, count in enumerate(counts) if 0 < count < LEAST]
    is_roomy = len(large) == 1 and counts[large[0]] >= LEAST + 3
    for at in small:
        for value in range(1, LEAST):
            possible = others(counts, at, value, [*large, *small])
            assert possible
            assert not is_roomy or any(column(other, LEAST) == cells for other in possible)


def others(counts: list[int], at: int, value: int, hidden: list[int]) -> list[list[int]]:
    """Columns of the same total with `value` in one place, the difference taken by the other hidden cells in turn."""
    made = []
    for first in range(len(hidden)):
        other, left = list(counts), counts[at] - value
        other[at] = value
        for place in [*hidden[first:], *hidden[:first]]:
            if place == at:
                continue
            low, high = (1, LEAST - 1) if counts[place] < LEAST else (LEAST, 10**6)
            moved = min(max(other[place] + left, low), high)
            left -= moved - other[place]
            other[place] = moved
        if not left:
            made.append(other)
    return made


def test_a_band_that_lets_only_one_sum_through_is_not_open() -> None:
    assert is_open(12, [(1, 4), (5, None)], LEAST)
    assert not is_open(13, [(1, 4), (5, 9)], LEAST)
    assert not is_open(6, [(1, 4), (5, None)], LEAST)
    assert is_open(13, [(5, 9), (5, 9)], LEAST)

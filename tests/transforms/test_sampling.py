"""Samples: in proportion, at least one of each stratum, and the same for the same seed whatever the order of the rows."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.sampling import allocated, drawn, in_order

SIZES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 500), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(SIZES, st.integers(1, 400))
def test_the_allocation_adds_up_and_leaves_no_stratum_out(sizes: dict[str, int], size: int) -> None:
    size = min(size, sum(sizes.values()))
    found = allocated(sizes, size)
    assert sum(found.values()) == size
    assert all(0 <= found[one] <= sizes[one] for one in sizes)
    if size >= len(sizes):
        assert min(found.values()) >= 1
    # No stratum is more than one from its share but where the least of one takes from others.
    share = {one: size * sizes[one] / sum(sizes.values()) for one in sizes}
    if all(one >= 1 for one in share.values()):
        assert all(abs(found[one] - share[one]) < 1 for one in sizes)


def test_the_largest_remainder_gets_what_is_left() -> None:
    assert allocated({"a": 55, "b": 35, "c": 10}, 10) == {"a": 6, "b": 3, "c": 1}, "a tie goes to the first by name"
    assert allocated({"a": 98, "b": 1, "c": 1}, 10) == {"a": 8, "b": 1, "c": 1}
    assert allocated({"a": 50, "b": 50, "c": 50}, 2) == {"a": 1, "b": 1, "c": 0}
    with pytest.raises(ValueError, match="of 3 households 4 cannot be drawn"):
        allocated({"a": 3}, 4)


def homes(number: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"household_id": [f"h{at}" for at in range(number)], "stratum": ["ab"[at % 3 == 0] for at in range(number)]}
    )


def chosen(frame: pl.DataFrame, seed: int, allocation: dict[str, int]) -> list[str]:
    return drawn(in_order(frame.lazy(), seed), allocation).collect()["household_id"].to_list()


def test_the_order_of_rows_decides_nothing_and_the_seed_all() -> None:
    frame, wanted = homes(300), {"a": 20, "b": 10}
    once = chosen(frame, 7, wanted)
    assert len(once) == len(set(once)) == 30
    assert chosen(frame.sample(fraction=1, shuffle=True, seed=3), 7, wanted) == once
    assert chosen(frame, 8, wanted) != once
    assert set(once) <= set(chosen(frame, 7, {"a": 30, "b": 15})), "more of each stratum hold the fewer"
    counts = frame.filter(pl.col("household_id").is_in(once))["stratum"].value_counts().sort("stratum").rows()
    assert counts == [("a", 20), ("b", 10)]

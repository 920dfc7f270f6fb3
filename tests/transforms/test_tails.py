from __future__ import annotations

from math import comb

import polars as pl
import pytest

from transforms.tails import with_tail


def exact(found: int, of: int, chance: float) -> float:
    return sum(comb(of, hits) * chance**hits * (1 - chance) ** (of - hits) for hits in range(found, of + 1))


def tails(rows: list[tuple[int | None, int | None]], chance: float) -> list[float | None]:
    frame = pl.LazyFrame(rows, schema={"found": pl.Int64, "of": pl.Int64}, orient="row").with_row_index("key")
    return with_tail(frame, "key", "found", "of", pl.lit(chance), "tail").collect()["tail"].to_list()


@pytest.mark.parametrize("chance", [0.02, 0.25, 0.5, 0.9])
def test_every_small_count_comes_out_exactly(chance: float) -> None:
    rows = [(found, of) for of in range(25) for found in range(of + 1)]
    assert tails([*rows], chance) == pytest.approx([exact(found, of, chance) for found, of in rows], rel=6e-6)


def test_large_counts_neither_overflow_nor_vanish() -> None:
    assert tails([(1000, 1000), (600, 1000), (0, 3000)], 0.5) == pytest.approx([2.0**-1000, exact(600, 1000, 0.5), 1], rel=6e-6)


def test_an_unknown_count_has_no_tail() -> None:
    assert tails([(None, 3), (1, None)], 0.5) == [None, None]

"""Blocks make exactly the pairs that agree on their keys, each once."""

from __future__ import annotations

from itertools import combinations, product
from unittest.mock import patch

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from config.linkage import Block, Key
from tests.transforms.linkage.people import config, frame, record
from transforms.linkage import blocking
from transforms.linkage.recall import blocking_recall
from transforms.linkage.records import records

NAMES = st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["x", "y", "z"])), max_size=9)
BLOCKS = (Block((Key("name"),)), Block((Key("name"), Key("village"))), Block((Key("village"),), most=6))


def side(name: str, rows: list[tuple[str | None, str]]) -> pl.DataFrame:
    return frame(*(record(f"{name}{at}", one, village=other) for at, (one, other) in enumerate(rows))).collect()


def expected(left: pl.DataFrame, right: pl.DataFrame | None) -> set[tuple[str, str]]:
    """The same by brute force."""
    rows = left.to_dicts()
    others = rows if right is None else right.to_dicts()
    sizes = {
        value: sum(row["village"] == value for row in rows) * sum(row["village"] == value for row in others) for value in "xyz"
    }
    every = combinations(rows, 2) if right is None else product(rows, others)
    found = [
        (one["record_id"], other["record_id"])
        for one, other in every
        if (one["name"] is not None and one["name"] == other["name"])
        or (one["village"] == other["village"] and sizes[one["village"]] <= 6)
    ]
    return {tuple(sorted(pair)) for pair in found}  # type: ignore[misc]


@settings(max_examples=40)
@given(left=NAMES, right=st.none() | NAMES, at_once=st.sampled_from([2, 1 << 20]))
def test_pairs_are_those_of_brute_force_however_many_are_made_at_once(
    left: list[tuple[str | None, str]], right: list[tuple[str | None, str]] | None, at_once: int
) -> None:
    lists = side("l", left), None if right is None else side("r", right)
    both = records(*lists, config(blocking=BLOCKS))
    with patch.object(blocking, "AT_ONCE", at_once):
        parts = list(blocking.pairs(blocking.blocked(both, config(blocking=BLOCKS)), both))
    found = pl.concat(parts)
    ends = zip(both.left["record_id"].gather(found["left"]), both.right["record_id"].gather(found["right"]), strict=True)
    assert found.height == found.unique().height
    assert {tuple(sorted(pair)) for pair in ends} == expected(*lists)


def test_lists_are_compared_where_they_have_a_value_in_common() -> None:
    left = frame(record("a", listed_in=["p", "q"]), record("b", listed_in=["q"]), record("c", listed_in=[]))
    using = config(blocking=(Block((Key("listed_in"), Key("name"))),))
    both = records(left.collect(), frame(record("d", listed_in=["q", "q", "p"])).collect(), using)
    (found,) = blocking.pairs(blocking.blocked(both, using), both)
    assert sorted(both.left["record_id"].gather(found["left"])) == ["a", "b"]


def test_recall_is_told_by_block_and_of_all() -> None:
    left = frame(record("a"), record("b", name="李秋分", village="下河村"), record("c", name="钱谷雨"))
    right = frame(record("a2"), record("b2", name="李秋芬", village="下河村"), record("c2", name=None, village=None))
    truth = pl.LazyFrame({"left": ["a", "b", "c"], "right": ["a2", "b2", "c2"]})
    blocks = (Block((Key("name"),)), Block((Key("village"),)))
    found = blocking_recall(left, right, config(blocking=blocks), truth).collect()
    assert found.select("block", "pairs").rows() == [("name", 1), ("village", 2), ("all", 2)]
    assert found["recall"].to_list() == [1 / 3, 2 / 3, 2 / 3]

"""Scores carried from one night to the next change nothing but the time it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from pydantic import TypeAdapter

from config.linkage import Linkage
from transforms.linkage.carried import run_again
from transforms.linkage.engine import run
from transforms.linkage.scoring import Scorer

CONFIG = TypeAdapter(Linkage).validate_python(
    {
        "version": "1",
        "record": "record_id",
        "entity": "person",
        "prior": 0.05,
        "comparisons": [
            {"name": "name", "kind": "code", "levels": {"different": {"m": 0.1, "u": 0.9}, "same": {"m": 0.9, "u": 0.1}}},
            {"name": "town", "kind": "code", "levels": {"different": {"m": 0.2, "u": 0.7}, "same": {"m": 0.8, "u": 0.3}}},
        ],
        "blocking": [{"keys": [{"column": "name"}]}, {"keys": [{"column": "town"}]}],
        "thresholds": {"automatic": 0.5, "review": 0.1},
        "one_to_one": {"group": "list", "margin": 0.5},
    }
)
NOBODY = pl.DataFrame(schema={name: pl.String() for name in ("left", "right", "decision", "by", "why")} | {"until": pl.Date()})
Cells = tuple[int, str, str, str]
people = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from("LM")),
    unique_by=lambda cells: cells[0],
    max_size=8,
)


def side(rows: Sequence[Cells], prefix: str) -> pl.DataFrame:
    told: list[dict[str, Any]] = [
        {"record_id": f"{prefix}{place}", "person": f"{prefix}{place}", "name": name, "town": town, "list": one_list}
        for place, name, town, one_list in rows
    ]
    schema = dict.fromkeys(("record_id", "person", "name", "town", "list"), pl.String())
    return pl.DataFrame(told, schema=schema).with_columns(anchored=pl.lit(prefix == "k"))


@pytest.mark.slow
@given(people, people, people, people)
def test_what_is_found_is_the_same_as_if_all_had_been_compared(
    known: list[Cells], strangers: list[Cells], later: list[Cells], others: list[Cells]
) -> None:
    _, before = run_again(side(known, "k"), side(strangers, "s"), CONFIG, NOBODY)
    again, after = run_again(side(later, "k"), side(others, "s"), CONFIG, NOBODY, before)
    anew = run(side(later, "k"), side(others, "s"), CONFIG, judgements=NOBODY)
    assert_frame_equal(again.pairs, anew.pairs)
    assert_frame_equal(again.aliases, anew.aliases, check_row_order=False)
    fresh = run_again(side(later, "k"), side(others, "s"), CONFIG, NOBODY)[1]
    assert_frame_equal(after.pairs, fresh.pairs, check_row_order=False)


@pytest.mark.slow
@given(people, people)
def test_within_one_list_too(strangers: list[Cells], others: list[Cells]) -> None:
    _, before = run_again(side(strangers, "s"), None, CONFIG, NOBODY)
    again, _ = run_again(side(others, "s"), None, CONFIG, NOBODY, before)
    assert_frame_equal(again.pairs, run(side(others, "s"), None, CONFIG, judgements=NOBODY).pairs)


def test_only_pairs_with_something_new_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    part = Scorer.part

    def counted(self: Scorer, pairs: pl.DataFrame, at_least: float) -> pl.DataFrame:
        compared.append(pairs.height)
        return part(self, pairs, at_least)

    monkeypatch.setattr(Scorer, "part", counted)
    known = side([(place, "a", "x", "L") for place in range(8)], "k")
    _, before = run_again(known, side([(0, "a", "x", "L"), (1, "a", "y", "L")], "s"), CONFIG, NOBODY)
    assert sum(compared) == 16
    compared.clear()
    run_again(known, side([(0, "a", "x", "L"), (1, "b", "x", "L")], "s"), CONFIG, NOBODY, before)
    assert sum(compared) == 8


def test_where_a_block_leaves_values_out_nothing_is_carried() -> None:
    tight = TypeAdapter(Linkage).validate_python(
        TypeAdapter(Linkage).dump_python(CONFIG) | {"blocking": [{"keys": [{"column": "name"}], "most": 1}]}
    )
    both = side([(0, "a", "x", "L"), (1, "a", "x", "L")], "k"), side([(0, "a", "x", "L")], "s")
    _, scores = run_again(*both, tight, NOBODY)
    assert (scores.left.len(), scores.pairs.height) == (0, 0)


def test_weights_that_would_have_to_be_learned_are_refused() -> None:
    learning = TypeAdapter(Linkage).validate_python(TypeAdapter(Linkage).dump_python(CONFIG) | {"prior": None})
    with pytest.raises(ValueError, match="every weight"):
        run_again(side([], "k"), side([], "s"), learning, NOBODY)

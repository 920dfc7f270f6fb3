"""Judgements that cannot all be right are found, and only those."""

from __future__ import annotations

from itertools import combinations, pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from flows.linking.contradictions import contradictions


def judged(**pairs: str) -> pl.DataFrame:
    """`ab="same"`: a and b are one."""
    rows = [(pair[0], pair[1], decision) for pair, decision in pairs.items()]
    return pl.DataFrame(rows, schema=["left", "right", "decision"], orient="row")


def test_two_that_are_same_through_a_third_are_not_different() -> None:
    rows = judged(ab="same", cb="same", ac="different")
    assert contradictions(rows, {"a"}) == [{"left": "a", "right": "c", "through": ["b"]}]
    assert contradictions(rows, {"b"}) == contradictions(rows, {"a"})
    assert contradictions(rows, {"z"}) == [], "none of the judged persons is in it"


def test_the_shortest_chain_is_told() -> None:
    rows = judged(ab="same", bc="same", cd="same", be="same", ed="same", bd="same", ad="different")
    assert contradictions(rows, {"a"}) == [{"left": "a", "right": "d", "through": ["b"]}]


def test_what_agrees_is_no_contradiction() -> None:
    assert contradictions(judged(ab="same", cd="same", ac="different", bd="different"), set("abcd")) == []
    assert contradictions(judged().cast(pl.String), set("abcd")) == []


PAIRS = st.dictionaries(
    st.sampled_from([a + b for a, b in combinations("abcde", 2)]), st.sampled_from(["same", "different"]), max_size=10
)


@given(PAIRS)
def test_a_difference_contradicts_exactly_where_both_are_in_one_group(pairs: dict[str, str]) -> None:
    group = {name: {name} for name in "abcde"}
    for pair, decision in pairs.items():
        if decision == "same":
            joined = group[pair[0]] | group[pair[1]]
            group |= dict.fromkeys(joined, joined)
    wanted = {pair for pair, decision in pairs.items() if decision == "different" and pair[1] in group[pair[0]]}
    found = contradictions(judged(**pairs), set("abcde"))
    assert {one["left"] + one["right"] for one in found} == wanted
    for one in found:
        chain = [one["left"], *one["through"], one["right"]]
        assert all(pairs["".join(sorted(step))] == "same" for step in pairwise(chain))

"""Of a pair the newest judgement counts, whoever is named first and whenever it came in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.linkage.judgements import counting, newest

DAY = date(2024, 6, 30)
NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
SCHEMA = {
    "judgement_id": pl.String(),
    "left": pl.String(),
    "right": pl.String(),
    "decision": pl.String(),
    "decided_at": pl.Datetime("us", "UTC"),
    "until": pl.Date(),
    "known_at": pl.Datetime("us", "UTC"),
    "line": pl.Int64(),
}


def judgement(left: str, right: str, decision: str, hour: int = 0, **fields: Any) -> dict[str, Any]:
    at = NOON + timedelta(hours=hour)
    given = {"left": left, "right": right, "decision": decision, "decided_at": at, "known_at": at, "until": None, "line": 0}
    return {**given, "judgement_id": f"j{left}{right}{hour}", **fields}


def frame(*rows: dict[str, Any]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=SCHEMA)


def counted(*rows: dict[str, Any], as_of: date = DAY) -> list[tuple[Any, ...]]:
    return counting(frame(*rows), as_of).select("left", "right", "decision").collect().rows()


def test_nothing_counts_before_the_first() -> None:
    assert counted() == []
    assert counting(frame(), DAY).collect_schema() == pl.Schema(SCHEMA)


def test_the_newest_of_a_pair_counts_whoever_is_named_first() -> None:
    assert counted(judgement("a", "b", "same"), judgement("b", "a", "different", 1), judgement("a", "c", "same")) == [
        ("b", "a", "different"),
        ("a", "c", "same"),
    ]


def test_when_it_was_decided_comes_before_when_it_was_known() -> None:
    late_news = judgement("a", "b", "different", 1, known_at=NOON + timedelta(days=9))
    assert counted(judgement("a", "b", "same", 2), late_news) == [("a", "b", "same")]
    same_time = judgement("a", "b", "different", 2, known_at=NOON + timedelta(days=9))
    assert counted(judgement("a", "b", "same", 2), same_time) == [("a", "b", "different")]
    below = judgement("a", "b", "different", 2, line=7)
    assert counted(judgement("a", "b", "same", 2, line=6), below) == [("a", "b", "different")]


def test_what_was_taken_back_counts_no_more_and_can_be_said_again() -> None:
    said, taken_back = judgement("a", "b", "same"), judgement("b", "a", "open", 1)
    assert counted(said, taken_back) == []
    assert counted(said, taken_back, judgement("a", "b", "same", 2)) == [("a", "b", "same")]
    assert newest(frame(said, taken_back)).collect()["decision"].to_list() == ["open"]


def test_it_counts_up_to_its_last_day_and_what_was_before_does_not_return() -> None:
    rows = judgement("a", "b", "same"), judgement("a", "b", "different", 1, until=DAY)
    assert counted(*rows) == [("a", "b", "different")]
    assert counted(*rows, as_of=DAY + timedelta(days=1)) == []


def test_a_day_before_it_was_decided_follows_it_too() -> None:
    assert counted(judgement("a", "b", "same"), as_of=date(2020, 1, 1)) == [("a", "b", "same")]


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from("abc"),
        st.sampled_from(["same", "different", "open"]),
        st.integers(0, 2),
        st.sampled_from([None, date(2024, 6, 29), DAY]),
    ),
    max_size=12,
)


@given(rows=ROWS, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing_and_each_pair_counts_once(
    rows: list[tuple[str, str, str, int, date | None]], shuffled: Any
) -> None:
    given_ = [
        judgement(left, right, decision, hour, until=until, judgement_id=f"j{at:02d}")
        for at, (left, right, decision, hour, until) in enumerate(rows)
    ]
    found = counting(frame(*given_), DAY).collect()
    other = list(given_)
    shuffled.shuffle(other)
    assert_frame_equal(counting(frame(*other), DAY).collect(), found)
    assert_frame_equal(counting(found.lazy(), DAY).collect(), found)
    pairs = [frozenset(pair) for pair in found.select("left", "right").iter_rows()]
    assert len(set(pairs)) == len(pairs)
    assert set(found["decision"]) <= {"same", "different"}


@given(rows=ROWS)
def test_taking_everything_back_leaves_nothing(rows: list[tuple[str, str, str, int, date | None]]) -> None:
    said = [judgement(left, right, what, hour, judgement_id=f"j{at}") for at, (left, right, what, hour, _) in enumerate(rows)]
    back = [judgement(right, left, "open", 9) for left, right, *_ in rows]
    assert counted(*said, *back) == []

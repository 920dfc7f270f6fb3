"""The figures a drop is judged by: what was read, refused, has vanished and moved; null where too few rows say anything."""

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.contracts import Column, Contract
from expectations.feeds import drop_suite
from expectations.judge import judge
from expectations.measures import FEW_KNOWN_KEYS, FEW_ROWS, drop_measures, measure_names, shifting_columns
from tests.transforms.factory import contract as factory_contract

CODES = {"甲": "a", "乙": "b"}
COLUMNS = (
    Column("no", "编号", "text", required=True),
    Column("town", "乡镇", "text"),
    Column("kind", "类别", "code", codes=CODES),
)
SNAPSHOT = dataclasses.replace(factory_contract(COLUMNS, key=("no",)), rows_max=10**6)
EVENT = dataclasses.replace(SNAPSHOT, delivery="event")
BY_TOWN = dataclasses.replace(SNAPSHOT, scope="town")


def rows(keys: list[str], kinds: list[str | None] | None = None, towns: list[str] | None = None) -> pl.LazyFrame:
    cells = {"_key": keys, "no": keys, "town": towns or ["青石镇"] * len(keys), "kind": kinds or ["a"] * len(keys)}
    return pl.LazyFrame(cells, schema=dict.fromkeys(cells, pl.String))


def keys(count: int, start: int = 0) -> list[str]:
    return [f"k{number}" for number in range(start, start + count)]


def measured(contract: Contract, now: pl.LazyFrame, then: pl.LazyFrame, **given: Any) -> dict[str, Any]:
    given = {"rows_read": 100, "rows_rejected": 0} | given
    return drop_measures(contract, now, then, **given).collect().row(0, named=True)


def test_one_row_of_the_named_measures_in_order() -> None:
    found = drop_measures(SNAPSHOT, rows(keys(3)), rows([]), rows_read=3, rows_rejected=0).collect()
    assert found.height == 1
    assert found.columns == list(measure_names(SNAPSHOT))
    assert [column.name for column in shifting_columns(SNAPSHOT)] == ["kind"]


def test_rows_read_are_accepted_and_refused_ones() -> None:
    found = measured(SNAPSHOT, rows(keys(3)), rows([]), rows_read=10, rows_rejected=7)
    assert (found["rows_read"], found["rows_accepted"], found["rows_rejected"], found["refused_share"]) == (10, 3, 7, 0.7)


@pytest.mark.parametrize(("rejected", "share"), [(SNAPSHOT.small_count, None), (SNAPSHOT.small_count + 1, 0.8)])
def test_a_handful_of_refused_rows_is_no_share(rejected: int, share: float | None) -> None:
    assert measured(SNAPSHOT, rows([]), rows([]), rows_read=5, rows_rejected=rejected)["refused_share"] == share


def test_an_empty_drop_has_no_shares() -> None:
    found = measured(SNAPSHOT, rows([]), rows([]), rows_read=0)
    assert (found["refused_share"], found["vanished_share"], found["shrink_share"], found["shift_kind"]) == (None,) * 4


def test_keys_that_are_known_and_not_delivered_have_vanished() -> None:
    found = measured(SNAPSHOT, rows(keys(30)), rows(keys(40)))
    assert (found["known_keys"], found["vanished"], found["vanished_share"], found["shrink_share"]) == (40, 10, 0.25, 0.25)


def test_refused_keys_have_not_vanished() -> None:
    refused = pl.LazyFrame({"_key": ["k30", "k31", None]})
    assert measured(SNAPSHOT, rows(keys(30)), rows(keys(40)), refused_keys=refused)["vanished"] == 8


def test_an_event_feed_never_shrinks() -> None:
    found = measured(EVENT, rows(keys(30)), rows(keys(40)))
    assert (found["vanished"], found["shrink_share"]) == (10, None)


@pytest.mark.parametrize(
    ("delivered", "known", "share"),
    [
        (FEW_KNOWN_KEYS - SNAPSHOT.small_count, FEW_KNOWN_KEYS, None),  # a handful
        (FEW_KNOWN_KEYS - 4, FEW_KNOWN_KEYS, 0.2),
        (10, FEW_KNOWN_KEYS - 1, None),  # 9 of 19: few known keys, not most of them
        (9, FEW_KNOWN_KEYS - 1, 10 / 19),  # most of few
    ],
)
def test_a_share_of_few_keys_is_not_held_against_a_drop(delivered: int, known: int, share: float | None) -> None:
    assert measured(SNAPSHOT, rows(keys(delivered)), rows(keys(known)))["shrink_share"] == share


def test_absence_is_judged_within_the_delivered_towns() -> None:
    known = rows(keys(60), towns=["青石镇"] * 30 + ["白沙镇"] * 30)
    found = measured(BY_TOWN, rows(keys(25)), known)
    assert (found["known_keys"], found["vanished"]) == (30, 5)


def test_moved_category_shares_are_measured_beyond_chance() -> None:
    then = rows(keys(1000), kinds=["a", "b"] * 500)
    same = measured(SNAPSHOT, rows(keys(1000), kinds=["a"] * 510 + ["b"] * 490), then)
    moved = measured(SNAPSHOT, rows(keys(1000), kinds=["a"] * 900 + ["b"] * 100), then)
    assert same["shift_kind"] == 0.0
    assert 0.35 < moved["shift_kind"] <= 0.4


def test_a_new_category_counts_in_full() -> None:
    moved = measured(SNAPSHOT, rows(keys(400), kinds=["new"] * 400), rows(keys(400), kinds=["a"] * 400))
    assert 0.9 < moved["shift_kind"] <= 1.0


def test_shares_of_few_or_blank_cells_say_nothing() -> None:
    then = rows(keys(500))
    few = rows(keys(FEW_ROWS - 1), kinds=["b"] * (FEW_ROWS - 1))
    blank = rows(keys(500), kinds=["b"] * (FEW_ROWS - 1) + [None] * (501 - FEW_ROWS))
    assert measured(SNAPSHOT, few, then)["shift_kind"] is None
    assert measured(SNAPSHOT, blank, then)["shift_kind"] is None


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_vanished_is_what_sets_say(now: set[int], then: set[int], refused: set[int]) -> None:
    refused_keys = pl.LazyFrame({"_key": [f"k{key}" for key in refused]}, schema={"_key": pl.String})
    found = measured(SNAPSHOT, rows([f"k{key}" for key in now]), rows([f"k{key}" for key in then]), refused_keys=refused_keys)
    assert found["vanished"] == len(then - now - refused)
    assert found["known_keys"] == len(then)


@pytest.mark.parametrize(
    ("now", "given", "failed"),
    [
        (rows(keys(400)), {}, []),
        (rows(keys(300)), {}, ["shrunken_snapshot"]),
        (rows(keys(400)), {"rows_read": 900, "rows_rejected": 500}, ["refused_share"]),
        (rows(keys(400), kinds=["b"] * 400), {}, ["category_shift.kind"]),
        (rows(keys(400)), {"rows_read": 2 * 10**6}, ["volume_high"]),
    ],
)
def test_the_drop_suite_fails_by_the_measure_that_went_wrong(now: pl.LazyFrame, given: dict[str, int], failed: list[str]) -> None:
    figures = drop_measures(SNAPSHOT, now, rows(keys(400)), **({"rows_read": 400, "rows_rejected": 0} | given))
    assert [one.id for one in judge(figures, drop_suite(SNAPSHOT)).failed] == failed

"""Held against a model that looks at every row of both by itself."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.cohort import IS_MEMBER
from transforms.cohort_differences import beside, compared_of, differences

SCHEMA = pl.Schema({"id": pl.String, "sheet": pl.String, "n": pl.Int64, "groups": pl.List(pl.String), "edition": pl.String})
Cells = tuple[int | None, list[str] | None]

keys = st.tuples(st.sampled_from("abc"), st.sampled_from(["", None]))
cells = st.tuples(st.one_of(st.none(), st.integers(0, 1)), st.one_of(st.none(), st.lists(st.sampled_from("uv"), max_size=2)))
sealed_rows = st.dictionaries(keys, cells)
present_rows = st.dictionaries(keys, st.tuples(cells, st.sampled_from([True, True, False, None])))
STATES = {True: "member", False: "outside", None: "unknown"}


def text(cell: object) -> str | None:
    if isinstance(cell, list):
        return "[" + ",".join(f'"{item}"' for item in cell) + "]"
    return None if cell is None else str(cell)


def model(
    sealed: dict[tuple[str, str | None], Cells], now: dict[tuple[str, str | None], tuple[Cells, bool | None]]
) -> set[object]:
    told: set[object] = set()
    for key, old in sealed.items():
        state = STATES[now[key][1]] if key in now else "absent"
        if state != "member":
            told.add((*key, "gone", state, None, None, None))
        if key in now:
            for name, was, is_now in zip(("n", "groups"), old, now[key][0], strict=True):
                if text(was) != text(is_now):
                    told.add((*key, "changed", state, name, text(was), text(is_now)))
    return told | {(*key, "come", "member", None, None, None) for key in now if now[key][1] and key not in sealed}


def told(then: pl.LazyFrame, today: pl.LazyFrame) -> pl.DataFrame:
    key = ("id", "sheet")
    return differences(beside(then, today, key), key, compared_of(SCHEMA, key)).collect()


@given(sealed_rows, present_rows)
def test_every_difference_is_told_once_and_nothing_else(
    sealed: dict[tuple[str, str | None], Cells], now: dict[tuple[str, str | None], tuple[Cells, bool | None]]
) -> None:
    then = pl.LazyFrame([(*key, *row, "2023") for key, row in sealed.items()], schema=SCHEMA, orient="row")
    today = pl.LazyFrame(
        [(*key, *row, "2024", said) for key, (row, said) in now.items()], schema={**SCHEMA, IS_MEMBER: pl.Boolean}, orient="row"
    )
    found = told(then, today)
    assert found.columns == ["id", "sheet", "change", "now", "column", "old", "new"]
    assert len(set(found.rows())) == found.height
    assert set(found.rows()) == model(sealed, now)
    assert found.equals(told(then.reverse(), today.reverse())), "the same order"

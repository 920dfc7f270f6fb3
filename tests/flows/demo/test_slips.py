"""A slip stands in every row of its person in its feed, and nowhere else."""

from __future__ import annotations

from datetime import date

import polars as pl

from flows.demo.slips import SLIPS, as_written, no_slips

ROWS = pl.DataFrame(
    {"person": [1, 2, 1], "id_number": ["a", "b", "a"], "name": ["甲", "乙", "甲"], "birth_date": [date(2000, 1, 1)] * 3}
)


def test_a_slip_replaces_the_cell_and_the_owner_stays() -> None:
    slips = pl.DataFrame(
        [("f", 1, "id_number", "x"), ("f", 1, "birth_date", "1999-12-31"), ("other", 2, "name", "丙")], schema=SLIPS, orient="row"
    )
    written = as_written(ROWS, slips, "f")
    assert written["id_number"].to_list() == ["x", "b", "x"]
    assert written["birth_date"].to_list() == [date(1999, 12, 31), date(2000, 1, 1), date(1999, 12, 31)]
    assert written["name"].to_list() == ROWS["name"].to_list()
    assert written["_owner"].to_list() == ["a", "b", "a"]
    assert written["_slip"].to_list() == [True, False, True]


def test_without_slips_the_rows_stay() -> None:
    written = as_written(ROWS, no_slips(), "f")
    assert written.select(ROWS.columns).equals(ROWS)
    assert not written["_slip"].any()

"""Rows on scratch come back as they were written, in their order, whatever part of them is asked for."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from flows.drops.spool import Pieces

SCHEMA = {"name": pl.String, "amount": pl.Int64, "day": pl.Date, "sure": pl.Boolean, "hash": pl.UInt64}
ROWS = pl.DataFrame(
    {
        "name": ["甲", None, "", "一个长得放不进十二个字节的名字", "乙"],
        "amount": [1, None, -3, 4, 5],
        "day": [None, 20000, 1, 2, 3],
        "sure": [True, False, None, True, False],
        "hash": [2**64 - 1, 0, 1, None, 7],
    },
    schema_overrides={"hash": pl.UInt64},
).cast(pl.Schema(SCHEMA))


@pytest.fixture
def pieces(tmp_path: Path) -> Pieces:
    made = Pieces(tmp_path / "rows", SCHEMA)
    for at in range(0, ROWS.height, 2):
        made.write(ROWS.slice(at, 2))
    return made


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_rows_come_back_in_their_order(pieces: Pieces, engine: pl._typing.EngineType) -> None:
    assert_frame_equal(pieces.scan().collect(engine=engine), ROWS)


def test_what_is_asked_for_may_be_columns_conditions_and_the_first_rows(pieces: Pieces) -> None:
    rows, all_at_once = pieces.scan(), ROWS.lazy()
    for ask in (
        lambda frame: frame.select("hash", "name"),
        lambda frame: frame.filter(pl.col("amount") > 1).select("name"),
        lambda frame: frame.head(3),
        lambda frame: frame.filter(pl.col("sure")).head(1),
        lambda frame: frame.with_row_index().filter(pl.col("name").is_null() | (pl.col("amount") == 5)),
        lambda frame: frame.select(pl.len()),
    ):
        assert_frame_equal(ask(rows).collect(engine="streaming"), ask(all_at_once).collect())


def test_a_sink_may_read_while_the_same_rows_are_counted(pieces: Pieces, tmp_path: Path) -> None:
    twice = pl.concat([pieces.scan(), pieces.scan().filter(pl.col("amount") < 0)])
    twice.sink_parquet(tmp_path / "both.parquet", maintain_order=True)
    assert pl.read_parquet(tmp_path / "both.parquet").height == ROWS.height + 1


def test_nothing_written_is_a_frame_without_rows(tmp_path: Path) -> None:
    empty = Pieces(tmp_path / "none", SCHEMA)
    empty.write(ROWS.clear())
    assert_frame_equal(empty.scan().collect(), ROWS.clear())
    assert empty.scan().collect_schema() == pl.Schema(SCHEMA)


@given(texts=st.lists(st.one_of(st.none(), st.text(max_size=40)), max_size=30), size=st.integers(1, 7))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, texts: list[str | None], size: int) -> None:
    rows = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    made = Pieces(tmp_path_factory.mktemp("rows"), {"text": pl.String})
    for at in range(0, rows.height, size):
        made.write(rows.slice(at, size))
    assert_frame_equal(made.scan().collect(), rows)

"""Types on their way into a table and back."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from flows.lake.dtypes import restored, storable, storable_schema

FRAME = pl.DataFrame(
    {"u8": [255], "u16": [65535], "u32": [2**32 - 1], "e": ["a"], "c": ["x"], "s": ["y"], "nothing": [None]},
    schema_overrides={
        "u8": pl.UInt8,
        "u16": pl.UInt16,
        "u32": pl.UInt32,
        "e": pl.Enum(["a", "b"]),
        "c": pl.Categorical,
    },
)


def test_every_type_is_stored_without_loss() -> None:
    stored = storable(FRAME.lazy())
    assert stored.collect_schema() == storable_schema(FRAME.schema)
    assert stored.collect().rows() == FRAME.rows()
    assert restored(stored, FRAME.schema).collect().rows() == FRAME.rows()
    assert restored(stored, FRAME.schema).collect_schema()["u32"] == pl.UInt32()


@given(st.lists(st.none() | st.integers(0, 2**64 - 1)))
def test_hashes_keep_their_bits(values: list[int | None]) -> None:
    frame = pl.DataFrame({"h": values}, schema={"h": pl.UInt64})
    stored = storable(frame.lazy())
    assert stored.collect_schema()["h"] == pl.Int64()
    assert restored(stored, frame.schema).collect().equals(frame)

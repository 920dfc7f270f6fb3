"""Who was erased, `lake/ops/erased`: keyed digests only, under a label that no other pseudonym uses. Append only.

What is taken in is held against it, so that no delivery, replay or late drop brings an erased person back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from flows.lake.appending import append
from flows.lake.lake import Lake
from flows.lake.places import ERASED
from flows.lake.tables import Outcome
from transforms.erasure import Erased

SCHEMA: Mapping[str, pl.DataType] = {
    "erasure_id": pl.String(),
    "kind": pl.String(),
    "digest": pl.String(),
    "erased_at": pl.Datetime("us", "UTC"),
    "by": pl.String(),
    "reason": pl.String(),
}
"""Grain: one row a digest. `kind`: person, name, row, source (see transforms/erasure.py)."""


def bury(lake: Lake, rows: pl.DataFrame, erasure_id: str) -> Outcome:
    """Adds the digests of one person (SCHEMA), once an erasure."""
    return append(lake.table(ERASED), SCHEMA, rows.select(list(SCHEMA)).cast(pl.Schema(SCHEMA)), erasure_id)


def read(lake: Lake) -> pl.DataFrame:
    """Every digest there is (SCHEMA), in the order of their digests; empty before the first erasure."""
    table = lake.table(ERASED)
    return table.at().scan().sort("digest").collect() if table.exists() else pl.DataFrame(schema=SCHEMA)


def known(lake: Lake) -> Erased:
    """Everybody who was erased, as rows are held against it."""
    return Erased.of(read(lake))


def digest(lake: Lake) -> str:
    """The same text for the same people erased; empty for none. For the manifest of an edition."""
    rows = read(lake)
    return hashlib.sha256(" ".join(rows["digest"]).encode()).hexdigest() if rows.height else ""

"""Who was erased, `lake/ops/erased`: keyed digests only, under a label that no other pseudonym uses; and which of these tombstones were
lifted since, `lake/ops/lifted`. Both append only.

What is taken in is held against those that stand, so that no delivery, replay or late drop brings an erased person back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import polars as pl

from flows.lake.appending import append
from flows.lake.lake import Lake
from flows.lake.places import ERASED, LIFTED
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
LIFTING: Mapping[str, pl.DataType] = {
    "erasure_id": pl.String(),
    "lifted_at": pl.Datetime("us", "UTC"),
    "by": pl.String(),
    "reason": pl.String(),
}
"""Grain: one row an erasure whose tombstone was lifted: what became known later than `lifted_at` is taken in."""


def bury(lake: Lake, rows: pl.DataFrame, erasure_id: str) -> Outcome:
    """Adds the digests of one person (SCHEMA), each once an erasure."""
    there = read(lake).filter(pl.col("erasure_id") == erasure_id)
    new = rows.select(list(SCHEMA)).cast(pl.Schema(SCHEMA)).join(there, on=["kind", "digest"], how="anti", maintain_order="left")
    if new.is_empty():
        return Outcome.ALREADY
    told = hashlib.sha256(" ".join(new["digest"]).encode()).hexdigest()[:16]
    return append(lake.table(ERASED), SCHEMA, new, f"{erasure_id}:{told}")


def lift(lake: Lake, erasure_id: str, at: datetime, by: str, reason: str) -> Outcome:
    """Lifts the tombstone of an erasure, once."""
    row = pl.DataFrame([(erasure_id, at, by, reason)], schema=dict(LIFTING), orient="row")
    return append(lake.table(LIFTED), LIFTING, row, f"lift:{erasure_id}")


def read(lake: Lake) -> pl.DataFrame:
    """Every digest there is (SCHEMA), lifted or not, in the order of their digests; empty before the first erasure."""
    table = lake.table(ERASED)
    return table.at().scan().sort("digest", "erasure_id").collect() if table.exists() else pl.DataFrame(schema=SCHEMA)


def liftings(lake: Lake) -> pl.DataFrame:
    """Every lifting there is (LIFTING), oldest first."""
    table = lake.table(LIFTED)
    return table.at().scan().sort("lifted_at", "erasure_id").collect() if table.exists() else pl.DataFrame(schema=LIFTING)


def known(lake: Lake, by: datetime | None = None) -> Erased:
    """Everybody who is erased, as rows are held against it. `by`: without the liftings of later than that; None: with all there are."""
    stones = read(lake)
    if stones.is_empty():
        return Erased.of(stones)
    lifted = liftings(lake).filter(pl.lit(value=True) if by is None else pl.col("lifted_at") <= by)
    return Erased.of(stones.join(lifted, on="erasure_id", how="anti"))


def freed(lake: Lake, erasure_id: str) -> Erased:
    """Whom the lifting of one tombstone freed: without those who were erased again since then."""
    stones = read(lake)
    standing = stones.join(liftings(lake), on="erasure_id", how="anti")
    return Erased.of(stones.filter(pl.col("erasure_id") == erasure_id).join(standing, on=["kind", "digest"], how="anti"))


def digest(lake: Lake) -> str:
    """The same text for the same people erased; empty for none. For the manifest of an edition: a lifted tombstone brings nothing back, so
    that it makes no other edition.
    """
    rows = read(lake)
    return hashlib.sha256(" ".join(rows["digest"]).encode()).hexdigest() if rows.height else ""

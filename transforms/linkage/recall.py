"""How many pairs that are known to be one person the blocks find: what they miss, no comparison can make up for."""

from __future__ import annotations

from typing import Final

import polars as pl

from config.linkage import Linkage
from transforms.linkage.blocking import Blocked, blocked
from transforms.linkage.checking import check
from transforms.linkage.frames import bundled, unbundled
from transforms.linkage.records import records

RECALL: Final = pl.Schema({"block": pl.String(), "pairs": pl.UInt32(), "recall": pl.Float64()})
EVERY: Final = "all"
"""The block that stands for the union of all."""


def blocking_recall(left: pl.LazyFrame, right: pl.LazyFrame | None, config: Linkage, truth: pl.LazyFrame) -> pl.LazyFrame:
    """A row a block and one for all together: block, pairs (of `truth` that it finds), recall (their share).

    `truth`: left, right (record ids), in whichever order where `right` is None. Raises LinkageError as `link` does.
    """
    check(config)
    given = {"left": left, "truth": truth.select(pl.col("left", "right").cast(pl.String))}
    given |= {} if right is None else {"right": right}

    def work(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        return {"recall": _recall(frames["left"], frames.get("right"), config, frames["truth"].unique())}

    return unbundled(bundled(given, work, {"recall": RECALL}), "recall")


def _recall(left: pl.DataFrame, right: pl.DataFrame | None, config: Linkage, truth: pl.DataFrame) -> pl.DataFrame:
    both = records(left, right, config)
    rows = truth.with_row_index("pair")
    for side, frame in (("left", both.left), ("right", both.right)):
        ids = frame.select(pl.col(config.record).cast(pl.String).alias(side)).with_row_index(f"{side}_row")
        rows = rows.join(ids, on=side)
    found = {one.block.name: _found(one, rows) for one in blocked(both, config)}
    found[EVERY] = pl.concat(list(found.values())).unique()
    counts = [(name, len(pairs), len(pairs) / max(truth.height, 1)) for name, pairs in found.items()]
    return pl.DataFrame(counts, schema=RECALL, orient="row")


def _found(block: Blocked, rows: pl.DataFrame) -> pl.Series:
    """Which of the pairs have a key of the block in common."""
    left, right = (
        pl.DataFrame({f"{name}_row": side.rows, "key": side.keys})
        for name, side in (("left", block.left), ("right", block.right))
    )
    return rows.join(left, on="left_row").join(right, on=["right_row", "key"])["pair"].unique()

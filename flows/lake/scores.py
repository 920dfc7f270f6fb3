"""Scores of pairs of records that a night's linkage leaves to the next, in the vault: they rest on clear values.

A cache and nothing more: with any other content, or none, the links are the same. One file a round and key; the key names all that a score
depends on beside the two records.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.lake.lake import Lake
from transforms.linkage.carried import NOTHING, PAIRS, SIDES, Scores

FOLDER = "linkage/"
SCHEMA = {"kind": pl.String(), **PAIRS}
"""`kind`: left | right (a record that was looked at, its digest in that column) | pair. All in one file: readers see all or nothing of it."""


def read(lake: Lake, round_name: str, key: str) -> Scores:
    """The scores left by the last night under this key; nothing where there are none."""
    place = _place(round_name, key)
    if not lake.vault.exists(place):
        return NOTHING
    with lake.scratch() as scratch:
        file = scratch / "scores.parquet"
        lake.vault.fetch(place, file)
        rows = pl.read_parquet(file)
    left, right = (rows.filter(pl.col("kind") == side)[side] for side in SIDES)
    return Scores(left, right, rows.filter(pl.col("kind") == "pair").select(list(PAIRS)))


def keep(lake: Lake, round_name: str, key: str, scores: Scores) -> None:
    """Leaves the scores to the next night, in place of all others of this round."""
    rows = pl.concat(
        [
            scores.left.alias("left").to_frame().with_columns(kind=pl.lit("left")),
            scores.right.alias("right").to_frame().with_columns(kind=pl.lit("right")),
            scores.pairs.with_columns(kind=pl.lit("pair")),
            pl.DataFrame(schema=SCHEMA),
        ],
        how="diagonal",
    )
    place = _place(round_name, key)
    with lake.scratch() as scratch:
        file = Path(scratch) / "scores.parquet"
        rows.select(list(SCHEMA)).write_parquet(file)
        lake.vault.put(place, file)
    for entry in lake.vault.list(f"{FOLDER}{round_name}-"):
        if entry.key != place:
            lake.vault.delete(entry.key)


def forget(lake: Lake) -> None:
    """Removes all of them: the next night compares everybody anew, with the same result."""
    for entry in list(lake.vault.list(FOLDER)):
        lake.vault.delete(entry.key)


def _place(round_name: str, key: str) -> str:
    return f"{FOLDER}{round_name}-{key}.parquet"

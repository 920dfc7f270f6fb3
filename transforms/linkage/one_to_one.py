"""A list names nobody twice: of pairs that compete for the same person or the same record, the best counts where it is clearly so."""

from __future__ import annotations

from typing import Final

import polars as pl

UNRIVALLED: Final = float("inf")
_KEY, _PAIR = "_key", "_pair"


def listed() -> pl.Expr:
    """Of a frame of pairs: whether both persons already stand in one list, which names nobody twice."""
    return (pl.col("left_groups").list.set_intersection("right_groups").list.len() > 0).fill_null(False)


def leads(pairs: pl.DataFrame, *, within: bool) -> pl.Series:
    """By how many bits each pair beats its best rival (column `lead`): a row a pair, in order.

    Rivals: other right persons of the same group with the same left one; other left persons with the same right one. `pairs` has
    left_person, right_person (hashes), left_group, right_group and bits, each pair of persons once.
    """
    claims = _claims(pairs.with_row_index(_PAIR), within=within)
    contested = claims.filter(pl.col(_KEY).is_duplicated())
    best = contested.group_by(_KEY).agg(first=pl.col("bits").max(), second=pl.col("bits").top_k(2).min())
    rival = pl.when(pl.col("bits") == pl.col("first")).then("second").otherwise("first")
    # Two pairs that people decided are no rivals of each other: their lead is neither plus nor minus.
    lead = (pl.col("bits") - rival).fill_nan(UNRIVALLED)
    worst = contested.join(best, on=_KEY).with_columns(lead=lead).group_by(_PAIR).agg(pl.col("lead").min())
    every = pairs.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(_PAIR))
    return every.join(worst, on=_PAIR, how="left", maintain_order="left")["lead"].fill_null(UNRIVALLED)


def beaten(pairs: pl.DataFrame, *, within: bool) -> pl.Series:
    """Whether a rival of the pair is one person (column `is_same`) while the pair is not."""
    claims = _claims(pairs.with_row_index(_PAIR), within=within)
    lost = pl.col("is_same").any().over(_KEY) & ~pl.col("is_same")
    contested = claims.filter(pl.col(_KEY).is_duplicated()).select(_PAIR, lost=lost).filter("lost")
    return pairs.select(pl.int_range(pl.len(), dtype=pl.UInt32).is_in(contested[_PAIR].implode())).to_series()


def _claims(pairs: pl.DataFrame, *, within: bool) -> pl.DataFrame:
    """Two rows a pair: what each side may have only one of."""
    left = pl.struct(pl.lit(0, pl.UInt8).alias("s"), pl.col("left_person").alias("p"), pl.col("right_group").alias("g"))
    side, group = (0, pl.col("left_group")) if within else (1, pl.lit(None, pl.String))
    right = pl.struct(pl.lit(side, pl.UInt8).alias("s"), pl.col("right_person").alias("p"), group.alias("g"))
    others = [name for name in (_PAIR, "bits", "is_same") if name in pairs.columns]
    return pl.concat([pairs.select(*others, one.hash(seed=0).alias(_KEY)) for one in (left, right)])

"""Whose records they are: a row a record, in the records' order, of what its person brings into every pair."""

from __future__ import annotations

import polars as pl

from config.linkage import Linkage
from transforms.linkage.records import ANCHORED, Records


def persons(both: Records, config: Linkage) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of either side: person (hash of its id), id, anchored, group, groups (every list the person stands in), rank (the lowest
    gives a cluster its id, left before right).
    """
    left = _described(both.left, config)
    return left, left if both.within else _described(both.right, config).with_columns(pl.col("rank") + 1)


def left_stays() -> pl.Expr:
    """Of a frame of pairs (left_anchored … right_id): whether the left person's id is the one both go by."""
    first = pl.col("left_id") <= pl.col("right_id")
    by_list = (
        pl.when(pl.col("left_rank") == pl.col("right_rank")).then(first).otherwise(pl.col("left_rank") < pl.col("right_rank"))
    )
    return pl.when(pl.col("left_anchored") == pl.col("right_anchored")).then(by_list).otherwise("left_anchored")


def _described(side: pl.DataFrame, config: Linkage) -> pl.DataFrame:
    rule = config.one_to_one
    identity = pl.col(config.person).cast(pl.String)
    group = pl.col(rule.group).cast(pl.String) if rule else pl.lit(None, pl.String)
    rows = side.select(
        person=identity.hash(seed=0),
        id=identity,
        anchored=pl.col(ANCHORED).cast(pl.Boolean).fill_null(False),
        group=group,
        groups=_groups(group, rule.listed_in) if rule else pl.lit(None, pl.List(pl.String)),
    )
    if config.person != config.record:
        rows = _shared(rows)
    order = rule.order if rule else ()
    return rows.with_columns(rank=_rank(order))


def _groups(group: pl.Expr, listed_in: str) -> pl.Expr:
    own = pl.when(group.is_not_null()).then(pl.concat_list(group)).otherwise(pl.lit([], pl.List(pl.String)))
    if not listed_in:
        return own
    return pl.concat_list(own, pl.col(listed_in).fill_null([]).list.drop_nulls()).list.unique().list.sort()


def _shared(rows: pl.DataFrame) -> pl.DataFrame:
    """What one record says of its person holds for all of them."""
    together = rows.group_by("person").agg(pl.col("anchored").any(), pl.col("groups").explode().drop_nulls().unique().sort())
    return rows.select("person", "id", "group").join(together, on="person", how="left", maintain_order="left")


def _rank(order: tuple[str, ...]) -> pl.Expr:
    """Twice the place of the person's first list in the order, so that sides come between."""
    places = [pl.when(pl.col("groups").list.contains(name)).then(pl.lit(2 * at)) for at, name in enumerate(order)]
    return pl.coalesce(*places, pl.lit(2 * len(order))).cast(pl.UInt32)

"""The change log of a feed: what it says was true on a day as known by a time, and what a drop adds to it.

Log rows are the feed's columns and `_key, _op (upsert | absent), _data_date, _known_at, _drop_id, _sheet, _row, _hash,
_order`. Per key the newest row by (`_data_date`, `_known_at`, `_order`) counts.

A late drop is compared with the state of its own day. What later drops said may then no longer follow from the log, since
rows equal to what was known were left out. So for the keys that the late drop changed (`touched_keys`), every later day with
drops is settled once more, in order (`reasserted`): the drops of that day are read again and replayed on the state of the day
before, and what differs from the log is written with that day as its data date and the late drop's `_known_at`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from config.contracts import Delivery

UPSERT, ABSENT = "upsert", "absent"
NEWEST = ("_data_date", "_known_at", "_order")


def state(
    log: pl.LazyFrame, as_of: date, known_by: datetime | None = None, *, several: pl.DataFrame | None = None
) -> pl.LazyFrame:
    """Rows true on `as_of` as known by `known_by` (None: by now); one a key, keys that are absent left out. Log
    columns stay.

    Most keys are told once: only those told several times are compared. `several`: the `repeated` keys, where the caller has
    computed them; left to be found, the rows that stream by wait for them in memory.
    """
    told = said(log, as_of, known_by)
    if several is not None and several.is_empty():
        return told.filter(pl.col("_op") == UPSERT)
    hashed, known = told.with_columns(_key_hash=_key_hash()), repeated(told) if several is None else several.lazy()
    often = hashed.join(known, on="_key_hash", how="semi").with_columns(_rank=_newness())
    newest = often.group_by("_key").agg(pl.col("_rank").max())
    return (
        pl.concat(
            [
                hashed.join(known, on="_key_hash", how="anti"),
                often.join(newest, on=["_key", "_rank"], how="semi").drop("_rank"),
            ]
        )
        .filter(pl.col("_op") == UPSERT)
        .drop("_key_hash")
    )


def said(log: pl.LazyFrame, as_of: date, known_by: datetime | None = None) -> pl.LazyFrame:
    """Rows of the log that speak of `as_of` or a day before and were known by `known_by`."""
    told = log.filter(pl.col("_data_date") <= as_of)
    return told if known_by is None else told.filter(pl.col("_known_at") <= known_by)


def repeated(told: pl.LazyFrame) -> pl.LazyFrame:
    """`_key_hash` of every key with several rows. Keys whose hashes meet are among them: they are compared, to no effect."""
    return told.group_by(_key_hash=_key_hash()).len("_rows").filter(pl.col("_rows") > 1).select("_key_hash")


def _key_hash() -> pl.Expr:
    return pl.col("_key").hash()


def diff(
    known: pl.LazyFrame,
    rows: pl.LazyFrame,
    refused_keys: pl.LazyFrame,
    *,
    delivery: Delivery,
    scope: str = "",
) -> pl.LazyFrame:
    """What a drop adds to the log: its columns and `_op`.

    `known` is the state of the drop's day (`_key`, `_hash`, the scope column), `rows` the drop's accepted rows without
    duplicates, `refused_keys` (`_key`) its keys with refused rows: they stay as they were. Upserts are rows that are new,
    different, or back again. Keys of a snapshot that vanished become `absent`, with nulls in the feed's columns; under
    `scope` only those whose scope value the drop delivered.
    """
    upserts = rows.join(known.select("_key", "_hash"), on=["_key", "_hash"], how="anti").with_columns(_op=pl.lit(UPSERT))
    if delivery != "snapshot":
        return upserts
    absent = vanished(known, rows, refused_keys, scope=scope).with_columns(_op=pl.lit(ABSENT))
    return pl.concat([upserts, absent], how="diagonal")


def fresh(known: pl.LazyFrame, rows: pl.LazyFrame) -> pl.LazyFrame:
    """`_at`: the places (from 0) of rows that `known` does not have just so; what `diff` upserts, told in four bytes a row."""
    mine = rows.select("_key", "_hash").with_row_index("_at")
    return mine.join(known.select("_key", "_hash"), on=["_key", "_hash"], how="anti").select("_at")


def vanished(known: pl.LazyFrame, rows: pl.LazyFrame, refused_keys: pl.LazyFrame, *, scope: str = "") -> pl.LazyFrame:
    """`_key` of what a snapshot takes away: known, and neither in its rows nor among its refused keys."""
    there = known.join(rows.select(scope).unique(), on=scope, how="semi") if scope else known
    return there.select("_key").join(rows.select("_key"), on="_key", how="anti").join(refused_keys, on="_key", how="anti")


def touched_keys(changes: pl.LazyFrame) -> pl.LazyFrame:
    """`_key` of everything a drop's changes speak of."""
    return changes.select("_key").unique()


@dataclass(frozen=True)
class Said:
    """What an earlier drop said, read again from the archive: all its accepted rows without duplicates, and its refused keys."""

    drop_id: str
    delivery: Delivery
    rows: pl.LazyFrame
    refused_keys: pl.LazyFrame


def reasserted(
    before: pl.LazyFrame,
    known: pl.LazyFrame,
    drops: Sequence[Said],
    touched: pl.LazyFrame,
    *,
    scope: str = "",
) -> pl.LazyFrame:
    """What has to be written again for one day after a late drop touched some keys; as `diff`, with `_drop_id`.

    `before` and `known` are the states of the day before and of the day itself, the late drop and earlier reassertions
    included; `drops` are all drops of that day in the order of their `_known_at` and `_order`.
    """
    wanted = before.join(touched, on="_key", how="semi").select(*_columns(drops[0]), "_drop_id")
    for drop in drops:
        wanted = _replayed(wanted, drop, touched, scope)
    nobody = touched.clear()
    changes = diff(known.join(touched, on="_key", how="semi"), wanted, nobody, delivery="snapshot")
    taken_by = [drop.drop_id for drop in drops if drop.delivery == "snapshot"]
    return changes.with_columns(pl.col("_drop_id").fill_null(taken_by[-1] if taken_by else drops[-1].drop_id))


def _replayed(state_before: pl.LazyFrame, drop: Said, touched: pl.LazyFrame, scope: str) -> pl.LazyFrame:
    """The state of the touched keys after a drop: what it says, and of the rest what it does not take away."""
    said = drop.rows.join(touched, on="_key", how="semi").with_columns(_drop_id=pl.lit(drop.drop_id))
    kept = state_before.join(said, on="_key", how="anti")
    if drop.delivery == "snapshot":
        stays = [kept.join(drop.refused_keys, on="_key", how="semi")]
        if scope:
            open_keys = kept.join(drop.refused_keys, on="_key", how="anti")
            stays.append(open_keys.join(drop.rows.select(scope).unique(), on=scope, how="anti"))
        kept = pl.concat(stays)
    return pl.concat([kept, said.select(*_columns(drop), "_drop_id")])


def _columns(drop: Said) -> list[str]:
    return drop.rows.collect_schema().names()


def stamped(
    changes: pl.LazyFrame, *, data_date: date, known_at: datetime, order: int, drop_id: str | None = None
) -> pl.LazyFrame:
    """Changes with the log columns that say whose word they are; `drop_id` where the changes do not carry it already."""
    said = changes if drop_id is None else changes.with_columns(_drop_id=pl.lit(drop_id))
    return said.with_columns(
        _data_date=pl.lit(data_date, dtype=pl.Date),
        _known_at=pl.lit(known_at, dtype=pl.Datetime("us", "UTC")),
        _order=pl.lit(order, dtype=pl.Int64),
    )


def outlived(log: pl.LazyFrame, before: date, known_before: datetime) -> pl.LazyFrame:
    """`_key, _newest, _all` of keys with rows that no state as of `before` or later, as known at `known_before` or later, holds: a newer
    row of the key was true and known by then. Such rows are those told by then and older than `_newest` (a `newness`).

    `_all`: the newest one says absent, and nothing older became known later, so that it may go too.
    """
    old = (pl.col("_data_date") <= before) & (pl.col("_known_at") <= known_before)
    told = log.select("_key", "_op", old.alias("_old"), (pl.col("_data_date") <= before).alias("_of_old"), _at=_newness())
    newest = (
        told.filter("_old")
        .group_by("_key")
        .agg(_newest=pl.col("_at").max(), _rows=pl.len(), _op=pl.col("_op").sort_by("_at").last())
    )
    later = told.filter(pl.col("_of_old") & ~pl.col("_old")).select("_key").unique().with_columns(_later=pl.lit(value=True))
    gone = (pl.col("_op") == ABSENT) & pl.col("_later").is_null()
    return (
        newest.join(later, on="_key", how="left")
        .with_columns(_all=gone)
        .filter((pl.col("_rows") > 1) | pl.col("_all"))
        .select("_key", "_newest", "_all")
    )


def without_outlived(log: pl.LazyFrame, keys: pl.LazyFrame, before: date, known_before: datetime) -> pl.LazyFrame:
    """The log without the rows that `keys` (`outlived`) tells of."""
    old = (pl.col("_data_date") <= before) & (pl.col("_known_at") <= known_before)
    goes = old & ((_newness() < pl.col("_newest")) | (pl.col("_all") & (_newness() == pl.col("_newest"))))
    joined = log.join(keys, on="_key", how="left")
    return joined.filter(~goes.fill_null(value=False)).drop("_newest", "_all")


def _newness() -> pl.Expr:
    """The three columns of NEWEST as one integer of the same order: 32 bits of days, 56 of microseconds, 39 of
    commit order.
    """
    days = pl.col("_data_date").to_physical().cast(pl.Int128)
    moments = pl.col("_known_at").to_physical().cast(pl.Int128)
    return (days * 2**56 + moments) * 2**39 + pl.col("_order").cast(pl.Int128)

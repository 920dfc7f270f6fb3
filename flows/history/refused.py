"""Rows of files that were refused under a key of theirs: what was known of the key stayed as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from config.contracts import Contract
from flows.history.logs import BY
from flows.lake import keys as names
from flows.lake import ledger
from flows.lake.corrections import scan_corrections
from flows.lake.ledger import Drop
from flows.lake.rejections import scan_rejections
from flows.report.restore import originals_of
from flows.site import Site
from transforms.feeds import clean
from transforms.pseudonym import pseudonymise

WAS = "_was_"
WHY = ("column", "rule", "reason")
SLICE = 20_000
PLACE = ["drop_id", "sheet", "row"]


def refused(site: Site, rows: Mapping[str, pl.DataFrame], since: date | None) -> list[dict[str, Any]]:
    """One entry a feed, drop and refused row of a key that spoke of them, in the order of the drops: where it stands, why it was refused, and
    which drop corrected it.

    Rejections hold a row's cells and not its key, so the key is made of the cells once more; a row whose key could not be read is nobody's.
    """
    done = [
        drop for drop in ledger.read_drops(site.lake) if drop.state == "done" and drop.rows_rejected and _matters(drop, since)
    ]
    found = [
        entry
        for feed, told in rows.items()
        for entry in _of_feed(
            site, site.contracts[feed], told, [drop for drop in done if f"{drop.department}/{drop.feed}" == feed]
        )
    ]
    return sorted(found, key=lambda one: (one["feed"], one["data_date"], one["known_at"]))


def _matters(drop: Drop, since: date | None) -> bool:
    return drop.data_date is not None and (since is None or drop.data_date >= since)


def _of_feed(site: Site, contract: Contract, told: pl.DataFrame, drops: Sequence[Drop]) -> Iterator[dict[str, Any]]:
    own = told.filter(pl.col(BY).list.len() > 0)["_key"].unique()
    rejections = scan_rejections(site.lake).filter(pl.col("drop_id").is_in([drop.drop_id for drop in drops]))
    if not drops or own.is_empty():
        return
    by_id = {drop.drop_id: drop for drop in drops}
    # A year of refused rows is larger than memory should hold: in slices, and their reasons afterwards.
    slices = rejections.select(*PLACE, "cells").collect_batches(chunk_size=SLICE)
    keyed = [_keys(part, contract, by_id[str(name)], site.key) for one in slices for (name,), part in one.group_by("drop_id")]
    found = pl.concat([part.filter(pl.col("_key").is_in(own.implode())) for part in keyed]).unique() if keyed else pl.DataFrame()
    if found.is_empty():
        return
    why = (
        rejections.join(found.lazy().select(PLACE), on=PLACE, how="semi", nulls_equal=True)
        .select(*PLACE, *WHY)
        .unique()
        .collect()
    )
    closed = scan_corrections(site.lake).join(found.lazy().select(PLACE), on=PLACE, how="semi").collect()
    closed_by = {(drop_id, sheet, row): by for drop_id, sheet, row, by in closed.select(*PLACE, "closed_by").iter_rows()}
    for key, drop_id, sheet, row in found.select("_key", *PLACE).sort("drop_id", "sheet", "row").iter_rows():
        mine = why.filter((pl.col("drop_id") == drop_id) & pl.col("sheet").eq_missing(sheet) & (pl.col("row") == row))
        drop = by_id[drop_id]
        yield {
            "feed": contract.name,
            "key": key,
            "drop_id": drop_id,
            "file": names.told(drop.key),
            "sheet": sheet,
            "row": row,
            "data_date": drop.data_date,
            "known_at": drop.known_at,
            "reasons": mine.select(WHY).sort(WHY).to_dicts(),
            "corrected_by": closed_by.get((drop_id, sheet, row)),
        }


def _keys(rejections: pl.DataFrame, contract: Contract, drop: Drop, key: bytes) -> pl.DataFrame:
    """`_key` of each refused row (PLACE) whose key can be read."""
    assert drop.data_date is not None
    cells = originals_of(rejections, contract)
    raw = cells.select(
        *(pl.col(f"{WAS}{column.name}").alias(column.name) for column in contract.columns),
        pl.lit("").alias("_sheet"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("_row"),
    )
    keyed = pseudonymise(clean(raw.lazy(), contract, pivot_year=drop.data_date.year), contract, key).select("_key").collect()
    return pl.concat([cells.select(PLACE), keyed], how="horizontal").filter(pl.col("_key").is_not_null())

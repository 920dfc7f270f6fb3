"""A drop made from a fix-it workbook: which drop it corrects, and its masked cells made whole again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from config.contracts import Contract
from flows.lake import ledger
from flows.lake.corrections import scan_corrections
from flows.lake.rejections import scan_rejections
from flows.reading import Reading
from flows.report.restore import REFERENCE, UNKNOWN, references, restore
from flows.site import Site

ITEM = ["drop_id", "sheet", "row"]


@dataclass(frozen=True)
class Correcting:
    """The drop that is corrected, with its refused rows."""

    contract: Contract
    drop: ledger.Drop
    originals: pl.DataFrame
    closed_before: int
    """Items of that drop that earlier corrections closed."""

    @property
    def data_date(self) -> date | None:
        """A correction speaks of the day the corrected drop spoke of, whatever its file is called."""
        return self.drop.data_date

    def restored(self, batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The raw batches with unchanged masked cells put back; rows with an unknown number are marked for refusal."""
        for raw in batches:
            yield restore(raw, self.originals, self.contract)


def correcting(site: Site, contract: Contract, reading: Reading) -> Correcting | None:
    """The correction a delivery is, if its rows carry correction numbers of a drop of this feed; None for an ordinary one."""
    named = next(_named_drops(reading.batches()), None)
    drop = ledger.find(site.lake, named) if named else None
    if drop is None or (drop.department, drop.feed) != (contract.department, contract.feed):
        return None
    closed = scan_corrections(site.lake).filter(pl.col("drop_id") == drop.drop_id).select(pl.len()).collect().item()
    return Correcting(contract, drop, scan_rejections(site.lake, drop.drop_id).collect(), int(closed))


def closed_items(site: Site, fix: Correcting, accepted: pl.LazyFrame, batches: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The refused items (`drop_id, sheet, row`) whose corrected row was accepted and that nobody closed before."""
    good = accepted.select("_sheet", "_row").collect(engine="streaming")
    numbered = [
        pl.concat([raw.select("_sheet", "_row"), references(raw)], how="horizontal")
        for raw in batches
        if REFERENCE in raw.columns
    ]
    items = pl.concat(numbered).join(good, on=["_sheet", "_row"], how="semi").select(ITEM).drop_nulls("drop_id").unique()
    refused = fix.originals.select(ITEM).unique().with_columns(pl.col("row").cast(pl.UInt32))
    before = scan_corrections(site.lake).select(ITEM).collect().with_columns(pl.col("row").cast(pl.UInt32))
    return items.join(refused, on=ITEM, how="semi").join(before, on=ITEM, how="anti").sort(ITEM)


def _named_drops(batches: Iterator[pl.DataFrame]) -> Iterator[str]:
    """Drops that the first batch's correction numbers name; one batch is enough to know a fix-it workbook, and cheap to read."""
    raw = next(batches, None)
    if raw is not None and REFERENCE in raw.columns and raw[REFERENCE].count():
        yield from references(raw)["drop_id"].drop_nulls().unique().sort()


__all__ = ["UNKNOWN", "Correcting", "closed_items", "correcting"]

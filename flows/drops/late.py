"""A late drop makes later drops speak again for the keys it touched (docs/decisions/0003)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

import polars as pl

from config.contracts import Contract
from flows.drops.deciding import protected
from flows.drops.rows import take_rows
from flows.drops.told import told
from flows.lake import archive, ledger
from flows.lake.changelog import ChangeLog
from flows.lake.ledger import Drop
from flows.site import Site
from transforms.history import Said, reasserted, stamped, state, touched_keys


def later_drops(site: Site, contract: Contract, log: ChangeLog, day: date) -> list[Drop]:
    """Accepted drops of the feed that speak of a later day, oldest day first, then as they became known."""
    found = [
        drop
        for drop in told(site.lake, ledger.read_drops(site.lake), [log])
        if (drop.department, drop.feed) == (contract.department, contract.feed)
        and drop.data_date is not None
        and drop.data_date > day
    ]
    return sorted(found, key=lambda drop: (drop.data_date or day, drop.known_at, drop.drop_id))


def with_reassertions(
    site: Site,
    contract: Contract,
    log: pl.LazyFrame,
    own: pl.LazyFrame,
    later: Sequence[Drop],
    known_at: datetime,
    order: int,
    scratch: Path,
) -> pl.LazyFrame:
    """The late drop's stamped rows and, after them, what each later day has to say again; all become known at `known_at`."""
    if not later:
        return own
    written = _spilled(own, scratch / "own.parquet")
    touched = touched_keys(written).collect().lazy()
    for day, drops in groupby(later, key=lambda drop: drop.data_date):
        assert day is not None
        everything = pl.concat([log, written], how="diagonal")
        before, known = state(everything, day - timedelta(days=1)), state(everything, day)
        said = [_said(site, contract, drop, scratch, pl.concat([before, known], how="diagonal")) for drop in drops]
        heard = [one for one in said if one is not None]
        if not heard:
            continue
        again = reasserted(before, known, heard, touched, scope=contract.scope)
        marked = stamped(again, data_date=day, known_at=known_at, order=order)
        written = pl.concat([written, marked.collect(engine="streaming").lazy()], how="diagonal")
    return written


def _spilled(rows: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    """Computed once: every later day asks for them again."""
    rows.sink_parquet(path, compression="lz4")
    return pl.scan_parquet(path)


def _said(site: Site, contract: Contract, drop: Drop, scratch: Path, known: pl.LazyFrame) -> Said | None:
    """A later drop read again from the archive; None when today's contract would refuse it whole. `known`: the rows among which
    the people of its refused rows are looked for.
    """
    assert drop.data_date is not None
    folder = scratch / f"later-{drop.drop_id}"
    folder.mkdir(exist_ok=True)
    path = archive.bring(site.lake.store, drop.sha256, folder)
    rows = take_rows(site, contract, path, drop.data_date.year, folder, lambda _: None)
    if rows.accepted is None:
        return None
    delivery = "delta" if rows.corrects else contract.delivery
    return Said(drop.drop_id, delivery, rows.accepted, protected(known, rows).lazy())

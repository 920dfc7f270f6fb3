"""Writes what was decided about a drop. Each commit happens once however often it is tried; a crash between any two is finished
by whoever takes the drop up again, with the figures of the plan written before the first.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.drops.rows import Rows
from flows.drops.tokens import distinct_tokens
from flows.lake import corrections, ledger, plans, rejections, vault
from flows.lake.changelog import ChangeLog
from flows.lake.ledger import Drop
from flows.lake.tables import Outcome
from flows.orchestrate import step
from flows.site import Site


@step(retries=2)
def write_plan(site: Site, drop: Drop, receipt: dict[str, Any]) -> None:
    """What will be said of the drop once its rows are in."""
    plans.replan(site.lake, drop.drop_id, {"drop": _plain(drop), "receipt": receipt})


@step(retries=2)
def write_rejections(site: Site, drop: Drop, rows: Rows) -> None:
    """The refused rows with their cells, once."""
    if not rows.rejected:
        return
    frame = pl.scan_parquet(list(rows.rejected)).with_columns(
        drop_id=pl.lit(drop.drop_id),
        department=pl.lit(drop.department),
        feed=pl.lit(drop.feed),
        row=pl.col("row").cast(pl.Int64),
    )
    rejections.append_rejections(site.lake, frame.select(list(rejections.SCHEMA)), drop.drop_id)


@step(retries=2)
def write_tokens(site: Site, drop_id: str, rows: Rows, scratch: Path) -> None:
    """What the drop's pseudonyms stand for, into the vault: before the pseudonyms are anywhere a night may read them."""
    if rows.vault is None:
        return
    vault.put_tokens(site.lake, drop_id, distinct_tokens(rows.vault, scratch / "tokens.parquet"))


@step()
def write_changes(log: ChangeLog, drop: Drop, changes: pl.LazyFrame) -> Outcome:
    """The drop's change-log rows, once; CONFLICT when another drop of the feed got in first and the difference must be taken anew."""
    return log.append(changes, drop.drop_id)


@step(retries=2)
def write_closed(site: Site, drop: Drop, closed: pl.DataFrame) -> None:
    """The refused items this correction closes, once."""
    if closed.height:
        rows = closed.with_columns(
            pl.col("row").cast(pl.Int64),
            closed_by=pl.lit(drop.drop_id),
            closed_at=pl.lit(drop.known_at, dtype=pl.Datetime("us", "UTC")),
        )
        corrections.append_corrections(site.lake, rows.select(list(corrections.SCHEMA)), drop.drop_id)


@step(retries=2)
def write_ledger(site: Site, drop: Drop, was: Drop | None) -> None:
    """The drop's row of the ledger: entered once, or settled where it was held or refused before."""
    if was is None:
        ledger.record(site.lake, drop)
    else:
        ledger.settle(site.lake, drop, was=was.state)


def planned_drop(plan: dict[str, Any]) -> Drop:
    """The ledger row a plan holds."""
    fields = dict(plan["drop"])
    fields["data_date"] = date.fromisoformat(fields["data_date"]) if fields["data_date"] else None
    for name in ("landed_at", "known_at"):
        fields[name] = datetime.fromisoformat(fields[name])
    fields["reasons"] = tuple(ledger.Reason(**reason) for reason in fields["reasons"])
    fields["scopes"] = tuple(fields.get("scopes", ()))
    return Drop(**fields)


def _plain(drop: Drop) -> dict[str, Any]:
    fields = asdict(drop)
    fields["data_date"] = drop.data_date.isoformat() if drop.data_date else None
    fields["landed_at"], fields["known_at"] = drop.landed_at.isoformat(), drop.known_at.isoformat()
    return fields

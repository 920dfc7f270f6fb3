"""A content that was taken in while somebody was erased, and comes again after their tombstone was lifted: it is no duplicate then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl

from config.contracts import Contract
from flows.drops.arrival import Arrival
from flows.drops.commit import planned_drop
from flows.drops.cutting import cut
from flows.lake import archive, changelog, erased, ledger, plans
from flows.lake.ledger import Drop
from flows.orchestrate import step
from flows.site import Site


def known_as(site: Site, arrival: Arrival) -> tuple[Arrival, Drop | None]:
    """The arrival under the id by which it is taken in, and the drop that it only repeats; None for one that says anything new.

    Once taken in after a lifting, the next delivery of it is a duplicate again.
    """
    known = ledger.find(site.lake, arrival.drop_id)
    lifted = erased.liftings(site.lake) if known else None
    if known is None or lifted is None or lifted.is_empty():
        return arrival, known
    newest = ledger.newest(site.lake, known.department, known.feed, known.sha256) or known
    for lifting in lifted.filter(pl.col("lifted_at") > newest.known_at)["erasure_id"]:
        if _names(site, arrival, lifting):
            keep_whole(site, arrival.sha256, arrival.path)
            return replace(arrival, drop_id=ledger.again_id(newest.drop_id, lifting)), None
    return arrival, newest


def _names(site: Site, arrival: Arrival, erasure_id: str) -> bool:
    """Whether the content names whom the lifting of an erasure freed."""
    whom = erased.freed(site.lake, erasure_id)
    with site.lake.scratch() as scratch:
        return bool(whom) and cut(site, arrival.contract, arrival.path, arrival.data_date.year, scratch, whom).path is not None


@step(retries=2)
def keep_whole(site: Site, sha256: str, path: Path) -> None:
    """The content as it came is the raw layer again; whoever else in it is erased is cut out of it as out of any other."""
    archive.restore(site.lake.store, sha256, path)


def begun_at(site: Site, contract: Contract, drop_id: str) -> datetime | None:
    """When the rows of a drop that may not be finished were taken to be known: it is finished with the tombstones of then. None for a new one."""
    if erased.liftings(site.lake).is_empty():
        return None
    plan, log = plans.recall(site.lake, drop_id), changelog.read_log(site.lake, contract.table)
    return planned_drop(plan).known_at if plan and log and log.already(drop_id) else None

"""What is past the time for which its contract keeps it: outlived rows, files nothing rests on any more, refused rows, editions.

A row's time begins when it ceased to hold. The newest row of a key always stays, and so does the file it stands in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import polars as pl

from config.contracts import Contract
from config.retention import all_kept_since, kept_since
from config.tables import load_tables
from flows.lake import archive, changelog, ledger, places, published
from flows.lake.appending import insist
from flows.lake.changelog import ChangeLog
from flows.lake.ledger import Drop
from flows.lake.places import vault_tokens
from flows.lake.tables import Outcome
from flows.maintain.work import Work, removal
from flows.site import Site
from transforms.history import outlived, without_outlived


@dataclass(frozen=True)
class _Feed:
    """A feed with its drops: `old` are past their time, `named` those by which rows that stay were told."""

    contract: Contract
    since: date
    log: ChangeLog | None
    mine: Sequence[Drop]
    old: Sequence[Drop]
    named: frozenset[str]

    @property
    def stays(self) -> set[str]:
        """Contents that something of this feed rests on."""
        outlived_ids = {drop.drop_id for drop in self.old} - self.named
        return {drop.sha256 for drop in self.mine if drop.state != "duplicate" and drop.drop_id not in outlived_ids}


def of_contracts(site: Site, today: date) -> Iterator[Work]:
    """Feed by feed, then editions."""
    drops = ledger.read_drops(site.lake)
    feeds = [_feed(site, contract, drops, today) for contract in site.contracts.values()]
    known = {(feed.contract.department, feed.contract.feed) for feed in feeds}
    # The archive keeps equal bytes once, whichever feeds they were dropped for; of a feed without a contract nobody knows how long.
    stays = {drop.sha256 for drop in drops if (drop.department, drop.feed) not in known}.union(*(feed.stays for feed in feeds))
    for feed in feeds:
        yield from _rows(site, feed.contract, feed.log, feed.since)
        yield from _files(site, feed, stays)
        yield from _refused(site, feed.contract, feed.old, feed.since)
    yield from _editions(site, today)


def _feed(site: Site, contract: Contract, drops: Sequence[Drop], today: date) -> _Feed:
    since, log = kept_since(contract, today), changelog.read_log(site.lake, contract.table)
    mine = [drop for drop in drops if (drop.department, drop.feed) == (contract.department, contract.feed)]
    old = [drop for drop in mine if drop.data_date and drop.data_date < since and drop.known_at < _moment(since)]
    return _Feed(contract, since, log, mine, old, _named(log, since))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _kept(log: ChangeLog, since: date) -> pl.LazyFrame:
    keys = outlived(log.rows(), since, _moment(since)).collect(engine="streaming").lazy()
    return without_outlived(log.rows(), keys, since, _moment(since))


def _named(log: ChangeLog | None, since: date) -> frozenset[str]:
    """The drops that rows which stay were told by."""
    if log is None:
        return frozenset()
    return frozenset(_kept(log, since).select(pl.col("_drop_id").unique()).collect(engine="streaming").to_series())


def _rows(site: Site, contract: Contract, log: ChangeLog | None, since: date) -> Iterator[Work]:
    if log is None:
        return
    gone = int((_height(log.rows()) - _height(_kept(log, since))) if log.snapshot.files else 0)

    def do() -> None:
        def attempt() -> Outcome:
            now = changelog.read_log(site.lake, contract.table)
            assert now is not None
            return now.snapshot.exchange([*now.snapshot.sizes()], _kept(now, since), note={"retention": since.isoformat()})

        insist(contract.table, attempt)

    if gone:
        why = f"rows: another one held before {since}, when this feed's time ends"
        yield Work("retention", places.change_log(contract.table), gone, 0, why, do)


def _height(rows: pl.LazyFrame) -> int:
    return int(rows.select(pl.len()).collect(engine="streaming").item())


def _files(site: Site, feed: _Feed, stays: Collection[str]) -> Iterator[Work]:
    """Archived bytes, the inbox file, receipt and tokens of drops no row rests on. A content taken in twice, or for two feeds, stays for the
    last of them (`stays`: contents that anything rests on).
    """
    first = {drop.sha256 for drop in feed.mine if drop.state != "duplicate" and drop.sha256}.difference(stays)
    there = (
        {entry.key.split("/")[1].partition(".")[0] for entry in site.lake.store.list(f"{places.ARCHIVE}/")} if first else set()
    )
    gone = [drop for drop in feed.old if drop.sha256 in first & there]
    if not gone:
        return

    def do() -> None:
        for drop in gone:
            site.lake.inbox.purge(drop.key, drop.version)
            for entry in list(site.lake.store.list(places.receipt(drop.department, drop.feed, drop.drop_id))):
                site.lake.store.delete(entry.key)
            site.lake.vault.delete(vault_tokens(drop.drop_id))
        for sha256 in sorted({drop.sha256 for drop in gone}):  # last: by it the work is known to be left to do
            archive.remove(site.lake.store, sha256)

    why = f"files of drops before {feed.since} on which no row rests any more, with receipts and tokens"
    yield Work("retention", f"{places.ARCHIVE} ({feed.contract.name})", len(gone), 0, why, do)


def _refused(site: Site, contract: Contract, old: Sequence[Drop], since: date) -> Iterator[Work]:
    table = site.lake.table(places.REJECTIONS)
    ids = [drop.drop_id for drop in old]
    if not ids or not table.exists():
        return
    theirs = pl.col("drop_id").is_in(ids)
    count = _height(table.at().scan().filter(theirs))

    def do() -> None:
        def attempt() -> Outcome:
            snapshot = table.at()
            return snapshot.exchange([*snapshot.sizes()], snapshot.scan().filter(~theirs), note={"retention": since.isoformat()})

        insist(table.path, attempt)

    if count:
        yield Work("retention", f"{places.REJECTIONS} ({contract.name})", count, 0, f"refused rows of drops before {since}", do)


def _editions(site: Site, today: date) -> Iterator[Work]:
    """Whole editions; the newest that was shown always stays, and what is sealed is no edition."""
    since = all_kept_since((table for table in load_tables().values() if table.place == "published"), today)
    newest = {published.latest(site.lake), *published.shown(site.lake)[-1:]}
    for edition in sorted({edition for _, edition in published.everything(site.lake)}):
        if edition[:10] < since.isoformat() and edition not in newest:
            entries = published.files_of(site.lake, edition)
            yield removal(site.lake.store, "retention", f"edition {edition}", entries, f"tables are kept since {since}")

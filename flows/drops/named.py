"""Files named on the command line: whether there are such, and what became of those that were taken in before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flows.drops.arrival import is_named, named
from flows.drops.outcome import TakenIn
from flows.drops.receipting import receipt_folder
from flows.errors import Misuse
from flows.lake import ledger
from flows.lake.inbox import candidates
from flows.lake.keys import told
from flows.lake.ledger import Drop
from flows.lake.receipts import has_receipt
from flows.site import Site


def check_named(site: Site, keys: Sequence[str]) -> None:
    """Misuse where a key names nothing: neither a file in the inbox nor one that was taken in before.

    To be called outside of the recorded flow: a key may hold a person's name.
    """
    there = [item.key for item in candidates(site.lake.inbox)] + [drop.key for drop in ledger.read_drops(site.lake)]
    strange = [told(key) for key in keys if not any(is_named(one, named([key])) for one in there)]
    if strange:
        raise Misuse(
            f"not in the inbox: {', '.join(strange)}. A key is <department>/<feed>/<file> as it lies under {site.lake.inbox.root}; "
            "hidden and temporary files are no deliveries"
        )


def known_before(site: Site, keys: Sequence[str], taken: Iterable[TakenIn]) -> Iterator[TakenIn]:
    """For each named file that was not taken in now, the newest drop of it."""
    done = {item.key for item in taken}
    newest = {drop.key: drop for drop in ledger.read_drops(site.lake) if is_named(drop.key, named(keys))}
    for key, drop in newest.items():
        if key not in done:
            place = (drop.department, drop.feed, drop.drop_id)
            receipt = receipt_folder(site, drop) if has_receipt(site.lake, *place) else ""
            yield TakenIn.of(drop, receipt, stands=_stands(site, drop))


def _stands(site: Site, drop: Drop) -> str:
    if drop.state != "duplicate":
        return ""
    first = ledger.newest(site.lake, drop.department, drop.feed, drop.sha256)
    return first.state if first else ""

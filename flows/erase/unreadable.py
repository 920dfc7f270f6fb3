"""What a search could not look into: of which drop it is, and how long it stays if nobody does anything.

A locked or damaged file cannot be cut row by row, and nobody can tell whom it names. Nothing of it is in any table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from config.retention import kept_until
from flows.lake import ledger
from flows.lake.keys import told
from flows.lake.ledger import Drop
from flows.lake.places import ARCHIVE
from flows.site import Site


def unreadable(site: Site, closed: Iterable[str]) -> list[dict[str, Any]]:
    """`place, drop_id, feed, state, kept_until` of each place (as `Searched.closed` has them), None where there is no such thing: a file that
    was not taken in belongs to no drop, and how long a feed without a contract is kept nobody says.
    """
    places = sorted(closed)
    drops = ledger.read_drops(site.lake) if places else []
    return [_told(site, place, next(_of(drops, place), None)) for place in places]


def _of(drops: Iterable[Drop], place: str) -> Iterator[Drop]:
    root, _, key = place.partition(": ")
    sha256 = key.removeprefix(f"{ARCHIVE}/").partition(".")[0]
    yield from (drop for drop in drops if (told(drop.key) == key if root == "inbox" else drop.sha256 == sha256))


def _told(site: Site, place: str, drop: Drop | None) -> dict[str, Any]:
    feed = f"{drop.department}/{drop.feed}" if drop else None
    return {
        "place": place,
        "drop_id": drop.drop_id if drop else None,
        "feed": feed,
        "state": drop.state if drop else None,
        "kept_until": _until(site, drop).isoformat() if drop and feed in site.contracts else None,
    }


def _until(site: Site, drop: Drop) -> date:
    known_on = drop.known_at.date()
    return kept_until(site.contracts[f"{drop.department}/{drop.feed}"], max(drop.data_date or known_on, known_on))

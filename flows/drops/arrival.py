"""What arrived: a candidate of the inbox secured in the archive, named by its content and dated."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from config.contracts import Contract
from flows.drops.dating import data_date
from flows.lake import archive, ledger
from flows.lake.inbox import Candidate, candidates
from flows.lake.keys import told
from flows.lake.ledger import Drop
from flows.orchestrate import step
from flows.site import Site


@dataclass(frozen=True)
class Arrival:
    """One content of one feed, in the archive and in a scratch file."""

    candidate: Candidate
    contract: Contract
    drop_id: str
    sha256: str
    path: Path
    data_date: date

    @property
    def name(self) -> str:
        """The file's own name as it may be told, without its folders."""
        return told(PurePosixPath(self.candidate.key).name)


def untaken(site: Site, keys: Sequence[str]) -> Iterator[Candidate]:
    """What lies in the inbox and is not in the ledger, by feed and data date, so that history is written in order.

    `keys` narrows it to files named so. Set difference on key and version, never a time cursor: what an event lost is found here.
    """
    fresh = _fresh(site, keys)
    if any(item.state == "waiting" for item in fresh):
        # A file dropped a moment ago is most likely whole: one more look after the settling time spares a sweep.
        time.sleep(site.settings.settle_seconds)
        fresh = _fresh(site, keys)
    zone = site.zone
    yield from sorted(
        fresh,
        key=lambda item: (
            item.department,
            item.feed,
            data_date(item.key, item.modified, zone),
            item.modified,
            item.key,
        ),
    )


def _fresh(site: Site, keys: Sequence[str]) -> list[Candidate]:
    known = {(drop.key, drop.version) for drop in ledger.read_drops(site.lake) if not _has_found_its_feed(site, drop)}
    found = candidates(site.lake.inbox, settle_seconds=site.settings.settle_seconds)
    wanted = named(keys)
    return [item for item in found if (item.entered, item.version) not in known and (not wanted or is_named(item.key, wanted))]


def named(keys: Sequence[str]) -> frozenset[str]:
    """Keys as people write them, as the inbox has them."""
    return frozenset(key.removeprefix("inbox/").lstrip("/") for key in keys)


def is_named(key: str, wanted: Collection[str]) -> bool:
    """Whether a key is meant, written as it is or as commands print it."""
    return key in wanted or told(key) in wanted


def _has_found_its_feed(site: Site, drop: Drop) -> bool:
    """Whether a file was refused because no contract knew its folder, and one does now."""
    return not drop.sha256 and f"{drop.department}/{drop.feed}" in site.contracts


@step(retries=2)
def secure(site: Site, candidate: Candidate, scratch: Path) -> Arrival:
    """Archives the candidate's bytes and says what they are. Raises OSError when the file changed meanwhile: next sweep."""
    held = archive.take(site.lake.store, site.lake.inbox, candidate, scratch)
    return Arrival(
        candidate=candidate,
        contract=site.contracts[f"{candidate.department}/{candidate.feed}"],
        drop_id=ledger.drop_id(candidate.department, candidate.feed, held.sha256),
        sha256=held.sha256,
        path=held.path,
        data_date=data_date(candidate.key, candidate.modified, site.zone),
    )

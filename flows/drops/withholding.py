"""Files that name erased people do not stay: the archive keeps them without these rows, and the inbox gives them up once they are taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.contracts import Contract
from flows.drops.cutting import cut
from flows.lake import archive, erased
from flows.lake.ledger import Drop
from flows.orchestrate import step
from flows.site import Site


@dataclass(frozen=True)
class Withheld:
    """Whether a file named erased people, and how many of its rows were theirs."""

    named: bool
    rows: int


@step(retries=2)
def withhold(site: Site, contract: Contract, sha256: str, path: Path, year: int, known_by: datetime | None = None) -> Withheld:
    """Puts the content without erased people in its place in the archive. Safe to repeat.

    `known_by`: of tombstones only those are lifted that were by then; None for all.
    """
    whom = erased.known(site.lake, known_by)
    if not whom:
        return Withheld(named=False, rows=0)
    with site.lake.scratch() as scratch:
        made = cut(site, contract, path, year, scratch, whom)
        if made.path is not None:
            archive.replace(site.lake.store, sha256, made.path)
    return Withheld(named=made.path is not None, rows=made.gone.height)


@step(retries=2)
def give_up(site: Site, drops: Iterable[Drop]) -> None:
    """Removes the very files of the inbox that these drops were; what lies there under the same name by now stays."""
    for drop in drops:
        site.lake.inbox.purge(drop.key, drop.version)

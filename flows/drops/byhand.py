"""What people do with a drop by hand: hold it, take up its archived file again; while nobody else works on it and nobody is erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import Misuse
from flows.lake import archive
from flows.lake.claims import ERASING, held, is_held
from flows.lake.ledger import Drop
from flows.site import Site


@contextmanager
def alone_with(site: Site, drop_id: str) -> Iterator[None]:
    """Holds a drop's claim. Misuse where it is not to be had, or a person is being erased."""
    with held(site.lake.store, drop_id) as claim:
        if claim is None or is_held(site.lake.store, ERASING):
            raise Misuse(f"drop {drop_id} is being worked on, or a person is being erased: try again in a minute")
        yield


def content_of(site: Site, drop: Drop, scratch: Path) -> Path:
    """The archived file of a drop, in a file in `scratch`. Misuse where it is kept no more."""
    try:
        return archive.bring(site.lake.store, drop.sha256, scratch)
    except FileNotFoundError:
        raise Misuse(
            f"the file of drop {drop.drop_id} is kept no more: its time is past, or it named somebody who was erased and could not be read; "
            "ask the department to deliver it again"
        ) from None

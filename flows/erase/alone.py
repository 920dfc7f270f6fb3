"""Holds off everybody else for as long as tombstones change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.errors import Broken, Misuse
from flows.lake import claims
from flows.site import Site

PATIENCE_SECONDS = 120.0


@contextmanager
def alone(site: Site, tell: Callable[[str], None]) -> Iterator[None]:
    """Holds off whoever would take rows in or join them, once those at work are done."""
    until = time.monotonic() + PATIENCE_SECONDS
    with claims.held(site.lake.store, claims.ERASING) as claim:
        if claim is None:
            raise Misuse("somebody else is erasing a person: run the command again when that is done")
        while others := [subject for subject in claims.alive(site.lake.store) if subject != claims.ERASING]:
            tell("waiting for who is at work")
            if time.monotonic() > until:
                raise Broken(
                    f"still at work after {PATIENCE_SECONDS:.0f} s: {len(others)} claims, e.g. {others[0]}. Run the command again later"
                )
            time.sleep(1)
        yield

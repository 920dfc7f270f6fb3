"""Turns hints into few ingest runs: waits until the inbox is quiet, and never has two runs asked for at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from uuid import UUID

from flows.log import log


def wake(
    hints: Iterable[int],
    start: Callable[[], UUID],
    is_over: Callable[[UUID], bool],
    quiet_seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Starts an ingest run once nothing has changed for `quiet_seconds`; changes during a run lead to one more after it.

    A burst of a hundred files is one or two runs, a file still being written keeps the inbox busy until it is whole.
    """
    dirty, last, running = 0, clock(), None
    for changes in hints:
        if changes:
            dirty, last = dirty + changes, clock()
        if not dirty or clock() - last < quiet_seconds:
            continue
        if running is not None and not is_over(running):
            continue
        log().info("serve.wake", changes=dirty)
        dirty, running = 0, start()

"""Turns hints into few ingest runs: waits until the inbox is quiet, and never has two runs asked for at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from uuid import UUID

from flows.log import account, log

LONGEST_WAIT = 20.0
"""Seconds after which a run is started though the inbox is not quiet: one slow copy must not keep the other departments waiting."""
LONGEST_RUN = 3600.0
"""Seconds after which a run is no longer waited for: should it hang, those after it go on, and claims keep them apart."""


def wake(
    hints: Iterable[int],
    start: Callable[[], UUID],
    is_over: Callable[[UUID], bool],
    *,
    quiet_seconds: float,
    sweep_seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Starts an ingest run at once, once nothing has changed for `quiet_seconds`, and `sweep_seconds` after the last one.

    A burst of a hundred files is one or two runs. Changes during a run lead to one more after it. A hint of 0 is only the passing
    of time. When Prefect cannot be asked, the next hint tries again.
    """
    dirty, first, last = 0, 0.0, 0.0
    running, began = None, float("-inf")
    for changes in hints:
        now = clock()
        if changes:
            first, last = (first if dirty else now), now
            dirty += changes
        settled = dirty and (now - last >= quiet_seconds or now - first >= LONGEST_WAIT)
        if not settled and now - began < sweep_seconds:
            continue
        try:
            if running is not None and not is_over(running) and now - began < LONGEST_RUN:
                continue
            running = start()
        except Exception as error:  # whatever it was, the inbox must go on being listened to
            log().warning("serve.wake_failed", exception=account(error))
            continue
        log().info("serve.wake", changes=dirty, run=str(running))
        dirty, began = 0, now

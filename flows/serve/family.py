"""The processes below this one, so that none outlives `hearth serve`."""

from __future__ import annotations

import os
import signal
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

ENDED = "Z"
Kin = tuple[int, str]
"""A process by number and start time: numbers alone are used again."""


def descendants(ancestor: int) -> set[Kin]:
    """All processes below `ancestor`, as /proc tells; none where there is no /proc."""
    children: defaultdict[int, list[Kin]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _fields(int(folder.name))
        if fields and fields[0] != ENDED:
            children[int(fields[1])].append((int(folder.name), fields[19]))
    found: set[Kin] = set()
    ahead = [ancestor]
    while ahead:
        born = children[ahead.pop()]
        found.update(born)
        ahead += [pid for pid, _ in born]
    return found


def end(processes: set[Kin], seconds: float = 10) -> None:
    """Asks the processes to end, waits, and kills those that did not."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid, started in processes:
            if _lives(pid, started):
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)
        until = time.monotonic() + seconds
        while any(_lives(*kin) for kin in processes) and time.monotonic() < until:
            time.sleep(0.1)


def _lives(pid: int, started: str) -> bool:
    fields = _fields(pid)
    return bool(fields) and fields[19] == started and fields[0] != ENDED


def _fields(pid: int) -> list[str]:
    """The fields of the process's stat line from its state on; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="ignore").rpartition(")")[2].split()
    except OSError:
        return []

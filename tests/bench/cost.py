"""What a side of a benchmark costs, each in a process of its own: CPU seconds, those of children included, and its own peak memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Cost:
    """CPU and wall seconds, imports left out, and the process' peak memory in MB; `apart` holds CPU seconds of named parts."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    apart: dict[str, float] = field(default_factory=dict)

    def line(self, name: str) -> str:
        """One line of a table."""
        parts = "".join(f"   {part} {seconds:.1f} CPU s" for part, seconds in self.apart.items())
        return f"{name:28} {self.cpu_s:8.2f} CPU s {self.wall_s:8.2f} s {self.peak_mb:8.0f} MB{parts}"


def cpu_seconds() -> float:
    """CPU seconds of this process and of its ended children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def most_memory_mb() -> int:
    """The most memory this process has held. Not `ru_maxrss`, which begins with that of the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="ignore")
    return next(int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM"))


@contextmanager
def counted(apart: dict[str, float], name: str) -> Iterator[None]:
    """Adds the block's CPU seconds to `apart[name]`."""
    before = cpu_seconds()
    try:
        yield
    finally:
        apart[name] = apart.get(name, 0.0) + cpu_seconds() - before


def report(work: Callable[[], Mapping[str, float] | None]) -> None:
    """In the child: runs `work` and prints its cost; what `work` returns is CPU spent in parts to be shown apart."""
    before, started = cpu_seconds(), time.perf_counter()
    apart = dict(work() or {})
    print(json.dumps([cpu_seconds() - before, time.perf_counter() - started, most_memory_mb(), apart]))


def measure(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Cost:
    """In the parent: one side, `python -m module arguments`, in a fresh process."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ | dict(environment or {}))
    return Cost(*json.loads(done.stdout.splitlines()[-1]))

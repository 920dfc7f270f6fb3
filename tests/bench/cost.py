"""What a side of a benchmark costs, each in a process of its own: CPU seconds, those of children included, and its own peak memory.

A bench module has `SIDES`: by name, what imports everything a side needs and returns the work to be counted.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flows.frugal import MEMORY

Work = Callable[[], Mapping[str, float] | None]
"""What is counted; it returns CPU seconds of parts that are to be shown apart."""
Side = Callable[..., Work]
"""Imports what the work needs, and returns it."""

TOGETHER = "HEARTH_BENCH_TOGETHER"
"""Environment: all sides in one process. Nothing it measures is worth a look; it spares the tests minutes of imports."""


@dataclass(frozen=True)
class Cost:
    """CPU and wall seconds, imports left out, and the process' peak memory in MB; `apart` holds CPU seconds of named parts."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    apart: dict[str, float] = field(default_factory=dict)

    def line(self, name: str) -> str:
        """One line of a table."""
        parts = "".join(f"   {part} {seconds:.1f} CPU s" for part, seconds in self.apart.items())
        return f"{name:36} {self.cpu_s:8.2f} CPU s {self.wall_s:8.2f} s {self.peak_mb:8.0f} MB{parts}"

    def without(self, part: str) -> Cost:
        """The cost less the CPU of one of its parts."""
        return replace(self, cpu_s=self.cpu_s - self.apart[part], apart={})


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


def spent(work: Work) -> Cost:
    """Runs `work` in this process and says what it cost."""
    before, started = cpu_seconds(), time.perf_counter()
    apart = dict(work() or {})
    return Cost(cpu_seconds() - before, time.perf_counter() - started, most_memory_mb(), apart)


def rounds() -> int:
    """How often sides are measured by turns where a single time says little: the cores are shared with others unseen."""
    return 1 if os.environ.get(TOGETHER) else 3


def cheapest(costs: Sequence[Cost]) -> Cost:
    """The cost with the least CPU: what others on the machine add is only ever more."""
    return min(costs, key=lambda cost: cost.cpu_s)


def report(work: Work) -> None:
    """In the child: runs `work` and prints its cost. Where memory runs out, this is the process to end."""
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    cost = spent(work)
    print(json.dumps([cost.cpu_s, cost.wall_s, cost.peak_mb, cost.apart]))


def measure(module: str, side: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Cost:
    """In the parent: one side, `python -m module side arguments`, in a fresh process that is set as our commands are."""
    if os.environ.get(TOGETHER):
        with patch.dict(os.environ, environment or {}):
            return spent(import_module(module).SIDES[side](*arguments))
    command = [sys.executable, "-m", module, side, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, **MEMORY, **(environment or {})})
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def run(sides: Mapping[str, Side], main: Callable[..., Any]) -> None:
    """The command of a bench module: one side with its arguments, or all of it at the given sizes."""
    match sys.argv[1:]:
        case [side, *arguments] if side in sides:
            report(sides[side](*arguments))
        case sizes:
            main(*map(int, sizes))

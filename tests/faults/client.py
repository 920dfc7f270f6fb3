"""Asks `forks` for runs, and keeps the places a run works in."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import ROOT


@dataclass(frozen=True)
class Run:
    """How a run ended: the points it passed, and whether it was killed at the last of them."""

    points: list[str]
    killed: bool


@dataclass(frozen=True)
class Job:
    """What a process is asked to do."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Forks:
    """A server of forked children, all with the same inbox and the same place for work files."""

    process: subprocess.Popen[str]
    inbox: Path
    work: Path

    def run(self, root: Path, job: Job, die_at: int = -1, **environment: str) -> Run:
        """Does the job on the lake at `root`; fails when the run ended otherwise than it should."""
        [run] = self.together(root, [job], die_at, **environment)
        return run

    def together(self, root: Path, jobs: Sequence[Job], die_at: int = -1, **environment: str) -> list[Run]:
        """Does the jobs on the lake at `root`, each in a process of its own, all at once."""
        environment = settings(root, self.inbox) | environment
        requests = [{"environment": environment, "job": job.name, "arguments": job.arguments, "die_at": die_at} for job in jobs]
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(requests) + "\n")
        self.process.stdin.flush()
        answers = json.loads(self.process.stdout.readline())
        for answer in answers:
            killed = answer["status"] == -9
            assert killed == (die_at >= 0), answer
            assert killed or answer["status"] == 0, "\n".join(answer["points"])
        return [Run(answer["points"], answer["status"] == -9) for answer in answers]


def settings(root: Path, inbox: Path) -> dict[str, str]:
    """The environment of a process that works on the lake at `root`."""
    return {
        "HEARTH_STORE": str(root),
        "HEARTH_INBOX": str(inbox),
        "HEARTH_SETTLE_SECONDS": "0",
        "HEARTH_LOG_LEVEL": "warning",
        "POLARS_MAX_THREADS": "2",
    }


@contextmanager
def forks(folder: Path) -> Iterator[Forks]:
    """A running server; work files of its children lie in a folder of their own, so that leftovers are seen."""
    inbox, work = folder / "inbox", folder / "work"
    inbox.mkdir(parents=True)
    work.mkdir()
    command = [sys.executable, "-m", "tests.faults.forks"]
    environment = {"PATH": "/usr/bin:/bin", "TMPDIR": str(work), "HOME": str(folder)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Forks(process, inbox, work)
        assert process.stdin is not None
        process.stdin.close()


def copied(lake: Path, to: Path) -> Path:
    """A copy of a lake to ruin."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(lake, to))


def effects(points: list[str]) -> list[int]:
    """Indices of the points at which something whole was left: between two of them the lake stays the same."""
    return [at for at, point in enumerate(points) if not point.startswith(("before ", "after ", "aside "))]

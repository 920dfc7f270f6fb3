"""Runs flow bodies in forked children that may be killed at a given point: `python -m tests.faults.forks`.

Requests that run at once, a line on stdin; their answers, a line on stdout (JSON). Everything heavy is imported and all configuration read before the
first fork, and Polars is not used in this process: it starts its threads on first use, so every child starts its own.

A point is anything that leaves a trace: before and after every step, every object written aside, put or deleted, every commit
and every creation of a table. Points are numbered in the order in which they are passed; what the thread that renews a claim does
is none of them: it goes by the clock.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import pkgutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import current_thread
from typing import Any

import great_expectations

import expectations
import flows.desk
import flows.ingest
import flows.nightly
from expectations import datadocs
from flows.lake.local import LocalStore
from flows.lake.tables import Snapshot, Table
from flows.orchestrate import observed
from flows.report import pages


class Points:
    """Writes down every point that is passed, and dies at the `die_at`-th (from 0; below 0 never)."""

    def __init__(self, report: int, die_at: int) -> None:
        self.report, self.die_at, self.passed = report, die_at, 0

    def __call__(self, name: str) -> None:
        if current_thread().name.startswith("claim-"):
            return
        os.write(self.report, f"{name}\n".encode())
        if self.passed == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1


def told(points: Points, owner: type, method: str, named: Callable[..., str]) -> None:
    """Makes a method pass a point when it has done its work."""
    original = getattr(owner, method)

    def call(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        points(named(*args))
        return result

    setattr(owner, method, call)


def watch(points: Points) -> None:
    """Points at everything the store and the tables do."""
    for method in ("put", "put_new", "delete"):
        told(points, LocalStore, method, lambda store, key, *_, method=method: f"{method} {key}")
    told(points, Snapshot, "_commit", lambda snapshot, *_: f"commit {snapshot.table.path}")
    told(points, Table, "_create", lambda table, _: f"create {table.path}")
    original = LocalStore._aside

    @contextmanager
    def aside(store: LocalStore, path: Path, data: Any) -> Iterator[Path]:
        with original(store, path, data) as written:
            points(f"aside {path.relative_to(store.root)}")
            yield written

    LocalStore._aside = aside


def ingest(*keys: str) -> None:
    flows.ingest.ingest(list(keys))


def nightly(day: str) -> None:
    flows.nightly.nightly(date.fromisoformat(day))


def release(drop: str) -> None:
    flows.desk.release_drop(drop, quiet=True)


JOBS: dict[str, Callable[..., None]] = {"ingest": ingest, "nightly": nightly, "release": release}


def child(request: dict[str, Any], report: int) -> None:
    """Never returns."""
    os.environ |= request["environment"]
    points = Points(report, request["die_at"])
    watch(points)
    try:
        with observed(lambda step, when: points(f"{when} {step}")):
            JOBS[request["job"]](*request["arguments"])
    except BaseException:
        os.write(report, f"error {json.dumps(traceback.format_exc())}\n".encode())
        os._exit(1)
    os._exit(0)


def warm() -> None:
    """What every child would do anew, at a second each: imports, the delivered configuration, the templates of pages."""
    assert great_expectations.__version__, "imported here, once: it takes seconds"
    for module in pkgutil.walk_packages(expectations.__path__, "expectations."):
        import_module(module.name)
    for name in [name for name in sys.modules if name.startswith("config.")]:
        for load in vars(sys.modules[name]).values():
            if getattr(load, "__name__", "").startswith("load_") and hasattr(load, "cache_info") and asks_nothing(load):
                load()
    for environment in (pages._environment(), datadocs._view().env):
        for template in environment.list_templates(extensions=["j2"]):
            environment.get_template(template)
    gc.collect()
    gc.freeze()


def asks_nothing(function: Callable[..., object]) -> bool:
    return all(given.default is not given.empty for given in inspect.signature(function).parameters.values())


def main() -> None:
    warm()
    for line in sys.stdin:
        begun = [forked(request) for request in json.loads(line)]
        print(json.dumps([ended(pid, reading) for pid, reading in begun]), flush=True)


def forked(request: dict[str, Any]) -> tuple[int, int]:
    """A child at work: its process, and where it reports."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        child(request, writing)
    os.close(writing)
    return pid, reading


def ended(pid: int, reading: int) -> dict[str, Any]:
    """What a child passed, and how it ended."""
    with os.fdopen(reading, encoding="utf-8") as report:
        points = report.read().splitlines()
    _, status = os.waitpid(pid, 0)
    return {"points": points, "status": os.waitstatus_to_exitcode(status)}


if __name__ == "__main__":
    main()

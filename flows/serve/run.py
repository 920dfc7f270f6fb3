"""`hearth serve`: server, deployments, watcher, in one process tree that ends together."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from config.settings import Settings
from flows.answer import Answer
from flows.errors import Broken
from flows.log import log
from flows.orchestrate import quiet_prefect
from flows.serve.announcement import announced, sole
from flows.serve.family import descendants, end
from flows.serve.runs import Runs
from flows.serve.server import PrefectServer, prefect_with_pages
from flows.serve.source import EventSource, FolderSource, SweepOnly
from flows.serve.waker import wake
from flows.site import open_site
from flows.terminal import err, out

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a service manager, a terminal that was closed: all end everything."""


def serve(*, once: bool = False, quiet: bool = False) -> Answer:
    """Listens until stopped (Ctrl-C or SIGTERM). With `once`, starts everything, sees that it answers, and stops."""
    settings = open_site().settings  # opened, so that a missing key or a strange one is said now and not by every run
    # Worker processes must see the very settings this process has, wherever they start.
    os.environ.update(settings.environment())
    state, stopped = settings.state_folder, "stopped"
    try:
        with _stoppable(), sole(state):
            if not quiet:
                err.print("hearth serve: starting Prefect, which takes up to half a minute")
            with _server(state) as server, announced(state, server.api_url):
                runs = Runs(settings)
                if not quiet:
                    _say(settings, server)
                if not once:
                    _listen(settings, event_source(settings), server, runs)
    except KeyboardInterrupt:
        stopped = "stopped by a signal"
    return Answer({"stopped": True, "why": stopped}, lambda: out.print(f"hearth serve: {stopped}, nothing of it runs any more"))


def event_source(settings: Settings) -> EventSource:
    """The source that fits the inbox."""
    return SweepOnly() if "://" in settings.inbox_url else FolderSource(Path(settings.inbox_url))


def _say(settings: Settings, server: PrefectServer) -> None:
    local = "://" not in settings.inbox_url
    looked = f"every {settings.sweep_minutes:g} min" + (", and as soon as a file lands" if local else "")
    said = {
        "inbox": f"{settings.inbox_url}/<department>/<feed>/<file>, looked at {looked}",
        "receipts": f"{settings.store_url}/receipts/",
        "night": f"cron '{settings.nightly_cron}' ({settings.timezone}), published to {settings.store_url}/published/",
        "pages": server.api_url.removesuffix("/api"),
        "logs": f"here; Prefect's own in {settings.state_folder / 'prefect' / 'server.log'}",
    }
    out.print("[bold]hearth serve[/] is running. Ctrl-C stops it; what it was at is finished at the next start.")
    for name, what in said.items():
        out.print(f"  {name:9} {what}", soft_wrap=True, markup=False)


@contextmanager
def _server(state: Path) -> Iterator[PrefectServer]:
    """Our own server, or the one that `PREFECT_API_URL` names."""
    quiet_prefect()
    if configured := os.environ.get("PREFECT_API_URL"):
        yield PrefectServer(configured)
        return
    with prefect_with_pages(state / "prefect") as server:
        yield server


def _listen(settings: Settings, source: EventSource, server: PrefectServer, runs: Runs) -> None:
    """Watches, sweeps and executes runs until a signal comes; then ends every process below this one."""
    stop = Event()
    watcher = Thread(
        target=wake,
        args=(source.hints(stop), runs.start_ingest, runs.is_over),
        kwargs={"quiet_seconds": settings.settle_seconds, "sweep_seconds": settings.sweep_minutes * 60},
        name="hearth-watcher",
        daemon=True,
    )
    runner = Thread(target=runs.execute, args=(stop,), name="hearth-runner", daemon=True)
    log().info("serve.listening", inbox=settings.inbox_url)
    try:
        runner.start()
        watcher.start()
        while server.lives and runner.is_alive() and watcher.is_alive():
            time.sleep(0.5)
        raise Broken(f"a part of hearth serve ended by itself: start it again, and look into {settings.state_folder / 'prefect'}")
    finally:
        log().info("serve.stopping")
        below = _workers(server)
        stop.set()
        runner.join(15)
        watcher.join(5)
        end(below | _workers(server))


def _workers(server: PrefectServer) -> set[tuple[int, str]]:
    """What runs below this process, but for the Prefect server: it is ended last, so that the runs' ends are recorded."""
    kept = server.process.pid if server.process else 0
    others = descendants(kept) if kept else set()
    return {kin for kin in descendants(os.getpid()) - others if kin[0] != kept}


@contextmanager
def _stoppable() -> Iterator[None]:
    """Every stop signal is a KeyboardInterrupt, even where a shell started this with Ctrl-C switched off (`hearth serve &`)."""
    before = {number: signal.signal(number, _interrupt) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(*_: object) -> None:
    # Once: a second Ctrl-C must not interrupt the ending of what runs.
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt

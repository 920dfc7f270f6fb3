"""`hearth serve`: server, deployments, watcher, in one process tree that ends together."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

from config.settings import Settings, load_settings
from flows.answer import Answer
from flows.errors import Misuse
from flows.log import log
from flows.serve.server import prefect_server
from flows.serve.source import EventSource, FolderSource
from flows.serve.waker import wake
from flows.terminal import out


def serve(*, once: bool = False, quiet: bool = False) -> Answer:
    """Listens until stopped (Ctrl-C or SIGTERM). With `once`, starts everything, sees that it answers, and stops."""
    settings = load_settings()
    source = event_source(settings)
    _export(settings)
    configured = os.environ.get("PREFECT_API_URL")
    server = nullcontext(configured) if configured else prefect_server(settings.state_folder / "prefect", ui=True)
    with server as url, _announced(settings.state_folder / "serve.json", str(url)):
        if not quiet:
            out.print(f"hearth serve: Prefect at {url}, inbox {settings.inbox_url}, sweep every {settings.sweep_minutes} min,")
            out.print(f"night at cron '{settings.nightly_cron}' ({settings.timezone}). Stop with Ctrl-C.")
        _listen(settings, source, once=once)
    return Answer({"served": str(url), "stopped": True}, lambda: out.print("hearth serve: stopped"))


def event_source(settings: Settings) -> EventSource:
    """The source that fits the inbox."""
    if "://" in settings.inbox_url:
        raise Misuse(
            "hearth serve watches a local inbox; for an S3 inbox run `hearth ingest` by cron (HEARTH_INBOX names a folder)"
        )
    return FolderSource(Path(settings.inbox_url))


def _listen(settings: Settings, source: EventSource, *, once: bool) -> None:
    from prefect.runner import Runner

    runner = Runner(name="hearth", limit=2, pause_on_shutdown=False)
    ingest_id = _deploy(runner, settings)
    stop = threading.Event()

    def start() -> UUID:
        return _start_run(ingest_id)

    watcher = threading.Thread(
        target=wake,
        args=(source.hints(stop), start, _is_over, settings.settle_seconds),
        name="hearth-watcher",
        daemon=True,
    )
    if once:
        return
    watcher.start()
    log().info("serve.listening", inbox=settings.inbox_url)
    # The stop signal of a service manager ends the runner as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        _start_run(ingest_id)
        _run_forever(runner)
    except KeyboardInterrupt:
        log().info("serve.stopping")
    finally:
        stop.set()
        watcher.join(5)


def _deploy(runner: Any, settings: Settings) -> UUID:
    from prefect.deployments.runner import EntrypointType  # type: ignore[attr-defined]  # its documented home
    from prefect.schedules import Cron

    from flows.serve import deployed

    module = EntrypointType.MODULE_PATH
    ingest = deployed.ingest.to_deployment(  # type: ignore[attr-defined]
        "ingest",
        interval=settings.sweep_minutes * 60,
        entrypoint_type=module,
        description="Takes in what lies in the inbox.",
    )
    night = Cron(settings.nightly_cron, timezone=settings.timezone)
    nightly = deployed.nightly.to_deployment(  # type: ignore[attr-defined]
        "nightly", schedule=night, entrypoint_type=module, description="Publishes last night's household master."
    )
    ingest_id: UUID = runner.add_deployment(ingest)
    runner.add_deployment(nightly)
    return ingest_id


def _run_forever(runner: Any) -> None:
    import asyncio

    asyncio.run(runner.start())


def _start_run(deployment: UUID) -> UUID:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        return client.create_flow_run_from_deployment(deployment).id


def _is_over(run: UUID) -> bool:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        state = client.read_flow_run(run).state
    return state is not None and state.is_final()


def _export(settings: Settings) -> None:
    """Worker processes must see the very settings this process has, wherever they start."""
    os.environ.update(settings.environment())


@contextmanager
def _announced(path: Path, url: str) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"api_url": url, "pid": os.getpid()}), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)

"""The one adapter between our flow bodies and Prefect: one body, recorded where a server is, run as it stands where none is.

Prefect wakes and shows; the truth is in the ledger. A one-shot command without a configured server must not pay for a temporary
one (over 20 s), so `run` calls the very same body directly and says so in a line. Steps are the idempotent pieces a body is made
of: under Prefect each is a task run, elsewhere a plain call, with the same retries either way.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import tenacity

from flows.log import log

P = ParamSpec("P")
R = TypeVar("R")

_observers: list[Callable[[str, str], None]] = []


@contextmanager
def observed(observer: Callable[[str, str], None]) -> Iterator[None]:
    """Calls `observer(step, "before" | "after")` around every step: progress bars and fault tests look in through here."""
    _observers.append(observer)
    try:
        yield
    finally:
        _observers.remove(observer)


def step(*, retries: int = 0, wait_seconds: float = 1.0) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Marks an idempotent piece of a flow. `retries` only where repeating is safe and the fault may pass (storage, network)."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = function.__name__

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            for observer in _observers:
                observer(name, "before")
            result = _runner(function, retries, wait_seconds)(*args, **kwargs)
            for observer in _observers:
                observer(name, "after")
            return result

        return call

    return decorate


def _runner(function: Callable[P, R], retries: int, wait_seconds: float) -> Callable[P, R]:
    if _inside_prefect():
        from prefect import Task
        from prefect.cache_policies import NO_CACHE

        # Results stay in this process: nothing of a drop may reach Prefect's storage or database.
        return Task(
            function,
            name=function.__name__,
            retries=retries,
            retry_delay_seconds=wait_seconds,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
    if not retries:
        return function
    return tenacity.retry(
        stop=tenacity.stop_after_attempt(retries + 1),
        wait=tenacity.wait_exponential(multiplier=wait_seconds, max=30),
        retry=tenacity.retry_if_exception_type((OSError, TimeoutError)),
        reraise=True,
    )(function)


def _inside_prefect() -> bool:
    if "prefect.context" not in sys.modules:
        return False
    from prefect.context import FlowRunContext

    return FlowRunContext.get() is not None


def run(body: Callable[..., R], /, **parameters: Any) -> R:
    """Runs a flow body: as a Prefect flow where a server answers, else directly, saying which in a log line."""
    url = server_url()
    if url is None:
        log().info("run.direct", flow=body.__name__, why="no Prefect server configured or serving")
        return body(**parameters)
    os.environ["PREFECT_API_URL"] = url
    log().info("run.recorded", flow=body.__name__, server=url)
    return as_flow(body)(**parameters)


def as_flow(body: Callable[..., R]) -> Callable[..., R]:
    """The body as a Prefect flow: no retries (steps have theirs), no persisted result, no parameter validation copies."""
    quiet_prefect()
    from prefect import Flow

    return Flow(body, name=body.__name__, persist_result=False, validate_parameters=False)


def quiet_prefect() -> None:
    """Telemetry off and a patient client, before Prefect is imported for the first time."""
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "5")


def note(key: str, table: list[dict[str, Any]]) -> None:
    """Leaves a counts-only table as a Prefect artifact; nothing where no flow run is recorded."""
    if _inside_prefect():
        from prefect.artifacts import create_table_artifact

        create_table_artifact(table=table, key=key)


def server_url() -> str | None:
    """API address of the Prefect server to record in: `PREFECT_API_URL`, or the one `hearth serve` announced and that answers."""
    configured = os.environ.get("PREFECT_API_URL")
    if configured:
        return configured
    announced = _announcement()
    if announced is None or not answers(announced):
        return None
    return announced


def answers(url: str, seconds: float = 1.0) -> bool:
    """Whether a Prefect server answers its health check at `url`."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=seconds) as reply:  # noqa: S310 - our own loopback address
            return bool(reply.status == 200)
    except OSError:
        return False


def _announcement() -> str | None:
    from config.settings import load_settings

    path = load_settings().state_folder / "serve.json"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["api_url"])
    except (OSError, ValueError, KeyError):
        return None

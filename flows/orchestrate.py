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
from polars.exceptions import PanicException

from flows.log import account, log

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
        patient = _patient(function, retries, wait_seconds) if retries else function

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            for observer in _observers:
                observer(name, "before")
            result = _as_task(name, lambda: patient(*args, **kwargs)) if _inside_prefect() else patient(*args, **kwargs)
            for observer in _observers:
                observer(name, "after")
            return result

        return call

    return decorate


def _patient(function: Callable[P, R], retries: int, wait_seconds: float) -> Callable[P, R]:
    """The function, tried again when storage or network fail; other faults are no better the second time."""
    return tenacity.retry(
        stop=tenacity.stop_after_attempt(retries + 1),
        wait=tenacity.wait_exponential(multiplier=wait_seconds, max=30),
        retry=tenacity.retry_if_exception_type((OSError, TimeoutError)),
        before_sleep=lambda tried: log().warning("step.again", step=function.__name__, attempt=tried.attempt_number),
        reraise=True,
    )(function)


def _as_task(name: str, work: Callable[[], R]) -> R:
    """The work as a Prefect task run. Arguments, results and messages stay in this process: nothing of a drop reaches Prefect."""
    from prefect import Task
    from prefect.cache_policies import NO_CACHE

    return unsealed(Task(sealed(work), name=name, cache_policy=NO_CACHE, persist_result=False))


class SealedError(Exception):
    """What Prefect is told instead of an exception: type and place. The exception itself is inside, for our own code."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(account(error))
        self.error = error


def sealed(function: Callable[P, R]) -> Callable[P, R]:
    """The function with every fault sealed: Prefect keeps messages and tracebacks, and a message may quote a cell."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (Exception, PanicException) as error:
            fault = error
        # Raised out here, so that no context leads a formatter of tracebacks to the fault.
        raise SealedError(fault)

    return call


def unsealed(call: Callable[[], R]) -> R:
    """Calls it, and raises what was sealed inside."""
    try:
        return call()
    except SealedError as sealing:
        fault = sealing.error
    raise fault


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

    def bound() -> R:
        # Not passed on: Prefect records what a flow is called with, and a key is a file's name, which may hold a person's.
        return body(**parameters)

    return unsealed(as_flow(bound, body.__name__))


def as_flow(body: Callable[P, R], name: str = "") -> Callable[P, R]:
    """The body as a Prefect flow: no retries (steps have theirs), no persisted result, faults sealed."""
    quiet_prefect()
    from prefect import Flow

    return Flow(sealed(body), name=name or body.__name__, persist_result=False)


def quiet_prefect() -> None:
    """Telemetry off, no proxy for loopback and a patient client, before Prefect is imported for the first time."""
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "5")
    for name in ("NO_PROXY", "no_proxy"):
        unproxied = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*unproxied, "127.0.0.1", "localhost"]))


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
        with _direct.open(f"{url}/health", timeout=seconds) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def home_of(url: str) -> str:
    """The folder of the Prefect server at `url`: whose server it is. Empty when it does not say."""
    try:
        with _direct.open(f"{url}/admin/settings", timeout=10) as reply:
            return str(json.load(reply).get("home", ""))
    except (OSError, ValueError):
        return ""


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""A server on loopback is never asked for through a proxy."""


def _announcement() -> str | None:
    from config.settings import load_settings
    from flows.serve.announcement import announced_in

    return announced_in(load_settings().state_folder)

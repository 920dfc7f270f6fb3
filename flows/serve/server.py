"""A Prefect server of our own on the loopback interface, for `hearth serve` and `hearth demo`. It ends with its starter."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flows.errors import Broken
from flows.orchestrate import answers, home_of, quiet_prefect

START_SECONDS = 300
"""A cold server takes 15-35 s on two busy cores; waiting longer than this means something is wrong."""


USUAL_PORT = 4200
"""Where people look for Prefect's pages; taken when it is free."""


@dataclass(frozen=True)
class PrefectServer:
    """A Prefect server that answers."""

    api_url: str
    process: subprocess.Popen[bytes] | None = None
    """None for a server that others look after."""

    @property
    def lives(self) -> bool:
        """Whether it has not ended, as far as that can be seen from here."""
        return self.process is None or self.process.poll() is None


@contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """Starts a server without pages, yields its API address once it answers, stops it at the end."""
    with started(home, _free_port(), ui=False) as server:
        yield server.api_url


@contextmanager
def prefect_with_pages(home: Path) -> Iterator[PrefectServer]:
    """Starts a server with Prefect's pages, on its usual port if that is free; stops it at the end."""
    with ExitStack() as stack:
        yield _first_to_start(stack, home)


def _first_to_start(stack: ExitStack, home: Path) -> PrefectServer:
    """On the usual port, or on another when somebody has it or takes it in the moment before the server does."""
    if _is_free(USUAL_PORT):
        with suppress(_PortTakenError):
            return stack.enter_context(started(home, USUAL_PORT, ui=True))
    return stack.enter_context(started(home, _free_port(), ui=True))


@contextmanager
def started(home: Path, port: int, *, ui: bool) -> Iterator[PrefectServer]:
    """A server with its database and log under `home`; this process and those it starts see its address meanwhile."""
    quiet_prefect()
    home.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, "PREFECT_HOME": str(home), "PREFECT_API_URL": url}
    tied = [sys.executable, "-m", "flows.serve.tethered", str(os.getpid())]
    command = [*tied, "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    command.append("--ui" if ui else "--no-ui")
    with (home / "server.log").open("ab") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)  # noqa: S603
        before = {name: os.environ.get(name) for name in ("PREFECT_HOME", "PREFECT_API_URL")}
        try:
            _wait(server, url, home)
            os.environ.update(PREFECT_HOME=str(home), PREFECT_API_URL=url)
            yield PrefectServer(url, server)
        finally:
            _restore(before)
            _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(15)
    # The group too: whatever the server started itself.
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


class _PortTakenError(Broken):
    """Somebody else's server answers where ours was to."""


def _wait(server: subprocess.Popen[bytes], url: str, home: Path) -> None:
    until, output = time.monotonic() + START_SECONDS, home / "server.log"
    while time.monotonic() < until:
        if answers(url):
            owner = home_of(url)
            if owner and Path(owner).resolve() != home.resolve():
                raise _PortTakenError(f"another Prefect server answers at {url}; start again")
            return
        if server.poll() is not None:
            raise Broken(f"the Prefect server stopped while starting; see {output}")
        time.sleep(0.3)
    raise Broken(f"the Prefect server did not answer within {START_SECONDS} s; see {output}")


def _restore(before: dict[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

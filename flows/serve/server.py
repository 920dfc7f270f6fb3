"""A Prefect server of our own on the loopback interface, for `hearth serve` and `hearth demo`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import Broken
from flows.orchestrate import answers, quiet_prefect

START_SECONDS = 120
"""A cold server takes 15-35 s on two busy cores; waiting longer than this means something is wrong."""


@contextmanager
def prefect_server(home: Path, *, ui: bool = False) -> Iterator[str]:
    """Starts a server with its database under `home`, yields its API address once it answers, stops it at the end."""
    quiet_prefect()
    home.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, "PREFECT_HOME": str(home), "PREFECT_API_URL": url}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    command.append("--ui" if ui else "--no-ui")
    with (home / "server.log").open("ab") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)  # noqa: S603
        before = {name: os.environ.get(name) for name in ("PREFECT_HOME", "PREFECT_API_URL")}
        try:
            _wait(server, url, home / "server.log")
            os.environ.update(PREFECT_HOME=str(home), PREFECT_API_URL=url)
            yield url
        finally:
            _restore(before)
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait(server: subprocess.Popen[bytes], url: str, output: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Broken(f"the Prefect server stopped while starting; see {output}")
        if answers(url):
            return
        time.sleep(0.3)
    raise Broken(f"the Prefect server did not answer within {START_SECONDS} s; see {output}")


def _restore(before: dict[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

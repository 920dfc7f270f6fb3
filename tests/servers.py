"""Servers for the tests, on free loopback ports, ended with everything they left: ministack, a Ceph gateway, and a proxy
that does to requests what bad servers and bad networks do.
"""

from __future__ import annotations

import http.client
import os
import random
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parent.parent
MINISTACK = ROOT / ".venv-ministack" / "bin" / "ministack"
RGW = ROOT / "infra" / "rgw.sh"


@dataclass(frozen=True)
class Server:
    """Where an S3 server answers and who may use it."""

    endpoint: str
    access_key: str
    secret_key: str

    @property
    def environment(self) -> dict[str, str]:
        """What boto3 reads, with nothing of the developer's own AWS set-up left in."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def free_port() -> int:
    """A port nobody listens on now, below those the system hands to connections: until a server binds it, nobody takes it."""
    first_of_connections = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    # Its own source of chance: tests that fix the seed of everybody would all ask for the same port.
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(10_000, max(first_of_connections, 20_000))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@contextmanager
def ministack() -> Iterator[Server]:
    """The light server: S3 and SQS, in a process of its own environment."""
    if not MINISTACK.exists():
        pytest.fail("ministack is missing: run `make test-deps`")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ministack-") as folder:
        environment = os.environ | {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": f"{folder}/s3",
            "SERVICES": "s3,sqs",
        }
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen([str(MINISTACK)], cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://127.0.0.1:{port}/_ministack/health", process)
            yield Server(f"http://127.0.0.1:{port}", "test", "test")
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def ceph_gateway() -> Iterator[Server]:
    """The real server: Ceph's RADOS gateway, up in about 20 s. A start that fails is tried once more, on other ports."""
    if shutil.which("radosgw") is None:
        pytest.fail("radosgw is missing: run `make test-deps`")
    folder = Path(tempfile.mkdtemp(prefix="rgw-"))
    try:
        for port in (free_port(), free_port()):
            failed = _start_ceph(folder / "lake", port, folder / "log")
            if not failed:
                break
        else:
            pytest.fail(f"Ceph did not start, twice:\n{failed}")
        asked = subprocess.run(["bash", str(RGW), "user", str(folder / "lake")], check=True, capture_output=True, timeout=60)
        access_key, secret_key = asked.stdout.decode().split()
        yield Server(f"http://127.0.0.1:{port}", access_key, secret_key)
    finally:
        subprocess.run(["bash", str(RGW), "stop", str(folder / "lake")], check=False, timeout=120)
        shutil.rmtree(folder, ignore_errors=True)


def _start_ceph(folder: Path, port: int, log: Path) -> str:
    """What went wrong, with the last words of everybody who took part; empty if the gateway answers."""
    # Its daemons outlive the script and would hold a pipe open: their words go to a file.
    with log.open("wb") as words:
        start = ["bash", str(RGW), "start", str(folder), str(port), str(free_port())]
        code = subprocess.run(start, check=False, stdout=words, stderr=words, timeout=400).returncode
    if code == 0:
        return ""
    subprocess.run(["bash", str(RGW), "stop", str(folder)], check=False, timeout=120)
    said = [log, *sorted((folder / "log").glob("*.log"))]
    return "\n".join([f"exit {code}", *(f"{path.name}: {path.read_text(errors='replace')[-1500:]}" for path in said)])


@dataclass
class Fault:
    """What a proxy does to one request: drop headers, answer with a status instead of asking, or lose the answer."""

    drop_headers: tuple[str, ...] = ()
    status: int = 0
    lose_answer: bool = False


@contextmanager
def proxy(upstream: str, fault: Callable[[str, str], Fault]) -> Iterator[str]:
    """A proxy in front of an HTTP server; `fault(method, path)` decides about each request. Yields its address."""
    host = urlsplit(upstream).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            what = fault(self.command, self.path)
            if what.status:
                return self._answer(what.status, {}, b"")
            headers = {name: value for name, value in self.headers.items() if name.lower() not in what.drop_headers}
            onward = http.client.HTTPConnection(host, timeout=30)
            onward.request(self.command, self.path, body=body, headers=headers)
            answer = onward.getresponse()
            data = answer.read()
            onward.close()
            if what.lose_answer:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return None
            return self._answer(answer.status, dict(answer.getheaders()), data)

        def _answer(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
            self.send_response(status)
            length = headers.get("Content-Length", str(len(data)))
            for name, value in headers.items():
                if name.lower() not in {"content-length", "transfer-encoding", "connection", "date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", length if self.command == "HEAD" else str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815 - the names http.server looks for

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no answer at {url} within {seconds} s")

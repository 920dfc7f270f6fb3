"""A `hearth serve` of the tests' own: started and stopped like a user does, watched through its files and Prefect's API."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

HEARTH = Path(sys.executable).parent / "hearth"
PATIENCE = 900
"""Seconds after which something hangs; no test says how fast anything must be."""


class Serving:
    """One installation under `root`, served or not."""

    def __init__(self, root: Path, **environment: str) -> None:
        self.root, self.inbox = root, root / "lake" / "inbox"
        self.mark = f"HEARTH_TEST_MARK={uuid.uuid4().hex}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEARTH_", "PREFECT_"))}
        name, value = self.mark.split("=")
        self.environment = {**kept, "HEARTH_STORE": str(root / "lake"), name: value, **environment}
        self.process: subprocess.Popen[bytes] | None = None
        root.mkdir(parents=True, exist_ok=True)

    @property
    def output(self) -> str:
        return (self.root / "serve.log").read_text(encoding="utf-8")

    @property
    def api(self) -> str:
        return str(json.loads((self.root / "lake/.state/serve.json").read_text())["api_url"])

    def start(self, program: str = "") -> None:
        """Starts serving; `program` in place of the command line tool. Ctrl-C is off, as for any `command &` in a script."""
        command = [sys.executable, "-c", program] if program else [str(HEARTH), "serve"]
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            with (self.root / "serve.log").open("ab") as log:
                self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=self.root)
        finally:
            signal.signal(signal.SIGINT, before)
        seen = self.output.count("serve.listening")
        self.until(lambda: self.output.count("serve.listening") > seen or self.process.poll() is not None)
        assert self.process.poll() is None, self.output

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stops serving; the exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(number)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.process = None

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A one-shot command on the same installation."""
        return subprocess.run(
            [HEARTH, *arguments], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def left(self) -> list[str]:
        """Command lines of all processes that came from here and still run."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def workers(self) -> list[int]:
        """Processes that execute flow runs now."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                ours = self.mark.encode() in (folder / "environ").read_bytes()
                if ours and b"prefect.engine" in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
        return found

    def drop(self, name: str, text: str, feed: str = "civil_affairs/vital_events") -> str:
        """Copies a file into the inbox as most programs do: written under its own name. Returns its key."""
        path = self.inbox / feed / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return f"{feed}/{name}"

    def ledger(self) -> pl.DataFrame:
        table = self.root / "lake/lake/ops/drops"
        return pl.read_delta(str(table)) if (table / "_delta_log").exists() else pl.DataFrame({"key": []}, {"key": pl.String})

    def entries(self, key: str) -> list[dict[str, Any]]:
        """Rows of the ledger for a key."""
        return self.ledger().filter(pl.col("key") == key).to_dicts()

    def taken(self, key: str) -> dict[str, Any]:
        """The one ledger row of a key, waited for, with its receipt on disk."""
        self.until(lambda: self.entries(key) != [])
        (entry,) = self.entries(key)
        receipt = self.root / "lake/receipts" / entry["department"] / entry["feed"] / entry["drop_id"] / "receipt.html"
        assert receipt.exists()
        return entry

    def runs(self) -> list[dict[str, Any]]:
        """All flow runs Prefect knows that were started, the newest first."""
        asked = {"limit": 200, "sort": "EXPECTED_START_TIME_DESC"}
        return [run for run in self.ask("/flow_runs/filter", asked) if run["state_type"] != "SCHEDULED"]

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call of Prefect's API, again while its database is busy."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.api + path, data=data, headers={"Content-Type": "application/json"})
        for _ in range(20):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.loads(answer.read())
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise
                time.sleep(1)
        raise AssertionError(f"busy for too long: {path}")

    def night(self, day: str) -> str:
        """Starts a nightly run through its deployment as Prefect's pages do; waits for its end; the run's state."""
        deployment = self.ask("/deployments/name/nightly/nightly")["id"]
        run = self.ask(f"/deployments/{deployment}/create_flow_run", {"parameters": {"as_of": day}})["id"]
        self.until(lambda: self.ask(f"/flow_runs/{run}")["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"))
        return str(self.ask(f"/flow_runs/{run}")["state_type"])

    @staticmethod
    def until(condition: Callable[[], bool]) -> None:
        """Waits for something that must come."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.3)

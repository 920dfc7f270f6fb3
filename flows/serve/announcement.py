"""Where a running `hearth serve` is to be found, and that there is one at most on a state folder."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.errors import Misuse


@contextmanager
def sole(state: Path) -> Iterator[None]:
    """Holds the state folder for a `with` block; Misuse says who has it. The lock ends with its process, however that ends."""
    state.mkdir(parents=True, exist_ok=True)
    with _lock_file(state).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = _read(state)
            known = f" (process {other['pid']}, Prefect at {other['api_url']})" if other else ""
            raise Misuse(
                f"another hearth serve{known} already looks after {state}: stop that one first, "
                "or give this one a store and a state folder of its own (HEARTH_STORE, HEARTH_STATE)"
            ) from None
        yield


@contextmanager
def announced(state: Path, api_url: str) -> Iterator[None]:
    """Says in the state folder that this process serves at `api_url`, for one-shot commands to record their runs there."""
    path, draft = _announcement(state), state / f"serve.{os.getpid()}"
    draft.write_text(json.dumps({"api_url": api_url, "pid": os.getpid()}), encoding="utf-8")
    draft.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def announced_in(state: Path) -> str | None:
    """API address of the `hearth serve` that runs on this state folder; None where none does, whatever a killed one left."""
    try:
        with _lock_file(state).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
    except BlockingIOError:
        pass
    except OSError:
        return None
    found = _read(state)
    return str(found["api_url"]) if found else None


def _read(state: Path) -> dict[str, Any]:
    try:
        found = json.loads(_announcement(state).read_text(encoding="utf-8"))
        return {"api_url": found["api_url"], "pid": found["pid"]}
    except (OSError, ValueError, KeyError):
        return {}


def _announcement(state: Path) -> Path:
    return state / "serve.json"


def _lock_file(state: Path) -> Path:
    return state / "serve.lock"

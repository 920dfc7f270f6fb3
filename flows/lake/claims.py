"""Claims on a piece of work, so that two workers rarely do it twice.

A claim is the newest object under `lake/ops/claims/<subject>/`. Taking over writes the next number by conditional put,
so of any number of contenders one wins. A claim ends by release, by its time running out, or when its process is seen
dead on this host. Correctness never hangs on it: who lost a claim unaware is stopped by the tables' transactions.
"""

from __future__ import annotations

import json
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Event, Thread

from flows.lake.places import CLAIMS
from flows.lake.places import claim as place
from flows.lake.store import ChangedError, Store

LEASE_SECONDS = 60.0
ERASING = "erase"
"""The claim under which a person is erased. Whoever takes rows in or joins them looks, once they hold their own claim, whether it is held,
and steps back; the erasure looks for theirs in turn, so that of two who begin at once one sees the other.
"""


@dataclass(frozen=True)
class Claim:
    """Who works on `subject`. `host`, `pid` and `started` name a process exactly; `nonce` makes every claim unique."""

    subject: str
    number: int
    worker: str
    host: str
    pid: int
    started: str
    nonce: str
    until: str
    """ISO time (UTC) at which the claim runs out unless it is renewed."""


def acquire(store: Store, subject: str, *, worker: str = "", seconds: float = LEASE_SECONDS) -> Claim | None:
    """The claim on `subject` (path-safe name), or None while somebody alive holds it or was faster."""
    newest = _newest(store, subject)
    if newest is not None and not _is_over(newest):
        return None
    mine = Claim(
        subject=subject,
        number=newest.number + 1 if newest else 1,
        worker=worker,
        host=_host(),
        pid=os.getpid(),
        started=_started(os.getpid()),
        nonce=uuid.uuid4().hex,
        until=_ends(seconds),
    )
    if not store.put_new(place(subject, mine.number), _bytes(mine)):
        return None
    last = _newest(store, subject)
    if last is None or last.nonce != mine.nonce:
        # Somebody took over and swept the numbers below between our look and our write: the higher number holds.
        store.delete(place(subject, mine.number))
        return None
    for number in range(max(1, mine.number - 2), mine.number):
        store.delete(place(subject, number))
    return mine


def renew(store: Store, claim: Claim, *, seconds: float = LEASE_SECONDS) -> Claim | None:
    """The claim with a new end, or None when it is no longer ours."""
    newest = _newest(store, claim.subject)
    if newest is None or newest.nonce != claim.nonce:
        return None
    longer = replace(claim, until=_ends(seconds))
    store.put(place(claim.subject, claim.number), _bytes(longer))
    return longer


def release(store: Store, claim: Claim) -> None:
    """Ends the claim; nothing when it is no longer ours."""
    newest = _newest(store, claim.subject)
    if newest is not None and newest.nonce == claim.nonce:
        store.delete(place(claim.subject, claim.number))


@contextmanager
def held(store: Store, subject: str, *, worker: str = "", seconds: float = LEASE_SECONDS) -> Iterator[Claim | None]:
    """Holds the claim for a `with` block, renewed by a thread; yields None when it is not to be had."""
    claim = acquire(store, subject, worker=worker, seconds=seconds)
    if claim is None:
        yield None
        return
    done = Event()
    heart = Thread(target=_beat, args=(store, claim, seconds, done), name=f"claim-{subject}", daemon=True)
    heart.start()
    try:
        yield claim
    finally:
        done.set()
        heart.join()
        release(store, claim)


def is_held(store: Store, subject: str) -> bool:
    """Whether somebody alive holds the claim on `subject`."""
    newest = _newest(store, subject)
    return newest is not None and not _is_over(newest)


def alive(store: Store) -> list[str]:
    """The subjects of all claims that somebody alive holds, in order."""
    subjects = {entry.key.removeprefix(f"{CLAIMS}/").rpartition("/")[0] for entry in store.list(f"{CLAIMS}/")}
    return sorted(subject for subject in subjects if is_held(store, subject))


def _beat(store: Store, claim: Claim, seconds: float, done: Event) -> None:
    while not done.wait(seconds / 3):
        with suppress(OSError):  # a store that does not answer now may answer at the next beat, before the time runs out
            if renew(store, claim, seconds=seconds) is None:
                return


def _newest(store: Store, subject: str) -> Claim | None:
    while numbers := [int(entry.key.rpartition("/")[2]) for entry in store.list(place(subject))]:
        # Released, swept or renewed between the listing and the look: look again.
        with suppress(FileNotFoundError, ChangedError):
            return Claim(**json.loads(store.read(place(subject, max(numbers)))))
    return None


def _is_over(claim: Claim) -> bool:
    if datetime.fromisoformat(claim.until) < datetime.now(UTC):
        return True
    return claim.host == _host() and _started(claim.pid) != claim.started


def _ends(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def _bytes(claim: Claim) -> bytes:
    return json.dumps(asdict(claim)).encode()


@cache
def _host() -> str:
    """Names the host since its last start, and the process namespace within it (containers number their processes anew)."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{socket.gethostname()}/{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return f"{socket.gethostname()}/{uuid.uuid4().hex}"


def _started(pid: int) -> str:
    """When the process started, in ticks since boot; empty when it is gone. Numbers alone are used again."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="ignore").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]

"""What lies in the inbox: every version of every file that is not hidden or half-written, judged by its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from flows.lake.keys import fault, printable
from flows.lake.store import Entry, Store

State = Literal["ready", "waiting", "unsafe", "misplaced"]

UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".swp", "~")
LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True)
class Candidate:
    """One version of one file in the inbox.

    `state`: ready to be taken in; waiting, because it changed less than the settling time ago; unsafe or misplaced,
    with `why` in English. `department` and `feed` are empty for the last two. `modified` is when it arrived (UTC).
    """

    department: str
    feed: str
    key: str
    version: str
    size: int
    modified: datetime
    state: State
    why: str = ""

    @property
    def entered(self) -> str:
        """The key as the ledger has it: an unsafe one in its printable form."""
        return printable(self.key) if self.state == "unsafe" else self.key


def candidates(inbox: Store, *, settle_seconds: float = 5.0, now: datetime | None = None) -> Iterator[Candidate]:
    """Everything in the inbox in order of key and age. Whether it was taken in before is the ledger's business.

    A store that shows complete objects only (S3) needs no settling, so nothing waits there.
    """
    now = now or datetime.now(UTC)
    settle = 0.0 if inbox.puts_are_atomic else settle_seconds
    for entry in inbox.revisions():
        if not is_ignored(entry.key):
            yield _judged(entry, settle, now)


def is_ignored(key: str) -> bool:
    """Whether the key is no delivery: hidden, temporary, still being copied, a folder marker, litter."""
    parts = [part.lower() for part in key.split("/")]
    if any(part.startswith("~$") or part in LITTER or _is_dotfile(part) for part in parts):
        return True
    return key.endswith("/") or parts[-1].endswith(UNFINISHED)


def _is_dotfile(part: str) -> bool:
    return part.startswith(".") and part not in {".", ".."}


def _judged(entry: Entry, settle: float, now: datetime) -> Candidate:
    why = fault(entry.key)
    if why:
        return _candidate(entry, "unsafe", why)
    parts = entry.key.split("/")
    if len(parts) < 3:
        return _candidate(entry, "misplaced", "a delivery lies at <department>/<feed>/<file>")
    department, feed = parts[0], parts[1]
    # The distance counts, not its sign: a clock set back must not make a file wait for ever.
    if abs((now - entry.modified).total_seconds()) < settle:
        return _candidate(entry, "waiting", "changed a moment ago", department, feed)
    return _candidate(entry, "ready", "", department, feed)


def _candidate(entry: Entry, state: State, why: str, department: str = "", feed: str = "") -> Candidate:
    return Candidate(department, feed, entry.key, entry.version, entry.size, entry.modified, state, why)

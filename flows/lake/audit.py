"""The audit log, `lake/ops/audit`: who was shown whom, and why. Entries are only ever added, and each names the hash of the one before.

A changed or missing entry breaks the chain. That the last ones were cut off no chain shows, so the vault, which has other rights,
remembers how far the log went.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from flows.errors import Broken
from flows.lake.lake import Lake
from flows.lake.places import VAULT_AUDIT_HEAD
from flows.lake.places import audit as place

PATIENCE = 200


@dataclass(frozen=True)
class Entry:
    """One entry. `details` holds counts, names of places and reasons, never a value of a person."""

    number: int
    at: str
    """ISO time (UTC)."""
    who: str
    what: str
    details: Mapping[str, Any]
    before: str
    """SHA-256 of the bytes of the entry before; empty in the first."""
    nonce: str
    """Makes racing entries differ, so that the store can tell who was first."""


def enter(lake: Lake, *, who: str, what: str, details: Mapping[str, Any]) -> Entry:
    """Adds an entry; it is in the log when this returns. Raises Broken where the log is not as it was left.

    Racing callers each get a number of their own.
    """
    for _ in range(PATIENCE):
        head = _head(lake)  # before the log is listed: other writers may take both further meanwhile
        numbers = _numbers(lake)
        last = numbers[-1] if numbers else 0
        if fault := next(_head_faults(lake, head, last), None):
            raise Broken(f"the audit log is not as it was left: {fault}. Nothing is unmasked before it is put right")
        before = _hash(lake.store.read(place(last))) if last else ""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        entry = Entry(last + 1, at, who, what, dict(details), before, uuid.uuid4().hex)
        data = _bytes(entry)
        if lake.store.put_new(place(entry.number), data):
            lake.vault.put(VAULT_AUDIT_HEAD, json.dumps({"number": entry.number, "sha256": _hash(data)}).encode())
            return entry
    raise OSError(f"{place()}: overtaken {PATIENCE} times in a row")


def entries(lake: Lake) -> Iterator[Entry]:
    """Every entry, oldest first; those that cannot be read are `faults`."""
    for number in _numbers(lake):
        entry = _parsed(lake.store.read(place(number)))
        if entry is not None:
            yield entry


def faults(lake: Lake) -> Iterator[str]:
    """What is wrong with the log, one English line each; nothing when it is whole."""
    head = _head(lake)
    numbers = _numbers(lake)
    last = numbers[-1] if numbers else 0
    before = ""
    for number in range(1, last + 1):
        if number not in numbers:
            yield f"entry {number} is missing"
            before = "?"
            continue
        data = lake.store.read(place(number))
        entry = _parsed(data)
        if entry is None or entry.number != number:
            yield f"entry {number} is no entry of this log"
        elif before not in ("?", entry.before):
            yield f"entry {number} does not follow from entry {number - 1}: one of them was changed"
        before = _hash(data)
    yield from _head_faults(lake, head, last)


def _head(lake: Lake) -> dict[str, Any]:
    """The entry the vault remembers; empty before the first."""
    try:
        head: dict[str, Any] = json.loads(lake.vault.read(VAULT_AUDIT_HEAD))
    except FileNotFoundError:
        return {}
    return head


def _head_faults(lake: Lake, head: Mapping[str, Any], last: int) -> Iterator[str]:
    """Whether the log still holds the entry the vault remembers. A crash may leave the vault behind the log, never ahead."""
    if not head:
        return
    if head["number"] > last:
        yield f"the log ends at entry {last}, and the vault remembers entry {head['number']}"
    elif _hash(_read(lake, head["number"])) != head["sha256"]:
        yield f"entry {head['number']} is not the one the vault remembers"


def _read(lake: Lake, number: int) -> bytes:
    try:
        return lake.store.read(place(number))
    except FileNotFoundError:
        return b""


def _numbers(lake: Lake) -> list[int]:
    names = (entry.key.rpartition("/")[2].removesuffix(".json") for entry in lake.store.list(place()))
    return sorted(int(name) for name in names if name.isdecimal())


def _parsed(data: bytes) -> Entry | None:
    try:
        return Entry(**json.loads(data))
    except (ValueError, TypeError):
        return None


def _bytes(entry: Entry) -> bytes:
    return json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True).encode()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

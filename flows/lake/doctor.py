"""Looks whether the surroundings keep what the lake relies on, and refuses a store that would lose rows."""

from __future__ import annotations

import os
import shutil
import stat
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

from flows.lake.lake import Lake
from flows.lake.lakekey import fingerprint, kept_fingerprint, knows_anybody, put_back, strange, without_key
from flows.lake.places import PROBES, VAULT_TOKENS
from flows.lake.store import Store
from flows.lake.vault import read_key

RACERS = 16
ROUNDS = 4
SKEW_SECONDS = 30.0
FREE_BYTES = 5 << 30


@dataclass(frozen=True)
class Check:
    """One thing looked at. `advice` says what to do where it is not ok; `is_fatal`: not to be used like this."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    is_fatal: bool = True


def probe(lake: Lake) -> list[Check]:
    """Every check, in a fixed order; a check that cannot be made is one that failed. Leaves nothing behind."""
    checks: dict[str, Callable[[], Check]] = {
        "store.conditional_put": lambda: races(lake.store),
        "store.listing": lambda: listing(lake.store),
        "store.versioning": lambda: _unversioned(lake.store),
        "inbox.reachable": lambda: _reachable(lake.inbox),
        "inbox.versioning": lambda: _versioned(lake.inbox),
        "vault.reachable": lambda: _vault(lake),
        "clock": lambda: _clock(lake.store),
        "key": lambda: _key(lake),
        "disk": lambda: _disk(lake),
    }
    return [_guarded(lake, name, check) for name, check in checks.items()]


def races(store: Store) -> Check:
    """Lets 16 threads create one object at once, a few times over: one is told that it did, and its bytes stay."""
    name = "store.conditional_put"
    with _probing(store) as prefix, ThreadPoolExecutor(RACERS) as pool:
        for count in range(ROUNDS):
            key = f"{prefix}race-{count}"
            said = _race(store, key, pool)
            winners = [data for data, won in said if won]
            if len(winners) != 1:
                return Check(name, False, f"{len(winners)} of {RACERS} racing writers were told that they won", LOSSY)
            if store.read(key) != winners[0]:
                return Check(name, False, "a loser's bytes replaced the winner's", LOSSY)
            if store.put_new(key, b"late"):
                return Check(name, False, "an object was created although it existed", LOSSY)
    return Check(name, True, f"{ROUNDS} rounds of {RACERS} racing writers, one winner each")


LOSSY = (
    "This server ignores or breaks If-None-Match: two writers would overwrite each other's rows. "
    "Use a local folder, AWS S3, or Ceph with an unversioned bucket."
)


def _race(store: Store, key: str, pool: ThreadPoolExecutor) -> list[tuple[bytes, bool]]:
    start = Barrier(RACERS)

    def run(number: int) -> tuple[bytes, bool]:
        data = f"{number} {uuid.uuid4().hex}".encode()
        start.wait()
        return data, store.put_new(key, data)

    return list(pool.map(run, range(RACERS)))


@contextmanager
def _probing(store: Store) -> Iterator[str]:
    """A fresh prefix for probe objects, which are removed at the end."""
    prefix = f"{PROBES}/{uuid.uuid4().hex}-"
    try:
        yield prefix
    finally:
        for entry in list(store.list(prefix)):
            store.delete(entry.key)


def listing(store: Store, name: str = "store.listing") -> Check:
    """Whether a listing shows at once what was written, and no longer what was deleted."""
    with _probing(store) as prefix:
        key = f"{prefix}探针 +%.txt"
        store.put(key, b"probe")
        if [entry.key for entry in store.list(prefix)] != [key] or store.read(key) != b"probe":
            return Check(name, False, "a listing does not show what was just written", "Use a strongly consistent store.")
        store.delete(key)
        if list(store.list(prefix)):
            return Check(name, False, "a listing shows what was just deleted", "Use a strongly consistent store.")
    return Check(name, True, f"{store.root}: what is written is listed at once")


def _reachable(store: Store) -> Check:
    if "://" not in store.root and not Path(store.root).is_dir():
        raise FileNotFoundError(store.root)
    next(store.list(), None)
    return Check("inbox.reachable", True, store.root)


def _unversioned(store: Store) -> Check:
    versioned = _versioning(store)
    if versioned:
        return Check(
            "store.versioning",
            False,
            "the lake's bucket is versioned",
            "Ceph honours conditional puts on unversioned buckets only: give the lake such a bucket of its own.",
            is_fatal=False,
        )
    return Check("store.versioning", True, "a folder" if versioned is None else "the lake's bucket is not versioned")


def _versioned(store: Store) -> Check:
    versioned = _versioning(store)
    return Check(
        "inbox.versioning",
        versioned is not False,
        "a folder" if versioned is None else "versioned" if versioned else "the inbox's bucket is not versioned",
        "" if versioned is not False else "Switch versioning on: else a file replaced between two sweeps is lost unseen.",
        is_fatal=False,
    )


def _versioning(store: Store) -> bool | None:
    if not store.root.startswith("s3://"):
        return None
    from flows.lake.s3 import S3Store

    assert isinstance(store, S3Store)
    return store.is_versioned()


def _clock(store: Store) -> Check:
    if not store.root.startswith("s3://"):
        return Check("clock", True, "a folder: one clock")
    from flows.lake.s3 import S3Store

    assert isinstance(store, S3Store)
    skew = (datetime.now(UTC) - store.server_time()).total_seconds()
    return Check(
        "clock",
        abs(skew) <= SKEW_SECONDS,
        f"this machine is {skew:+.0f} s from the server",
        "" if abs(skew) <= SKEW_SECONDS else "Set the clock (NTP): known-by times and claims depend on it.",
    )


def _vault(lake: Lake) -> Check:
    """Reachable, and the vault of this lake: not an empty one beside a lake that knows people."""
    name = "vault.reachable"
    is_empty = next(lake.vault.list(f"{VAULT_TOKENS}/"), None) is None
    if is_empty and next(lake.store.list("lake/feeds/"), None) is not None:
        return Check(
            name, False, f"{lake.vault.root} knows nobody, but the lake does", "Set HEARTH_VAULT to the lake's own vault."
        )
    return listing(lake.vault, name)


def _key(lake: Lake) -> Check:
    path = lake.key_path
    try:
        key = read_key(path)
    except FileNotFoundError:
        return Check("key", False, f"missing: {path}", without_key(lake))
    except ValueError as error:
        return Check("key", False, str(error), put_back(lake))
    kept = kept_fingerprint(lake)
    if kept not in (None, fingerprint(key)):
        return Check("key", False, strange(lake, key, str(kept)), put_back(lake))
    mode = stat.S_IMODE(path.stat().st_mode)
    shared = mode & 0o077
    return Check("key", not shared, f"{path} has mode {mode:04o}", f"chmod 600 {path}" if shared else "")


def _disk(lake: Lake) -> Check:
    folders = [lake.scratch_folder or Path(os.environ.get("TMPDIR", "/tmp"))]  # noqa: S108 - only measured
    folders += [Path(store.root) for store in (lake.store, lake.vault) if "://" not in store.root]
    free, folder = min(((shutil.disk_usage(_existing(folder)).free, folder) for folder in folders), key=lambda it: it[0])
    enough = free >= FREE_BYTES
    return Check(
        "disk",
        enough,
        f"{free / (1 << 30):.1f} GiB free at {folder}",
        "" if enough else "Free space, or set HEARTH_SCRATCH to another disk.",
        is_fatal=False,
    )


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.exists())


def _guarded(lake: Lake, name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except FileNotFoundError as error:
        return Check(name, False, f"missing: {error}", _missing(lake))
    except (OSError, ValueError) as error:
        return Check(name, False, str(error), "Look at the address, the credentials and whether the server runs.")


def _missing(lake: Lake) -> str:
    """Where data exist, what is missing was lost or lies elsewhere: making a new one would hide that."""
    try:
        is_new = not knows_anybody(lake)
    except OSError:
        is_new = False
    return "Run `hearth init`." if is_new else "Bring it back, or set the address to where it lies: this lake was in use before."

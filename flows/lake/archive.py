"""The raw layer: the bytes as they came, once, under their own hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flows.lake.inbox import Candidate
from flows.lake.places import ARCHIVE, archived, stand_ins
from flows.lake.store import Store


@dataclass(frozen=True)
class Archived:
    """One content: its SHA-256 (hex), its size in bytes, and the scratch file that holds it now."""

    sha256: str
    size: int
    path: Path


def take(store: Store, inbox: Store, candidate: Candidate, scratch: Path) -> Archived:
    """Streams the candidate to a file in `scratch`, hashing it, and archives it unless its content is there already.

    Raises OSError when the file changed meanwhile, FileNotFoundError when it is gone: both are for the next sweep.
    """
    path = scratch / "delivered"
    sha256 = inbox.fetch(candidate.key, path, candidate.version)
    place = archived(sha256)
    if not store.exists(place) and _stand_in(store, sha256) is None:
        store.put(place, path)
    return Archived(sha256, path.stat().st_size, path)


def bring(store: Store, sha256: str, scratch: Path) -> Path:
    """The archived content in a file in `scratch`, or what stands in its place since it named people who were erased.

    Raises OSError when the archive does not hold what its name says, FileNotFoundError when it holds neither.
    """
    path = scratch / sha256
    try:
        if store.fetch(archived(sha256), path) == sha256:
            return path
    except FileNotFoundError:
        place = _stand_in(store, sha256)
        if place is None:
            raise
        name = PurePosixPath(place).name
        if store.fetch(place, scratch / name) == name.partition(".")[0]:
            return scratch / name
    raise OSError(f"archive is damaged: {archived(sha256)} does not have the hash it is named by")


def replace(store: Store, sha256: str, cut: Path) -> None:
    """Puts `cut` (its ending says how it is read) in the place of a content. Safe to repeat; the content goes last."""
    with cut.open("rb") as file:
        own = hashlib.file_digest(file, "sha256").hexdigest()
    place = stand_ins(sha256, f"{own}{cut.suffix}")
    store.put(place, cut)
    for entry in store.list(stand_ins(sha256)):
        if entry.key != place:
            store.delete(entry.key)
    store.delete(archived(sha256))


def restore(store: Store, sha256: str, path: Path) -> None:
    """Puts a content (`path`, as it was delivered) back in the place of what stood for it. Safe to repeat; the content comes first."""
    store.put(archived(sha256), path)
    for entry in store.list(stand_ins(sha256)):
        store.delete(entry.key)


def remove(store: Store, sha256: str) -> None:
    """Takes a content out, whatever stands for it."""
    for entry in store.list(stand_ins(sha256)):
        store.delete(entry.key)
    store.delete(archived(sha256))


def is_cut(store: Store, sha256: str) -> bool:
    """Whether something stands in the content's place, since it named people who were erased."""
    return _stand_in(store, sha256) is not None


def cut_contents(store: Store) -> frozenset[str]:
    """Every content in whose place something stands."""
    keys = (entry.key.removeprefix(f"{ARCHIVE}/") for entry in store.list(f"{ARCHIVE}/"))
    return frozenset(key.partition(".")[0] for key in keys if "/" in key)


def _stand_in(store: Store, sha256: str) -> str | None:
    """The newest of what stands in a content's place: of two one is an interrupted erasure's."""
    found = sorted(store.list(stand_ins(sha256)), key=lambda entry: (entry.modified, entry.key))
    return found[-1].key if found else None

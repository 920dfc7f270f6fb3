"""The raw layer: the bytes as they came, once, under their own hash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flows.lake.inbox import Candidate
from flows.lake.places import archived
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
    if not store.exists(place):
        store.put(place, path)
    return Archived(sha256, path.stat().st_size, path)


def bring(store: Store, sha256: str, scratch: Path) -> Path:
    """The archived content in a file in `scratch`; raises OSError when the archive does not hold what its name says."""
    path = scratch / sha256
    if store.fetch(archived(sha256), path) != sha256:
        raise OSError(f"archive is damaged: {archived(sha256)} does not have the hash it is named by")
    return path

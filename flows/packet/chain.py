"""The file of a packet: a ZIP of entries and `packet.json`, which binds each entry to the one before it by SHA-256.

An entry's link is SHA-256 of the link before, its name and the SHA-256 of its bytes, a line each; the last link is the head. Whoever knows
the head knows every byte: the same entries make the same file, so a byte that belongs to none of them is missed as well.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

INDEX = "packet.json"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""A fixed time, so that the same entries give the same bytes."""
_UNREADABLE = (BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError, OSError, struct.error, zlib.error)
"""What reading a damaged ZIP raises."""


@dataclass(frozen=True)
class Entry:
    """One part of a packet: the name of its file and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Sealed:
    """A whole packet: its bytes, its head, and a link an entry."""

    content: bytes
    head: str
    links: Sequence[Mapping[str, Any]]


def document(value: Any) -> bytes:
    """A value as JSON, the same bytes for the same value."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, default=str) + "\n").encode()


def links_of(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The chain over entries in their order."""
    links: list[dict[str, Any]] = []
    before = ""
    for number, entry in enumerate(entries, start=1):
        digest = hashlib.sha256(entry.content).hexdigest()
        link = {"number": number, "name": entry.name, "bytes": len(entry.content), "sha256": digest, "before": before}
        before = _hash(before, entry.name, digest)
        links.append({**link, "hash": before})
    return links


def seal(entries: Sequence[Entry], about: Mapping[str, Any]) -> Sealed:
    """The packet of entries; `about` says in `packet.json` what it is of."""
    links = links_of(entries)
    head = str(links[-1]["hash"])
    index = document({"about": about, "entries": links, "head": head})
    return Sealed(_zipped([Entry(INDEX, index), *entries]), head, links)


def broken(content: bytes, head: str = "") -> tuple[str, str]:
    """The first thing that is wrong with a packet, in English, or nothing; and the head that it says it has. `head`: the one it must have."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            index = _index(archive)
            if index is None:
                return f"{INDEX} was changed or cannot be read", ""
            return next(_faults(archive, index, content, head), ""), index.head
    except _UNREADABLE:
        return "the file is no packet, or the directory at its end was changed", ""


@dataclass(frozen=True)
class _Index:
    """What `packet.json` says."""

    about: Mapping[str, Any]
    links: Sequence[tuple[str, str, str, str]]
    """Name, SHA-256 of its bytes, link before, link."""
    head: str


def _index(archive: ZipFile) -> _Index | None:
    try:
        said = json.loads(archive.read(INDEX))
        links = [tuple(str(link[name]) for name in ("name", "sha256", "before", "hash")) for link in said["entries"]]
        return _Index(said["about"], links, str(said["head"]))  # type: ignore[arg-type]
    except (*_UNREADABLE, TypeError):
        return None


def _faults(archive: ZipFile, index: _Index, content: bytes, head: str) -> Iterator[str]:
    entries, before = [], ""
    for number, (name, digest, said_before, link) in enumerate(index.links, start=1):
        where = f"link {number} ({name})"
        entry = _entry(archive, name)
        if entry is None or hashlib.sha256(entry.content).hexdigest() != digest:
            yield f"{where}: the file was changed or is missing: it does not have the hash that {INDEX} names"
            return
        if said_before != before or link != _hash(before, name, digest):
            yield f"{where}: does not follow from the link before it"
        entries.append(entry)
        before = link
    if not entries or index.head != before:
        yield f"{INDEX}: the head is not the last link"
    elif head and head != index.head:
        yield f"the head is {index.head}, not {head}: this is not the packet that was made, or not all of it"
    elif seal(entries, index.about).content != content:
        yield "the file holds bytes that belong to no entry, or an entry that no link names"


def _entry(archive: ZipFile, name: str) -> Entry | None:
    try:
        return Entry(name, archive.read(name))
    except _UNREADABLE:
        return None


def _hash(before: str, name: str, digest: str) -> str:
    return hashlib.sha256(f"{before}\n{name}\n{digest}".encode()).hexdigest()


def _zipped(entries: Sequence[Entry]) -> bytes:
    """Stored, not compressed: other versions of a library compress to other bytes."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for entry in entries:
            place = ZipInfo(entry.name, _LONG_AGO)
            place.create_system, place.external_attr = 3, 0o600 << 16
            archive.writestr(place, entry.content)
    return target.getvalue()

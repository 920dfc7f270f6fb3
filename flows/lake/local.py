"""A folder as a store: complete files only (written aside, synced, then linked or renamed into place)."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from flows.lake.keys import checked
from flows.lake.store import ChangedError, Entry, Store

CHUNK = 1 << 20
ASIDE = ".aside-"
"""Files being written start with this; listings leave them out."""


class LocalStore(Store):
    """See `Store`. Symbolic links below the root are neither listed nor followed out of it."""

    puts_are_atomic = False

    def __init__(self, root: Path, *, private: bool = False) -> None:
        self._folder = Path(os.path.abspath(root))  # noqa: PTH100 - resolve() follows links
        self._mode = 0o600 if private else 0o666
        self.root = str(self._folder)

    @property
    @override
    def storage_options(self) -> Mapping[str, str]:
        return {}

    @override
    def list(self, prefix: str = "") -> Iterator[Entry]:
        folder, _, start = prefix.rpartition("/")
        for entry in _walk(self._folder / folder, f"{folder}/" if folder else "", start):
            if entry.key.startswith(prefix):
                yield entry

    @override
    def revisions(self, prefix: str = "") -> Iterator[Entry]:
        return self.list(prefix)

    @override
    def halves(self) -> Iterator[Entry]:
        yield from _walk(self._folder, "", halves=True)

    @override
    def read(self, key: str, version: str | None = None) -> bytes:
        with self._open(key, version) as source:
            return source.read()

    @override
    def fetch(self, key: str, path: Path, version: str | None = None) -> str:
        digest = hashlib.sha256()
        with self._open(key, version) as source, path.open("wb") as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
        return digest.hexdigest()

    @override
    def put(self, key: str, data: bytes | Path) -> None:
        path = self._path(key)
        with self._aside(path, data) as aside:
            aside.replace(path)
            _sync(path.parent)

    @override
    def put_new(self, key: str, data: bytes) -> bool:
        path = self._path(key)
        with self._aside(path, data) as aside:
            try:
                os.link(aside, path)  # unlike a rename, a link never replaces
            except FileExistsError:
                return False
            _sync(path.parent)
        return True

    @override
    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    @override
    def purge(self, key: str, version: str) -> None:
        with suppress(FileNotFoundError):
            if _version(self._path(key).stat()) == version:
                self.delete(key)

    @override
    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    @override
    def url(self, key: str) -> str:
        return f"{self.root}/{key}"

    def _path(self, key: str) -> Path:
        path = self._folder / checked(key)
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise ValueError("unsafe key: a symbolic link leads out of the store")
        return path

    @contextmanager
    def _open(self, key: str, version: str | None) -> Iterator[BinaryIO]:
        """The file for reading; ChangedError when it is not, or no longer at the end, the version the listing showed.

        Without a version, a file replaced meanwhile is no fault: what was opened is the old one, whole.
        """
        path = self._path(key)
        with path.open("rb") as source:
            before = _version(os.fstat(source.fileno()))
            yield source
            after = _version(os.fstat(source.fileno()))
        if version is not None:
            try:
                after = _version(path.stat())
            except FileNotFoundError:
                after = "gone"
        if after != before or version not in {None, before}:
            raise ChangedError(f"changed while it was read: {key}")

    @contextmanager
    def _aside(self, path: Path, data: bytes | Path) -> Iterator[Path]:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.parent / f"{ASIDE}{uuid.uuid4().hex}"
        try:
            with _create(aside, self._mode) as target:
                _pour(data, target)
                target.flush()
                os.fsync(target.fileno())
            yield aside
        finally:
            with suppress(FileNotFoundError):
                aside.unlink()


def _walk(folder: Path, below: str, start: str = "", *, halves: bool = False) -> Iterator[Entry]:
    """Files under `folder` in key order; `start` prunes the first level by name. `halves`: the half-written ones instead."""
    try:
        with os.scandir(folder) as found:
            children = sorted(found, key=lambda item: item.name + ("/" if item.is_dir(follow_symlinks=False) else ""))
    except (FileNotFoundError, NotADirectoryError):
        return
    for child in children:
        if not child.name.startswith(start):
            continue
        if child.is_dir(follow_symlinks=False):
            yield from _walk(Path(child.path), f"{below}{child.name}/", halves=halves)
        elif child.name.startswith(ASIDE) == halves and child.is_file(follow_symlinks=False):
            with suppress(FileNotFoundError):  # gone between the listing and the look
                yield _entry(f"{below}{child.name}", child.stat(follow_symlinks=False))


def _entry(key: str, stat: os.stat_result) -> Entry:
    # The change time says when the file came to lie here; copying carries the clerk's modification time over.
    return Entry(key, stat.st_size, datetime.fromtimestamp(stat.st_ctime, UTC), _version(stat))


def _version(stat: os.stat_result) -> str:
    return f"{stat.st_mtime_ns:x}-{stat.st_size:x}-{stat.st_ino:x}"


def _create(path: Path, mode: int) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")


def _pour(data: bytes | Path, target: BinaryIO) -> None:
    if isinstance(data, bytes):
        target.write(data)
        return
    with data.open("rb") as source:
        while chunk := source.read(CHUNK):
            target.write(chunk)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

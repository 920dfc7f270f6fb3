"""Work folders that do not outlive their process: what a killed one left is removed by whoever makes the next.

A folder is locked for as long as its maker lives; the kernel frees the lock however the maker ends, so no list of processes is
kept. Work files hold what departments delivered, so none may lie about.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "hearth-scratch-"
OURS = re.compile(re.escape(PREFIX) + r"\w{8}")


@contextmanager
def scratch_folder(parent: Path | None = None) -> Iterator[Path]:
    """An empty folder in `parent` (default: the system's own place), removed with everything in it at the end of the block."""
    place = _place(parent)
    place.mkdir(parents=True, exist_ok=True)
    clear(parent)
    folder, lock = _made(place)
    try:
        yield folder
    finally:
        try:
            shutil.rmtree(folder)
        finally:
            os.close(lock)


def _place(parent: Path | None) -> Path:
    return parent or Path(tempfile.gettempdir())


def _made(place: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        lock = _locked(folder)
        if lock is not None:
            return folder, lock
        # Another process took it for a leftover in the moment before it was locked.


def clear(parent: Path | None = None) -> None:
    """Removes the folders of killed processes from `parent`."""
    place = _place(parent)
    for folder in place.iterdir() if place.is_dir() else ():
        if OURS.fullmatch(folder.name) and (lock := _locked(folder)) is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked(folder: Path) -> int | None:
    """A handle that holds the folder's lock; None when somebody else holds it, or the folder is gone or not ours to open."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.stat().st_ino == os.fstat(lock).st_ino:
            return lock
    os.close(lock)
    return None

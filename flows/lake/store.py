"""The one interface over a local folder and an S3 bucket, and how to open either from its address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

PLAIN_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/[A-Za-z0-9._=-]+)*/?")
"""Readers disagree on how other characters in a prefix are to be encoded."""


@dataclass(frozen=True)
class Entry:
    """One object as listed. `version` changes whenever the content may have; `modified` is when it arrived (UTC)."""

    key: str
    size: int
    modified: datetime
    version: str


class ChangedError(OSError):
    """An object was replaced while it was read, or is no longer the version that was asked for."""


class Store(Protocol):
    """Objects by key below one root.

    A missing object raises FileNotFoundError, refused access PermissionError, an unreachable server ConnectionError, an
    object that changed while it was read ChangedError, everything else OSError; an unsafe key raises ValueError.
    """

    root: str
    """Address of the root: an absolute folder, or `s3://bucket/prefix`; without a trailing slash."""
    puts_are_atomic: bool
    """Whether an object others write is visible only when complete (S3), or may be seen half-written (a folder)."""

    @property
    def storage_options(self) -> Mapping[str, str]:
        """What Polars and delta-rs need beside `url`; fresh on every access, since credentials may rotate."""

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """Current objects whose key starts with `prefix`, in key order, any number of them."""

    def revisions(self, prefix: str = "") -> Iterator[Entry]:
        """Like `list`, with every version of each object that has not been deleted, oldest first within a key."""

    def halves(self) -> Iterator[Entry]:
        """What writers that were ended left half-written beside the objects (a folder only); `delete` takes these keys."""

    def read(self, key: str, version: str | None = None) -> bytes:
        """The whole object; for small ones."""

    def fetch(self, key: str, path: Path, version: str | None = None) -> str:
        """Streams the object into the file `path`; the SHA-256 (hex) of its bytes."""

    def put(self, key: str, data: bytes | Path) -> None:
        """Writes the object, replacing one that exists; readers see the old or the new one, never a mixture."""

    def put_new(self, key: str, data: bytes) -> bool:
        """Creates the object if there is none; False when there is one.

        Of any number of racing callers exactly one gets True, provided that their `data` differ: an ambiguous answer is
        settled by reading back and comparing, so callers who need a single winner put something unique into `data`.
        """

    def delete(self, key: str) -> None:
        """Removes the object; nothing when there is none."""

    def purge(self, key: str, version: str) -> None:
        """Removes that very version for good, from a store that keeps old ones too; nothing when it is not there any more."""

    def exists(self, key: str) -> bool:
        """Whether there is such an object."""

    def url(self, key: str) -> str:
        """The address under which Polars and delta-rs find the key."""


def open_store(url: str, *, endpoint: str = "", region: str = "", private: bool = False) -> Store:
    """The store at `url`: `s3://bucket/prefix`, `file:///folder` or a folder. Nothing is created or contacted yet.

    `endpoint` is the address of an S3 server other than AWS; `region` counts where the AWS environment names none;
    `private` keeps local files to their owner. Raises ValueError for an address not every reader takes as it is.
    """
    if url.startswith("s3://"):
        if not PLAIN_BUCKET.fullmatch(url):
            raise ValueError(f"a bucket and prefix are made of letters, digits and . _ - = /, not {url}")
        from flows.lake.s3 import S3Store  # boto3 takes a while to import: only where a bucket is used

        return S3Store(url, endpoint=endpoint, region=region)
    if "://" in url and not url.startswith("file://"):
        raise ValueError(f"a store is a folder or s3://bucket/prefix, not {url}")
    if "%" in url:
        raise ValueError(f"the table engine decodes % in the name of a folder, so it cannot be a root: {url}")
    from flows.lake.local import LocalStore

    return LocalStore(Path(url.removeprefix("file://")), private=private)

"""Looks into every object of a lake for what a person may be known by: in bytes, in the cells of parquet files, inside workbooks and zips.

What is found is told by place and kind, never by value.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.erase.person import Person, forms
from flows.lake.keys import told
from flows.lake.lake import Lake
from flows.lake.store import Entry, Store

CHUNK = 4 << 20
TELLING = 10
"""Characters from which on a department's own number is nobody else's by chance."""
OLE = b"\xd0\xcf\x11\xe0"
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")


@dataclass(frozen=True)
class Hit:
    """A place that still knows the person, and by what."""

    root: str
    place: str
    what: str


@dataclass
class Searched:
    """What was looked into, and what was found."""

    objects: Counter[str] = field(default_factory=Counter)
    """Objects by the first part of their key."""
    bytes: int = 0
    hits: list[Hit] = field(default_factory=list)
    texts: Counter[str] = field(default_factory=Counter)
    """How many texts of each kind were looked for."""
    closed: list[str] = field(default_factory=list)
    """What could not be looked into: locked or damaged files."""


def texts_of(person: Person, phones: Sequence[str] = ()) -> Mapping[str, str]:
    """Text -> what it is. `phones`: those that nobody else has."""
    found = {form: "ID number" for number in person.numbers for form in forms(number)}
    found |= dict.fromkeys(person.ids, "person_id") | dict.fromkeys(person.tokens, "token of a number")
    # A short one would be found in anything.
    found |= {number: "number at the insurer or the school" for _, number in person.sources if len(number) >= TELLING}
    return found | dict.fromkeys(phones, "phone")


def search(
    lake: Lake,
    texts: Mapping[str, str],
    *,
    besides: Sequence[str] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Searched:
    """Every object of the store, the inbox and the vault, old versions too where the inbox keeps them. `besides`: beginnings of vault keys
    that are left out.
    """
    done = Searched(texts=Counter(texts.values()))
    needles = needles_of(texts)
    with lake.scratch() as scratch:
        for root, store, entry in _objects(lake):
            if root == "vault" and entry.key.startswith(tuple(besides)):
                continue
            path = scratch / "object"
            try:
                store.fetch(entry.key, path, entry.version if root == "inbox" else None)
            except (FileNotFoundError, OSError):
                done.closed.append(f"{root}: {told(entry.key)}")
                continue
            done.objects[f"{root}: {entry.key.partition('/')[0]}"] += 1
            done.bytes += entry.size
            kinds = {kind for needle, kind in needles.items() if needle in entry.key.encode("utf-8", "replace")}
            inside, is_closed = look_into(path, texts, needles)
            kinds |= inside
            done.closed += [f"{root}: {told(entry.key)}"] if is_closed else []
            done.hits += [Hit(root, told(entry.key), kind) for kind in sorted(kinds)]
            progress(1)
    return done


def look_into(path: Path, texts: Mapping[str, str], needles: Mapping[bytes, str]) -> tuple[set[str], bool]:
    """What of the texts one file holds, and whether part of it could not be opened."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        found = _in_bytes(file, needles)
    try:
        if head == b"PAR1":
            return found | _in_cells(path, texts), False
        if head[:2] == b"PK":
            return found | _in_members(path, needles), False
    except (pa.ArrowInvalid, OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return found, True
    return found, head == OLE and _is_locked(path)


def _is_locked(path: Path) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _objects(lake: Lake) -> Iterator[tuple[str, Store, Entry]]:
    roots = {"inbox": lake.inbox, "vault": lake.vault}
    for root, store in {**roots, "store": lake.store}.items():
        listed = store.revisions() if root == "inbox" else store.list()
        inner = [other.root.removeprefix(f"{store.root}/") + "/" for other in roots.values() if other is not store]
        for entry in (*listed, *store.halves()):
            if not entry.key.startswith(tuple(inner)):
                yield root, store, entry


def needles_of(texts: Mapping[str, str]) -> dict[bytes, str]:
    """The texts as bytes of files hold them."""
    return {
        spelling.encode(encoding): what
        for text, what in texts.items()
        for spelling in (text, text.translate(FULL_WIDTH))
        for encoding in ENCODINGS
    }


def _in_bytes(file: IO[bytes], needles: Mapping[bytes, str]) -> set[str]:
    overlap = max((len(needle) for needle in needles), default=0)
    found, before = set[str](), b""
    while chunk := file.read(CHUNK):
        window = before + chunk
        found |= {what for needle, what in needles.items() if what not in found and needle in window}
        before = window[-overlap:]
    return found


def _in_members(path: Path, needles: Mapping[bytes, str]) -> set[str]:
    with zipfile.ZipFile(path) as packed:
        found = set[str]()
        for member in packed.infolist():
            with packed.open(member) as file:
                found |= _in_bytes(file, needles)
    return found


def _in_cells(path: Path, texts: Mapping[str, str]) -> set[str]:
    found = set[str]()
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            for column in batch.columns:
                for leaf in _leaves(pl.Series(pl.from_arrow(column))):
                    if leaf.str.contains_any(list(texts)).any():
                        found |= {what for text, what in texts.items() if leaf.str.contains(text, literal=True).any()}
    return found


def _leaves(series: pl.Series) -> Iterator[pl.Series]:
    """The texts of a column, however deep they lie."""
    dtype = series.dtype
    if dtype == pl.String:
        yield series
    elif isinstance(dtype, pl.Categorical | pl.Enum):
        yield series.cast(pl.String)
    elif isinstance(dtype, pl.List | pl.Array):
        yield from _leaves(series.explode())
    elif isinstance(dtype, pl.Struct):
        for name in dtype.to_schema():
            yield from _leaves(series.struct.field(name))
    elif dtype == pl.Binary:
        yield series.cast(pl.String, strict=False)

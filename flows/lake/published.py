"""Editions: immutable parquet with a manifest and a certificate, and `latest.json`, swapped last.

An edition's name is its date; the same date from other inputs becomes a revision, `<date>.r2`. A crash on the way is
mended by running again: the name stays bound to its inputs, whole tables are left alone, the rest is written anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from flows.lake import places, showing
from flows.lake.lake import Lake
from flows.lake.store import Entry

PART = "part-0.parquet"
MANIFEST = "manifest.json"
CERTIFICATE = "certificate.json"


@dataclass(frozen=True)
class Published:
    """What publishing did. `is_new`: something was written; `is_latest`: `latest.json` points to this edition now."""

    edition: str
    is_new: bool
    is_latest: bool


def reserve(lake: Lake, as_of: date, inputs: Mapping[str, Any]) -> str:
    """The name of the edition of these inputs (JSON-able: drops, versions, dates); the same for the same inputs."""
    wanted = _json({"inputs": hashlib.sha256(_json(inputs)).hexdigest()})
    for revision in count(1):
        edition = f"{as_of:%Y-%m-%d}" + (f".r{revision}" if revision > 1 else "")
        place = places.reserved_edition(edition)
        if lake.store.put_new(place, wanted) or lake.store.read(place) == wanted:
            return edition
    raise AssertionError("count() does not end")


def publish(
    lake: Lake,
    edition: str,
    tables: Mapping[str, Path],
    *,
    inputs: Mapping[str, Any],
    certificate: Mapping[str, Any],
    swap: bool = True,
) -> Published:
    """Writes an edition's tables (parquet files by name), then swaps `latest.json` unless it is held (`swap=False`).

    `latest.json` never goes back to an earlier edition. Raises OSError where a whole table of this edition holds other
    bytes than it is given now: the same inputs must make the same files.
    """
    written = [_put_table(lake, name, edition, path, inputs, certificate) for name, path in sorted(tables.items())]
    if not swap:
        return Published(edition, any(written), is_latest=False)
    showing.mark(lake, edition)
    return Published(edition, any(written), _swap(lake, edition, sorted(tables)))


def stands(lake: Lake, edition: str, tables: Collection[str]) -> Published | None:
    """The edition as it was published, where it was shown with all these tables and their files are as long as their manifests say.

    Being shown is marked when everything else of an edition is laid down; what may come after the mark, `latest.json`, is done here.
    None: something is missing, or it was never shown.
    """
    if not lake.store.exists(places.shown_edition(edition)) or not all(_is_whole(lake, name, edition) for name in tables):
        return None
    return Published(edition, is_new=False, is_latest=_swap(lake, edition, sorted(tables)))


def latest(lake: Lake) -> str | None:
    """The edition readers are pointed to, or None before the first."""
    try:
        return str(json.loads(lake.store.read(places.LATEST))["edition"])
    except FileNotFoundError:
        return None


def shown(lake: Lake) -> list[str]:
    """Every edition that was shown to readers, oldest first; held ones are not among them."""
    return sorted(showing.marked(lake), key=_age)


def shown_before(lake: Lake, day: date, known_by: datetime | None = None) -> list[str]:
    """The shown editions of earlier days, oldest first; with `known_by` those that tell nothing that became known later."""
    earlier = [name for name in shown(lake) if name[:10] < day.isoformat()]
    return earlier if known_by is None else by_knowledge(lake, earlier, known_by)


def of_day(lake: Lake, day: date) -> list[str]:
    """Every edition of a day that a name was given to, oldest first: shown, held, worked out for a look back, or not yet whole."""
    reserved = (
        entry.key.rpartition("/")[2] for entry in lake.store.list(places.reserved_edition(day.isoformat())[: -len(".json")])
    )
    return sorted((name.removesuffix(".json") for name in reserved if name.endswith(".json")), key=_age)


def by_knowledge(lake: Lake, editions: Iterable[str], known_by: datetime | None = None) -> list[str]:
    """Shown editions by day and, within one, by what they know, most last; without those that know more than was known by a time."""
    known = ((name[:10], known_at(lake, name), _age(name), name) for name in editions)
    told = [one for one in known if known_by is None or one[1] <= known_by]
    return [name for *_, name in sorted(told)]


def known_at(lake: Lake, edition: str) -> datetime:
    """The moment whose knowledge a shown edition holds: the one it was made as known by, else that of its showing."""
    known_by = manifest(lake, "household", edition)["inputs"]["known_by"]
    return datetime.fromisoformat(known_by) if known_by else showing.shown_at(lake, edition)


def everything(lake: Lake) -> list[tuple[str, str]]:
    """(table, edition) of all that is whole, shown or held."""
    whole, _ = _published(lake)
    return sorted(whole)


def editions(lake: Lake, table: str) -> list[str]:
    """Every edition of a table that is whole, shown or held, oldest first: asked once, not edition by edition."""
    keys = (entry.key.split("/") for entry in lake.store.list(places.published_table(table)))
    return sorted((parts[2].removeprefix("edition=") for parts in keys if parts[-1] == MANIFEST), key=_age)


def manifest(lake: Lake, table: str, edition: str) -> dict[str, Any]:
    """A table's manifest: inputs, and per file its sha256, bytes and rows. Raises FileNotFoundError."""
    found: dict[str, Any] = json.loads(lake.store.read(places.published(table, edition, MANIFEST)))
    return found


def certificate_of(lake: Lake, table: str, edition: str) -> dict[str, Any]:
    """The certificate that lies beside a table. Raises FileNotFoundError."""
    found: dict[str, Any] = json.loads(lake.store.read(places.published(table, edition, CERTIFICATE)))
    return found


def scan(lake: Lake, table: str, edition: str) -> pl.LazyFrame:
    """A published table where it lies. Reading it raises FileNotFoundError when the edition has no such table."""
    options = dict(lake.store.storage_options) or None
    place = places.published(table, edition, PART)
    return pl.scan_parquet(lake.store.url(place), storage_options=options, hive_partitioning=False, glob=False)


def verify(lake: Lake, edition: str = "") -> Iterator[str]:
    """What is wrong with anything published, or with one edition, one English line each; nothing when all of it is whole."""
    whole, present = ({one for one in found if edition in ("", one[1])} for found in _published(lake))
    for table, name in sorted(whole):
        yield from faults(lake, table, name)
    newest = latest(lake)
    if newest is None:
        return
    for table in json.loads(lake.store.read(places.LATEST))["tables"] if edition in ("", newest) else ():
        if (table, newest) not in whole:
            yield f"{places.LATEST} names {table} of {newest}, which is not whole"
    for table, name in sorted(present - whole):
        yield f"{table} of {name} has no manifest: run the night of {name[:10]} again"


def names(lake: Lake) -> list[str]:
    """Every edition of which any file lies under `published`, and the one that readers are pointed to, oldest first."""
    _, present = _published(lake)
    newest = latest(lake)
    return sorted({name for _, name in present} | ({newest} if newest else set()), key=_age)


def files_of(lake: Lake, edition: str) -> list[Entry]:
    """All that belongs to one edition, in the order in which it may go: that it was shown, manifests, tables, its report."""
    marks = [entry for place in (places.shown_edition, places.told_edition) for entry in lake.store.list(place(edition))]
    tables = [
        entry
        for entry in lake.store.list(f"{places.PUBLISHED}/")
        if _is_edition(parts := entry.key.split("/")) and parts[2] == f"edition={edition}"
    ]
    tables.sort(key=lambda entry: (not entry.key.endswith(f"/{MANIFEST}"), entry.key))
    return [*marks, *tables, *lake.store.list(places.report(edition, ""))]


def rewrite(lake: Lake, table: str, edition: str, rows: Path, erasure_id: str) -> int:
    """Puts `rows` in the place of a published table from which somebody was erased; how many rows this erasure took from it, whenever.

    Safe to repeat. The manifest tells the new hash and, under `erased`, how many rows each erasure took; the certificate stays. Between the
    two writes the table does not hold against its manifest: whoever repeats it mends that.
    """
    known = manifest(lake, table, edition)
    described, erased = _described(rows), known.get("erased", {})
    lake.store.put(places.published(table, edition, PART), rows)
    if known["files"][PART] == described:
        return int(erased.get(erasure_id, 0))
    mine = int(erased.get(erasure_id, 0) + known["files"][PART]["rows"] - described["rows"])
    files = {**known["files"], PART: described}
    lake.store.put(
        places.published(table, edition, MANIFEST), _json({**known, "files": files, "erased": {**erased, erasure_id: mine}})
    )
    return mine


def erased_rows(lake: Lake, edition: str = "") -> int:
    """How many rows erasures took out of everything published, or of one edition."""
    whole, _ = _published(lake)
    mine = [named for named in whole if edition in ("", named[1])]
    return sum(sum(manifest(lake, *named).get("erased", {}).values()) for named in mine)


def unfinished(lake: Lake) -> dict[tuple[str, str], list[Entry]]:
    """The files of every (table, edition) that has no manifest: leftovers of a crash, or a night at work."""
    found: dict[tuple[str, str], list[Entry]] = {}
    whole, _ = _published(lake)
    for entry in lake.store.list(f"{places.PUBLISHED}/"):
        parts = entry.key.split("/")
        named = (parts[1], parts[2].removeprefix("edition=")) if _is_edition(parts) else None
        if named and named not in whole:
            found.setdefault(named, []).append(entry)
    return found


def _is_edition(parts: Sequence[str]) -> bool:
    return len(parts) == 4 and parts[2].startswith("edition=")


def faults(lake: Lake, table: str, edition: str) -> Iterator[str]:
    """What is wrong with one table of an edition, held against its manifest. Raises FileNotFoundError where it has none."""
    with lake.scratch() as scratch:
        for name, known in manifest(lake, table, edition)["files"].items():
            yield from file_faults(lake, places.published(table, edition, name), known["sha256"], scratch)


def file_faults(lake: Lake, place: str, sha256: str, scratch: Path) -> Iterator[str]:
    """What is wrong with one file of which a manifest tells the hash."""
    try:
        found = lake.store.fetch(place, scratch / "file")
    except FileNotFoundError:
        yield f"{place} is missing"
        return
    if found != sha256:
        yield f"{place} has hash {found[:12]}, its manifest says {sha256[:12]}"


def _published(lake: Lake) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(table, edition) of every manifest, and of every file."""
    whole, present = set[tuple[str, str]](), set[tuple[str, str]]()
    for entry in lake.store.list(f"{places.PUBLISHED}/"):
        parts = entry.key.split("/")
        if _is_edition(parts):
            named = (parts[1], parts[2].removeprefix("edition="))
            present.add(named)
            if parts[3] == MANIFEST:
                whole.add(named)
    return whole, present


def _is_whole(lake: Lake, table: str, edition: str) -> bool:
    """Whether the table's files are there with the sizes of its manifest; what is in them `verify` looks at."""
    place = places.published(table, edition)
    sizes = {entry.key.removeprefix(place): entry.size for entry in lake.store.list(place)}
    return MANIFEST in sizes and all(
        sizes.get(name) == known["bytes"] for name, known in manifest(lake, table, edition)["files"].items()
    )


def _put_table(
    lake: Lake, table: str, edition: str, path: Path, inputs: Mapping[str, Any], certificate: Mapping[str, Any]
) -> bool:
    """Writes one table of an edition, its manifest last; False when it was whole before."""
    sealed = _json(certificate)
    seal = {"sha256": hashlib.sha256(sealed).hexdigest(), "bytes": len(sealed)}
    files = {PART: _described(path), CERTIFICATE: seal}
    wanted = {"table": table, "edition": edition, "inputs": inputs, "files": files}
    place = places.published(table, edition, MANIFEST)
    if not lake.store.exists(place):
        # Without a manifest the files are leftovers of a crash that nobody was pointed to.
        lake.store.put(places.published(table, edition, PART), path)
        lake.store.put(places.published(table, edition, CERTIFICATE), sealed)
        if lake.store.put_new(place, _json(wanted)):
            return True
    known = manifest(lake, table, edition)["files"]
    if known[PART] != files[PART]:
        raise OSError(f"{place}: the same inputs made other bytes; the edition stays as it was published")
    if _is_whole(lake, table, edition):
        return False
    # A file was lost or cut short since: these are its very bytes.
    lake.store.put(places.published(table, edition, PART), path)
    if known[CERTIFICATE] == seal:
        lake.store.put(places.published(table, edition, CERTIFICATE), sealed)
    return True


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    return {"sha256": digest, "bytes": path.stat().st_size, "rows": rows}


def _swap(lake: Lake, edition: str, tables: list[str]) -> bool:
    """Points `latest.json` to the edition unless it points to a later one; True when it points to this one."""
    present = latest(lake)
    if present is not None and _age(present) > _age(edition):
        return False
    where = {table: places.published(table, edition, PART) for table in tables}
    wanted = _json({"edition": edition, "tables": where})
    lake.store.put(places.LATEST, wanted)
    return True


def _age(edition: str) -> tuple[str, int]:
    day, _, revision = edition.partition(".r")
    return day, int(revision or 1)


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, default=str).encode()

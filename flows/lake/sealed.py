"""Sealed cohorts: `published/sealed/<name>/`, the rows as parquet and a manifest. A sealed one is never written again.

The rows lie under their own hash and the manifest is created last, by whoever is first; so a cohort is whole or not there, and two who
seal at once under one name cannot mix. What a crash left is found in place, or cleared, when the name is sealed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from flows.lake import cohorts, places
from flows.lake.lake import Lake
from flows.lake.published import file_faults

MANIFEST = "manifest.json"
SEAL = "seal"
"""In the manifest: the SHA-256 of all else in it."""


def seal(lake: Lake, name: str, rows: Path, about: Mapping[str, Any]) -> bool:
    """Seals rows (a parquet file) with what is said about them; False where the name was sealed before, which stays as it is."""
    is_new = not lake.store.exists(places.sealed(name, MANIFEST)) and _put(lake, name, rows, about)
    _clear(lake, name)
    return is_new


def _put(lake: Lake, name: str, rows: Path, about: Mapping[str, Any]) -> bool:
    with rows.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    result = {"file": f"{sha256[:16]}.parquet", "sha256": sha256, "bytes": rows.stat().st_size}
    lake.store.put(places.sealed(name, str(result["file"])), rows)
    document = {**about, "name": name, "result": result}
    return lake.store.put_new(places.sealed(name, MANIFEST), _json({**document, SEAL: _sealing(document)}))


def names(lake: Lake) -> list[str]:
    """Every sealed cohort, by name."""
    return sorted(name for name, files in _folders(lake).items() if MANIFEST in files)


def begun(lake: Lake) -> list[str]:
    """Every name under which anything lies, by name: sealed, or left by a sealing that was interrupted."""
    return sorted(_folders(lake))


def manifest(lake: Lake, name: str) -> dict[str, Any]:
    """What is sealed under a name: what was asked, of which edition, by whom and why, and the file. Raises FileNotFoundError."""
    found: dict[str, Any] = json.loads(lake.store.read(places.sealed(name, MANIFEST)))
    return found


def whole(lake: Lake, name: str) -> dict[str, Any] | None:
    """The manifest, or None where it is not what its seal is of: somebody changed it. Raises FileNotFoundError."""
    try:
        document = manifest(lake, name)
        others = {key: value for key, value in document.items() if key != SEAL}
        return document if document[SEAL] == _sealing(others) else None
    except (ValueError, KeyError, AttributeError):
        return None


def scan(lake: Lake, name: str) -> pl.LazyFrame:
    """The sealed rows where they lie, those of people who were erased since then blank. Raises FileNotFoundError."""
    place = places.sealed(name, cohorts.RESULT if cohorts.erased(lake, name) else manifest(lake, name)["result"]["file"])
    options = dict(lake.store.storage_options) or None
    return pl.scan_parquet(lake.store.url(place), storage_options=options, hive_partitioning=False, glob=False)


def verify(lake: Lake, name: str = "") -> Iterator[str]:
    """What is wrong with any sealed cohort, or with one, an English line each; nothing when all are as they were sealed."""
    for found, files in sorted(_folders(lake).items()):
        if name in ("", found):
            yield from _faults(lake, found, files)


def _faults(lake: Lake, name: str, files: set[str]) -> Iterator[str]:
    if MANIFEST not in files:
        yield f"{places.sealed(name)} has no manifest: its sealing was interrupted; run the command again"
        return
    there = whole(lake, name)
    if there is None:
        yield f"{places.sealed(name, MANIFEST)} is not as it was sealed: its seal does not fit"
        return
    result, erased = there["result"], cohorts.erased(lake, name)
    if erased and erased["sealed_sha256"] != result["sha256"]:
        yield f"{places.sealed(name, cohorts.ERASED)} speaks of another seal"
        return
    if erased:
        result = {"file": cohorts.RESULT, "sha256": erased["sha256"]}
    with lake.scratch() as scratch:
        yield from file_faults(lake, places.sealed(name, result["file"]), result["sha256"], scratch)


def _clear(lake: Lake, name: str) -> None:
    """Removes what others left who did not come to an end, once it is settled who sealed the name."""
    kept = {MANIFEST, manifest(lake, name)["result"]["file"], cohorts.ERASED, cohorts.RESULT}
    for file in _folders(lake, name).get(name, set()) - kept:
        lake.store.delete(places.sealed(name, file))


def _folders(lake: Lake, name: str = "") -> dict[str, set[str]]:
    """Names and the files below them."""
    found: dict[str, set[str]] = {}
    for entry in lake.store.list(places.sealed(name) if name else f"{places.SEALED}/"):
        _, _, folder, file = entry.key.split("/", 3)
        found.setdefault(folder, set()).add(file)
    return found


def _sealing(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(_json(document)).hexdigest()


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2).encode()

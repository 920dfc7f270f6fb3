"""Sealed cohorts from which somebody was erased (docs/decisions/0024): `published/sealed/<name>/erased.json` and `erased.parquet`.

The seal is never written again: it goes on saying what hash the rows had. Beside it lies the result as it is now, with as many rows, those of
erased people blank, under a hash of its own; the sealed file is gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.lake import places
from flows.lake.lake import Lake

MANIFEST, ERASED, RESULT = "manifest.json", "erased.json", "erased.parquet"


def sealed_files(lake: Lake) -> Iterator[tuple[str, str]]:
    """Name and place of the rows of every sealed cohort, as they are now."""
    for entry in lake.store.list(f"{places.SEALED}/"):
        name, _, file = entry.key.removeprefix(f"{places.SEALED}/").partition("/")
        if file == MANIFEST:
            done = erased(lake, name)
            yield name, places.sealed(name, RESULT if done else json.loads(lake.store.read(entry.key))["result"]["file"])


def erased(lake: Lake, name: str) -> dict[str, Any] | None:
    """What erasures left of a cohort: `sealed_sha256`, `rows` (rows blanked, by erasure) and `sha256` of `erased.parquet`; None if none did."""
    try:
        found: dict[str, Any] = json.loads(lake.store.read(places.sealed(name, ERASED)))
    except FileNotFoundError:
        return None
    return found


def erased_rows(lake: Lake, name: str = "") -> int:
    """How many rows erasures blanked in every sealed cohort, or in one."""
    found = [one for one, _ in sealed_files(lake) if name in ("", one)]
    return sum(sum(told["rows"].values()) for one in found if (told := erased(lake, one)))


def put_erased(lake: Lake, name: str, rows: Path, blanked: int, erasure_id: str) -> None:
    """Puts `rows` beside the seal of a cohort; the sealed file goes last. Safe to repeat."""
    seal = json.loads(lake.store.read(places.sealed(name, MANIFEST)))["result"]
    before = erased(lake, name) or {"sealed_sha256": seal["sha256"], "rows": {}}
    with rows.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    told = {**before, "sha256": sha256, "rows": {erasure_id: blanked, **before["rows"]}}
    lake.store.put(places.sealed(name, RESULT), rows)
    lake.store.put(places.sealed(name, ERASED), json.dumps(told, sort_keys=True, indent=2).encode())
    lake.store.delete(places.sealed(name, seal["file"]))

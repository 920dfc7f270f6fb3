"""What a lake says, as plain values that two lakes can be compared by: everything but the times at which things were done."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.lake.claims import acquire
from flows.lake.store import open_store

TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)?")
RANDOM = re.compile(r"part-[0-9a-f]{32}|part-\d{5}-[0-9a-f-]{36}[^/]*")


def table(root: Path, path: str, *without: str) -> list[tuple[Any, ...]]:
    """Rows of a Delta table in an order of their own; [] where there is none. Reads only what its log names."""
    if not (root / path / "_delta_log").is_dir():
        return []
    frame = pl.read_delta(str(root / path)).drop(without)
    return sorted(frame.select(sorted(frame.columns)).rows(), key=repr)


def ledger(root: Path) -> list[tuple[Any, ...]]:
    return table(root, "lake/ops/drops", "known_at")


def logs(root: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every change log, its rows without `_known_at`."""
    return {path.name: table(root, f"lake/feeds/{path.name}", "_known_at") for path in sorted((root / "lake/feeds").glob("*"))}


def strange_times(root: Path) -> set[datetime]:
    """`_known_at` of change-log rows that no drop of the ledger has."""
    known = set(pl.read_delta(str(root / "lake/ops/drops"))["known_at"])
    return {
        moment
        for path in (root / "lake/feeds").glob("*")
        for moment in pl.read_delta(str(path))["_known_at"].unique()
        if moment not in known
    }


def repeated(root: Path) -> list[tuple[Any, ...]]:
    """(drop, key, day) said more than once within one commit, and drops that are in the ledger twice."""
    found: list[tuple[Any, ...]] = []
    for path in (root / "lake/feeds").glob("*"):
        rows = pl.read_delta(str(path)).group_by("_drop_id", "_key", "_data_date", "_order").len().filter(pl.col("len") > 1)
        found += rows.rows()
    entered = Counter(pl.read_delta(str(root / "lake/ops/drops"))["drop_id"])
    return found + [(drop, count) for drop, count in entered.items() if count > 1]


def files(root: Path, *folders: str) -> dict[str, bytes]:
    """Every file below the folders by its place, times blanked in JSON, HTML and marks of showing; hidden leftovers of writers left out."""
    found = {}
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.name.startswith(".aside-"):
                data = path.read_bytes()
                if path.suffix in {".json", ".html", ".shown"}:
                    data = TIMES.sub("<time>", data.decode()).encode()
                found[path.relative_to(root).as_posix()] = data
    return found


def taken_in(root: Path) -> dict[str, Any]:
    """All that ingest leaves behind."""
    return {
        "ledger": ledger(root),
        "logs": logs(root),
        "rejections": table(root, "lake/ops/rejections"),
        "corrections": table(root, "lake/ops/corrections", "closed_at"),
        "files": files(root, "archive", "receipts", "vault", "lake/ops/plans"),
    }


def published(root: Path) -> dict[str, Any]:
    """All that a night leaves behind; published files byte for byte."""
    exact = {path.relative_to(root).as_posix(): path.read_bytes() for path in visible(root / "published")}
    masters = sorted(path.name for path in (root / "lake/master").glob("*"))
    return {
        "published": exact,
        "vault": {path.name: path.read_bytes() for path in visible(root / "vault/person")},
        "editions": files(root, "lake/ops/editions", "reports"),
        "masters": {name: table(root, f"lake/master/{name}") for name in masters},
        "versions": {name: len(list((root / f"lake/master/{name}/_delta_log").glob("*.json"))) for name in masters},
    }


def still_claimed(root: Path) -> list[str]:
    """Subjects whose claim nobody else could take; a dead process's claim may be left lying, and must not count."""
    store = open_store(str(root))
    subjects = {path.parent.name for path in visible(root / "lake/ops/claims")}
    return sorted(subject for subject in subjects if acquire(store, subject) is None)


def visible(folder: Path) -> list[Path]:
    """Files that a reader sees."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".aside-"))


def pointed_to(root: Path) -> str:
    """The edition that `latest.json` names, once every file it names was found whole; empty before the first."""
    latest = root / "published/latest.json"
    if not latest.exists():
        return ""
    named = json.loads(latest.read_bytes())
    for place in named["tables"].values():
        manifest = json.loads((root / place).with_name("manifest.json").read_bytes())
        assert pl.read_parquet(root / place, hive_partitioning=False).height == manifest["files"]["part-0.parquet"]["rows"]
        assert manifest["edition"] == named["edition"]
    return str(named["edition"])

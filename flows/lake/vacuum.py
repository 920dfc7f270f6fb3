"""Data files of tables that nobody needs any more: no version of the last days consists of them, and no upload is still on its way.

Which files a version needs stands in the commits; those are kept ten years, where a checkpoint forgets after a week what was removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flows.lake.store import Entry, Store
from flows.lake.tables import Table

LOG = "_delta_log"


def unneeded(table: Table, since: datetime) -> list[Entry]:
    """The files that no version which counted at `since` or later consists of, laid down before it; uploads nobody committed are among them."""
    needed = {*table.at().sizes(), *_removed(table, since)}
    place = f"{table.path}/"
    # Listed last: what is committed meanwhile was laid down after `since`.
    found = (entry for entry in table.store.list(place) if entry.key.endswith(".parquet"))
    return [
        entry
        for entry in found
        if f"/{LOG}/" not in entry.key and entry.key.removeprefix(place) not in needed and entry.modified < since
    ]


def replaced(table: Table, upload: datetime) -> list[Entry]:
    """The files that only older versions consist of, whatever their age, and those that nobody had committed since before `upload`: what is
    younger and in no commit may be on its way.
    """
    known = set(_removed(table, datetime.min.replace(tzinfo=UTC)))
    found = unneeded(table, datetime.max.replace(tzinfo=UTC))
    return [entry for entry in found if entry.key.removeprefix(f"{table.path}/") in known or entry.modified < upload]


def tables(store: Store, prefix: str) -> Iterator[str]:
    """The places below a prefix where a table lies."""
    seen = ""
    for entry in store.list(prefix):
        place, mark, _ = entry.key.partition(f"/{LOG}/")
        if mark and place != seen:
            seen = place
            yield place


def _removed(table: Table, since: datetime) -> Iterator[str]:
    """The files that commits since then took out: the version before the first of these commits still counted."""
    names = sorted((entry.key for entry in table.store.list(f"{table.path}/{LOG}/") if entry.key.endswith(".json")), reverse=True)
    for name in names:
        actions = [json.loads(line) for line in table.store.read(name).splitlines() if line]
        if _made(actions) < since:
            return
        yield from (action["remove"]["path"] for action in actions if "remove" in action)


def _made(actions: list[dict[str, Any]]) -> datetime:
    told = next((action["commitInfo"]["timestamp"] for action in actions if "commitInfo" in action), 0)
    return datetime.fromtimestamp(told / 1000, UTC)

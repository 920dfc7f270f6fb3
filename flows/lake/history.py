"""What the commits of a table say beside which files there are: the least and greatest cells of a file, where another engine wrote them."""

from __future__ import annotations

import json
from typing import Any

from flows.lake.tables import Table
from flows.lake.vacuum import LOG

_CELLS = (b"minValues", b"maxValues")


def forget_cells(table: Table) -> int:
    """Takes cells out of a table's commits and leaves its counts; how many commits held any. Readers need none of them. Safe to repeat.

    Checkpoints repeat what commits said: a new one takes the place of all older ones.
    """
    place, changed = f"{table.path}/{LOG}/", 0
    for entry in list(table.store.list(place)):
        if entry.key.endswith(".json"):
            data = table.store.read(entry.key)
            if any(mark in data for mark in _CELLS):
                lines = [json.dumps(_counted(json.loads(line)), ensure_ascii=False) for line in data.splitlines() if line]
                table.store.put(entry.key, "\n".join(lines).encode())
                changed += 1
    old = [entry.key for entry in table.store.list(place) if ".checkpoint" in entry.key]
    if old:
        snapshot = table.at()
        snapshot.checkpoint()
        for key in old:
            if f"{snapshot.version:020d}.checkpoint" not in key:
                table.store.delete(key)
    return changed


def _counted(action: dict[str, Any]) -> dict[str, Any]:
    added = action.get("add")
    if added and added.get("stats"):
        records = json.loads(added["stats"]).get("numRecords")
        return {**action, "add": {**added, "stats": json.dumps({"numRecords": records})}}
    return action

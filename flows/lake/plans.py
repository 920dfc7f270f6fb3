"""What was decided about a drop, written before its first commit: who finishes it after a crash decides the same."""

from __future__ import annotations

import json
from typing import Any

from flows.lake.lake import Lake
from flows.lake.places import plan as place


def decide(lake: Lake, drop_id: str, plan: dict[str, Any]) -> dict[str, Any]:
    """The plan that counts: `plan` (JSON-able) if it is the first for this drop, else the one decided earlier."""
    data = json.dumps(plan, ensure_ascii=False, sort_keys=True).encode()
    if lake.store.put_new(place(drop_id), data):
        return plan
    found = recall(lake, drop_id)
    return plan if found is None else found


def recall(lake: Lake, drop_id: str) -> dict[str, Any] | None:
    """The plan decided for a drop, or None."""
    try:
        found: dict[str, Any] = json.loads(lake.store.read(place(drop_id)))
    except FileNotFoundError:
        return None
    return found


def replan(lake: Lake, drop_id: str, plan: dict[str, Any]) -> None:
    """Replaces the plan: a person released or refused a held drop, or asked for a replay."""
    lake.store.put(place(drop_id), json.dumps(plan, ensure_ascii=False, sort_keys=True).encode())

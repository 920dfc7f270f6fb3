"""What was decided about a drop, written before its first commit: who finishes it after a crash decides the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from flows.lake.lake import Lake
from flows.lake.places import PLANS
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


def decided(lake: Lake) -> Iterator[str]:
    """Every drop that has a plan, carried out or not."""
    for entry in lake.store.list(f"{PLANS}/"):
        yield PurePosixPath(entry.key).stem


def replan(lake: Lake, drop_id: str, plan: dict[str, Any]) -> None:
    """Replaces the plan: a person released or refused a held drop, or asked for a replay."""
    lake.store.put(place(drop_id), json.dumps(plan, ensure_ascii=False, sort_keys=True).encode())

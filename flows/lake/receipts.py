"""A drop's receipt: the files a department may read, at `receipts/<department>/<feed>/<drop>/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.lake.lake import Lake
from flows.lake.places import receipt as place


def put_receipt(lake: Lake, department: str, feed: str, drop_id: str, files: Mapping[str, bytes | Path]) -> str:
    """Writes the files, receipt.json last: where it is, the receipt is whole. The address of its folder."""
    for name in sorted(files, key=lambda name: (name == "receipt.json", name)):
        lake.store.put(place(department, feed, drop_id, name), files[name])
    return lake.store.url(place(department, feed, drop_id))


def read_receipt(lake: Lake, department: str, feed: str, drop_id: str) -> dict[str, Any] | None:
    """receipt.json of a drop; None where there is no receipt."""
    try:
        found: dict[str, Any] = json.loads(lake.store.read(place(department, feed, drop_id, "receipt.json")))
    except FileNotFoundError:
        return None
    return found


def has_receipt(lake: Lake, department: str, feed: str, drop_id: str) -> bool:
    """Whether the drop's receipt is whole."""
    return lake.store.exists(place(department, feed, drop_id, "receipt.json"))

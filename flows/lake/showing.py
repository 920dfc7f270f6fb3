"""The mark that says that an edition was shown to readers, and since when: `lake/ops/editions/<edition>.shown`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from flows.lake import places
from flows.lake.lake import Lake


def mark(lake: Lake, edition: str) -> None:
    """Marks an edition as shown, now. Safe to repeat: the first moment stays."""
    text = {"edition": edition, "shown_at": datetime.now(UTC).isoformat()}
    lake.store.put_new(places.shown_edition(edition), json.dumps(text, sort_keys=True, indent=2).encode())


def marked(lake: Lake) -> set[str]:
    """Every edition that was shown."""
    suffix = places.shown_edition("").rpartition("/")[2]
    names = (entry.key.rpartition("/")[2] for entry in lake.store.list(f"{places.EDITIONS}/"))
    return {name.removesuffix(suffix) for name in names if name.endswith(suffix)}


def shown_at(lake: Lake, edition: str) -> datetime:
    """Since when readers could see the edition. Marks of earlier versions do not say it: there the store does.

    Raises FileNotFoundError where it never was shown.
    """
    place = places.shown_edition(edition)
    told = json.loads(lake.store.read(place)).get("shown_at")
    return datetime.fromisoformat(told) if told else next(iter(lake.store.list(place))).modified

"""What is left of a person who was erased: that they were."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.lake import erased
from flows.site import Site
from transforms.erasure import PERSON, person_digest


def of_whom(person: str, site: Site) -> dict[str, Any] | None:
    """What the tombstone of a person_id says: when, by whom, why; None where there is none."""
    rows = erased.read(site.lake)
    if rows.is_empty():
        return None
    digest = pl.DataFrame({"id": [person]}).select(person_digest(pl.col("id"), site.key)).item()
    mine = rows.filter(pl.col("kind") == PERSON, pl.col("digest") == digest)
    return mine.select("erasure_id", "erased_at", "by", "reason").row(0, named=True) if mine.height else None

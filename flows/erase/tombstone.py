"""What is left of a person who was erased: that they were, and whether their tombstone stands."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

import polars as pl

from flows.erase.person import Person
from flows.lake import erased
from flows.site import Site
from transforms.erasure import PERSON, person_digest


def tombstones(site: Site, person: str) -> list[dict[str, Any]]:
    """What the tombstones of a person_id say, oldest first: `erasure_id, erased_at, by, reason, ids` (how many ids of theirs it knows) and
    `lifted_at, lifted_by, lifted_reason`, None while it stands.
    """
    rows = erased.read(site.lake)
    if rows.is_empty():
        return []
    digest = pl.DataFrame({"id": [person]}).select(person_digest(pl.col("id"), site.key)).item()
    mine = rows.filter(pl.col("kind") == PERSON).sort("erased_at", maintain_order=True).group_by("erasure_id")
    first = (pl.col(name).first() for name in ("erased_at", "by", "reason"))
    theirs = mine.agg(*first, is_theirs=(pl.col("digest") == digest).any(), ids=pl.len()).filter("is_theirs")
    lifted = erased.liftings(site.lake).select("erasure_id", "lifted_at", lifted_by="by", lifted_reason="reason")
    found = theirs.drop("is_theirs").join(lifted, on="erasure_id", how="left")
    return found.sort("erased_at", "erasure_id").to_dicts()


def how_erased(stone: Mapping[str, Any]) -> str:
    """When, by whom and why they were erased."""
    return f"erased on {stone['erased_at']:%Y-%m-%d} by {stone['by']}: {stone['reason']}"


def how_lifted(stone: Mapping[str, Any]) -> str:
    """When, by whom and why their tombstone was lifted."""
    return f"lifted on {stone['lifted_at']:%Y-%m-%d} by {stone['lifted_by']}: {stone['lifted_reason']}"


def erasure_of(site: Site, person: Person) -> str:
    """The id of the erasure of a person: the one whose tombstone stands, else a new one."""
    standing = [stone["erasure_id"] for stone in tombstones(site, person.ids[0]) if stone["lifted_at"] is None]
    if standing:
        return str(standing[-1])
    lifted = set(erased.liftings(site.lake)["erasure_id"])
    return next(name for times in count() if (name := person.erasure_id(site.key, times)) not in lifted)

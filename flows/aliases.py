"""Who counted as whom in an edition, from the links it published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from flows.editions import scan
from flows.site import Site
from transforms.household.aliases import ALIASES, Aliases

SHOWN = ("left", "right", "score", "decision", "decided_by", "decided_on", "until", "why", "why_en")


def counted_as(site: Site, edition: str) -> Mapping[str, str]:
    """Every id that counted as another person's in the edition -> that person's."""
    same = scan(site, "links", edition).filter(pl.col("decision") == "same").select("right", "left").collect()
    goes_to = dict(same.sort("right", "left", descending=True).iter_rows())
    return {alias: _last(alias, goes_to) for alias in goes_to}


def aliases(site: Site, edition: str) -> Aliases | None:
    """As the night's rows are counted; None where nobody has one."""
    known = counted_as(site, edition)
    every = pl.LazyFrame(list(known.items()), schema=ALIASES, orient="row")
    return Aliases(every, every) if known else None


def links_of(site: Site, edition: str, person: str) -> list[dict[str, Any]]:
    """The pairs of the edition that a person or one of their aliases is in, the likeliest first."""
    ids = [person, *(alias for alias, stays in counted_as(site, edition).items() if stays == person)]
    pairs = scan(site, "links", edition).filter(pl.col("left").is_in(ids) | pl.col("right").is_in(ids))
    there = [name for name in SHOWN if name in pairs.collect_schema()]
    return (
        pairs.select(there).sort("score", "left", "right", descending=[True, False, False], nulls_last=True).collect().to_dicts()
    )


def _last(alias: str, goes_to: Mapping[str, str]) -> str:
    """Whom a chain of links ends at; a chain never comes back to where it was."""
    seen = {alias}
    while alias in goes_to and goes_to[alias] not in seen:
        alias = goes_to[alias]
        seen.add(alias)
    return alias

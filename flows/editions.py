"""Published editions as commands read them: the one that was asked for, and its tables."""

from __future__ import annotations

import polars as pl

from flows.errors import Misuse
from flows.lake import places, published
from flows.site import Site


def chosen(site: Site, edition: str) -> str:
    """The edition itself, or the latest where none is named; Misuse before the first."""
    which = edition or published.latest(site.lake)
    if which is None:
        raise Misuse("nothing is published yet: run `hearth nightly --as-of DATE`")
    return which


def scan(site: Site, table: str, edition: str) -> pl.LazyFrame:
    """One table of an edition, lazily: filters and columns reach the parquet. Misuse where there is no such edition."""
    if not site.lake.store.exists(places.published(table, edition, published.PART)):
        raise Misuse(f"there is no edition {edition}")
    return published.scan(site.lake, table, edition)

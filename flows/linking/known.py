"""Whom a judgement may name: persons of the latest edition, records it links to them, and whoever was ever published."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from flows.editions import chosen, scan
from flows.errors import Misuse
from flows.lake import vault
from flows.lake.keys import told
from flows.site import Site

Pick = Callable[[pl.LazyFrame], pl.LazyFrame]


def known(site: Site, ids: pl.Series) -> pl.Series:
    """Those of the ids that somebody bears, each once."""
    wanted = ids.drop_nulls().unique().alias("person_id").to_frame().lazy()
    return _known(site, lambda frame: frame.join(wanted, on="person_id", how="semi"))


def resolve(site: Site, start: str) -> str:
    """The one id that starts so. Misuse where there is none, or several."""
    found = (
        _known(site, lambda frame: frame.filter(pl.col("person_id").str.starts_with(start)))
        if start
        else pl.Series([], dtype=pl.String)
    )
    if found.len() == 1 or start in found:
        return start if start in found else str(found.item())
    if found.is_empty():
        raise Misuse(f"no person of an edition or of the vault has an id that starts with {told(start) or 'nothing'}")
    raise Misuse(f"{found.len():,} persons have an id that starts with {told(start)}: write more of it")


def _known(site: Site, pick: Pick) -> pl.Series:
    edition = chosen(site, "")
    links = scan(site, "links", edition)
    try:
        sources = [
            scan(site, "person", edition).select("person_id"),
            links.select(person_id="left"),
            links.select(person_id="right"),
            vault.scan_persons(site.lake).select("person_id"),
        ]
        found = [pick(source).collect(engine="streaming")["person_id"] for source in sources]
    except PermissionError:
        raise Misuse(f"you may not use the vault {site.lake.vault.root}: whom a judgement may name stands there") from None
    return pl.concat(found).unique().sort()

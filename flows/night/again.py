"""What a published edition's night was asked, and the states it saw: for commands that look behind its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

import polars as pl

from flows.lake import published
from flows.night.inputs import Inputs, inputs, question
from flows.site import Site
from transforms.history import state
from transforms.stages import Night


def inputs_of(site: Site, edition: str) -> Inputs:
    """The edition's own drops, and what else decided its result, as known by its time or else by when the newest of the drops was taken in:
    what came later, and what a late drop made be said again, is not among it. Rules and policies are today's.
    """
    made_of = published.manifest(site.lake, "person", edition)["inputs"]
    known_by = datetime.fromisoformat(made_of["known_by"]) if made_of["known_by"] else None
    given, its_own = inputs(site, date.fromisoformat(made_of["as_of"]), known_by), frozenset(made_of["drops"])
    drops = tuple(drop for drop in given.drops if drop.drop_id in its_own)
    return replace(
        given,
        drops=drops,
        known_by=known_by or max((drop.known_at for drop in drops), default=None),
        before=made_of.get("findings_of"),
    )


def seen(
    site: Site, edition: str, feeds: Iterable[str], logs: Mapping[str, pl.LazyFrame] | None = None
) -> tuple[Night, dict[str, pl.LazyFrame]]:
    """The question of the edition's night, and the states of those of the feeds that had delivered, made of its drops alone.

    `logs`: rows of the logs out of which the states are made; None for all of them.
    """
    given = inputs_of(site, edition)
    its_own = pl.col("_drop_id").is_in([drop.drop_id for drop in given.drops])
    every = {feed: log.rows() for feed, log in given.logs.items()} if logs is None else logs
    told = {feed: every[feed].filter(its_own) for feed in feeds if feed in every}
    return question(site, given), {feed: state(rows, given.as_of, given.known_by) for feed, rows in told.items()}

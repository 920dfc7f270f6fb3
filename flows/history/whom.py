"""Who is asked for, under every id and number that was ever theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from flows.aliases import counted_as
from flows.history.editions import Row, rows_of
from flows.lake import published
from flows.site import Site

RENAMED = "field_changed"
"""The event by which `changes` says that somebody goes on under another id; its field is the id's."""
EVENT = ("household_id", "person_id", "event", "field", "old", "new", "happened_on", "since")
ORDER = ("household_id", "person_id", "event", "field", "old", "new")


@dataclass(frozen=True)
class Subject:
    """A person or a household, and what the editions have of it."""

    grain: str
    ids: tuple[str, ...]
    """The id that was asked for, those that count as it, and those that once were it; in order."""
    rows: Mapping[str, Sequence[Row]]
    """Edition -> the rows of the grain's table."""

    def row(self, edition: str, subject: str) -> Row | None:
        """What an edition has of one of the ids."""
        return next((row for row in self.rows[edition] if row[f"{self.grain}_id"] == subject), None)

    def people_of(self, row: Row) -> list[str]:
        """The person of a row, or the household's members."""
        return [row["person_id"]] if self.grain == "person" else [member["person_id"] for member in row["members"] or ()]

    def people(self, edition: str) -> list[str]:
        """Everybody in the rows of an edition."""
        return [one for row in self.rows[edition] for one in self.people_of(row)]


def person(site: Site, edition: str, asked: str, editions: Sequence[str]) -> Subject:
    """A person with the ids that count as theirs in `edition` (empty before the first), and those that were theirs before."""
    known = counted_as(site, edition) if edition else {}
    stays = known.get(asked, asked)
    ids = _once_called(site, "person", edition, {stays, *(alias for alias, other in known.items() if other == stays)})
    return Subject("person", ids, rows_of(site, "person", editions, pl.col("person_id").is_in(ids), ["person_id"]))


def household(site: Site, edition: str, asked: str, editions: Sequence[str]) -> Subject:
    """A household by its id or its number, with the ids under which it went before."""
    match = (pl.col("household_id") == asked) | (pl.col("household_no") == asked)
    first = rows_of(site, "household", editions, match, ["household_id"])
    known = {row["household_id"] for rows in first.values() for row in rows} or {asked}
    ids = _once_called(site, "household", edition, known)
    if known == set(ids):
        return Subject("household", ids, first)
    return Subject("household", ids, rows_of(site, "household", editions, pl.col("household_id").is_in(ids), ["household_id"]))


def events(site: Site, subject: Subject, editions: Sequence[str]) -> list[dict[str, Any]]:
    """What `changes` says happened to them, oldest edition first."""
    ids, own = list(subject.ids), f"{subject.grain}_id"
    mine = pl.col(own).is_in(ids) | ((pl.col("field") == own) & (pl.col("old").is_in(ids) | pl.col("new").is_in(ids)))
    told = rows_of(site, "changes", editions, mine & _of(subject.grain), ORDER)
    return [{"edition": edition, **{name: row.get(name) for name in EVENT}} for edition, rows in told.items() for row in rows]


def _of(grain: str) -> pl.Expr:
    """A household's own events have no person."""
    return pl.col("person_id").is_null() if grain == "household" else pl.col("person_id").is_not_null()


def _once_called(site: Site, grain: str, edition: str, ids: Collection[str]) -> tuple[str, ...]:
    """The ids and those that went on as one of them, unless they are somebody else's in `edition`: a link may have been taken back."""
    own = f"{grain}_id"
    renames = (pl.col("event") == RENAMED) & (pl.col("field") == own) & pl.col("old").is_not_null() & pl.col("new").is_not_null()
    told = rows_of(site, "changes", published.shown(site.lake), renames & _of(grain), ORDER)
    before = _before(ids, [(row["old"], row["new"]) for rows in told.values() for row in rows])
    if before:
        there = rows_of(site, grain, [edition], pl.col(own).is_in(sorted(before)), [own])
        before -= {row[own] for row in there[edition]}
    return tuple(sorted({*ids, *before}))


def _before(ids: Collection[str], renames: Iterable[tuple[str, str]]) -> set[str]:
    """What the ids were called before, by renames from the oldest to the newest."""
    known = set(ids)
    for old, new in reversed([*renames]):
        if new in known:
            known.add(old)
    return known - set(ids)

"""What the change logs said of a field, row by row, as statements that hold from a day and since a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from config.contracts import Column, Contract
from flows.history.logs import BY
from flows.lake import keys as names
from flows.lake import ledger
from flows.lake.changelog import LOG_COLUMNS
from flows.lake.ledger import Drop
from flows.masking import phones_masked
from flows.report.shown import shown
from flows.site import Site
from transforms.history import ABSENT
from transforms.household.mentioned import BORROWED
from transforms.household.persons import MENTIONS
from transforms.timeline import State, Statement, Word, statements

LATE, CORRECTION, AGAIN = "late", "correction", "said_again"
"""How a row came: by a drop that came after one of a later day; by a corrected workbook; read again, since a late drop spoke of the days before."""
PSEUDONYMS = frozenset({"id", "name", "phone"})
"""Privacy of columns that hold pseudonyms."""
WITHHELD = frozenset({"free_text"})
"""Privacy of columns whose text may name anybody: only that it changed is told."""


@dataclass(frozen=True)
class Drops:
    """The drops by id: which files the rows of the logs came in, and in what order."""

    by_id: Mapping[str, Drop]

    @classmethod
    def of(cls, site: Site) -> Drops:
        """Those that were taken in."""
        return cls({drop.drop_id: drop for drop in ledger.read_drops(site.lake) if drop.state == "done"})

    def came(self, drop_id: str, known_at: datetime) -> str:
        """LATE, CORRECTION, AGAIN, or nothing for a row that came in its turn."""
        drop = self.by_id.get(drop_id)
        if drop is None or drop.data_date is None:
            return ""
        if known_at > drop.known_at:
            return AGAIN
        if drop.corrects:
            return CORRECTION
        later = (other for other in self.by_id.values() if (other.department, other.feed) == (drop.department, drop.feed))
        return LATE if any(o.known_at < known_at and o.data_date and o.data_date > drop.data_date for o in later) else ""


@dataclass(frozen=True)
class _Field:
    """One column of one feed, and how its cells may be told."""

    feed: str
    name: str
    about: Column | None
    """None for what a column was taken apart into: the birth date in a number."""

    @property
    def is_withheld(self) -> bool:
        """Whether only that there is a text may be told."""
        return self.about is not None and self.about.privacy in WITHHELD

    @property
    def is_pseudonym(self) -> bool:
        """Whether the cells are pseudonyms."""
        return self.about is not None and (self.about.is_identifier or self.about.privacy in PSEUDONYMS)

    def cells(self, rows: pl.DataFrame) -> list[Any]:
        """Money in yuan, a text masked where a number slipped into it."""
        cells = rows[self.name]
        if self.about is not None and self.about.type == "money":
            return [None if fen is None else f"{fen / 100:.2f}" for fen in cells]
        if cells.dtype == pl.String and not self.is_pseudonym:
            texts = rows.select(shown(pl.col(self.name), "none")).to_series()
            return [text if text is None else phones_masked(text) for text in texts]
        return cells.to_list()


def said(
    site: Site, rows: Mapping[str, pl.DataFrame], columns: Mapping[str, Collection[str]] | None, since: date | None
) -> list[dict[str, Any]]:
    """One entry a feed, column, key and statement, the oldest first in a column. `columns`: the only ones of each feed; None for all.

    `since` leaves out what had ended before it and was known to before it.
    """
    drops = Drops.of(site)
    return [
        entry
        for feed, found in rows.items()
        for column in _fields(site.contracts[feed], found.schema, None if columns is None else columns.get(feed, ()))
        for entry in _of_field(column, found, drops, since, site.zone)
    ]


def _fields(contract: Contract, schema: pl.Schema, wanted: Collection[str] | None) -> Iterator[_Field]:
    names = contract.by_name if wanted is None else wanted
    return (_Field(contract.name, name, contract.by_name.get(name)) for name in names if name in schema)


def _of_field(column: _Field, rows: pl.DataFrame, drops: Drops, since: date | None, zone: ZoneInfo) -> list[dict[str, Any]]:
    places, cells = rows.select(*LOG_COLUMNS, BY).to_dicts(), column.cells(rows)
    words: dict[str, list[Word]] = {}
    for place, (row, cell) in enumerate(zip(places, cells, strict=True)):
        state = _state(row)
        word = Word(row["_data_date"], row["_known_at"], row["_order"], cell if state == "said" else None, state, place)
        words.setdefault(row["_key"], []).append(word)
    told = [(key, one) for key, mine in words.items() for one in statements(mine) if _matters(one, since, zone)]
    told.sort(key=lambda pair: (pair[1].true_from, pair[1].learned_at))
    return [_entry(column, key, one, [places[place] for place in one.places], drops) for key, one in told]


def _state(row: Mapping[str, Any]) -> State:
    return "absent" if row["_op"] == ABSENT else "said" if row[BY] else "other"


def _matters(one: Statement, since: date | None, zone: ZoneInfo) -> bool:
    if since is None:
        return True
    learned = [end.known_from for end in one.ends] + ([one.superseded_at] if one.superseded_at else [])
    still = one.superseded_at is None and (one.true_until is None or one.true_until > since)
    return still or any(moment.astimezone(zone).date() >= since for moment in learned)


def _entry(column: _Field, key: str, one: Statement, rows: Sequence[Mapping[str, Any]], drops: Drops) -> dict[str, Any]:
    mentions = {BORROWED, *(number for seen_in, _, number in MENTIONS if seen_in == column.feed)}
    by = rows[0][BY]
    return {
        "feed": column.feed,
        "column": column.name,
        "key": key,
        "mentioned_as": by if by and mentions.issuperset(by) else [],
        "value": None if column.is_withheld else one.value,
        "state": one.state,
        "is_withheld": column.is_withheld and one.value is not None,
        "is_pseudonym": column.is_pseudonym,
        "true_from": one.true_from,
        "true_until": one.true_until,
        "learned_at": one.learned_at,
        "superseded_at": one.superseded_at,
        "ends": [{"true_until": end.true_until, "known_from": end.known_from} for end in one.ends],
        "rows": [_place(row, drops) for row in rows],
    }


def _place(row: Mapping[str, Any], drops: Drops) -> dict[str, Any]:
    drop = drops.by_id.get(row["_drop_id"])
    return {
        "drop_id": row["_drop_id"],
        "file": names.told(drop.key) if drop else "",
        "sheet": row["_sheet"],
        "row": row["_row"],
        "data_date": row["_data_date"],
        "known_at": row["_known_at"],
        "came": drops.came(row["_drop_id"], row["_known_at"]),
    }

"""Published editions as commands read them: the one that was asked for, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from flows.errors import Misuse
from flows.lake import places, published
from flows.site import Site, open_site


def chosen(site: Site, edition: str) -> str:
    """The edition itself, or the latest where none is named; Misuse before the first."""
    which = edition or published.latest(site.lake)
    if which is None:
        raise Misuse("nothing is published yet: run `hearth nightly --as-of DATE`")
    return which


def edition_of(edition: str, as_of: date | None, known_by: datetime | None) -> str:
    """The edition that a command is asked for by name, day or moment; empty, for the latest, where by none of them."""
    return edition if as_of is None and known_by is None else dated(open_site(), edition, as_of, known_by)


def dated(site: Site, edition: str, as_of: date | None, known_by: datetime | None) -> str:
    """The shown edition of a day (of the newest day, if none is named) that knows most of what was known by a moment (by now, if none).

    An edition knows what its `known_by` says, else what was known when readers were first shown it. Misuse where there is none, naming
    the nearest ones.
    """
    if edition:
        raise Misuse("name an edition with --edition, or say which with --as-of and --known-by; not both")
    moment, shown = site.moment(known_by), published.shown(site.lake)
    asked = shown if as_of is None else [name for name in shown if name.startswith(as_of.isoformat())]
    known = published.by_knowledge(site.lake, asked, moment)
    if not known:
        others = [] if as_of is None else published.by_knowledge(site.lake, shown, moment)
        raise Misuse(_none(as_of, by_when(site, known_by), others))
    return known[-1]


def by_when(site: Site, known_by: datetime | None) -> str:
    """A moment as messages have it, in the city's time; empty for none."""
    moment = site.moment(known_by)
    return f" as known by {moment.astimezone(site.zone):%Y-%m-%d %H:%M:%S} ({site.zone.key})" if moment else ""


def _none(as_of: date | None, by: str, others: Sequence[str]) -> str:
    """What to do where no edition is the one asked for."""
    which = f"no edition{f' of {as_of}' if as_of else ''} was shown{by}"
    if as_of is None:
        return f"{which}: `hearth publish as-of` tells what was known by then"
    day = as_of.isoformat()
    nearest = [*[name for name in others if name[:10] < day][-1:], *[name for name in others if name[:10] > day][:1]]
    instead = f"the nearest {'are' if len(nearest) > 1 else 'is'} {' and '.join(nearest)} (--edition); " if nearest else ""
    return f"{which}: {instead}`hearth publish as-of --as-of {day}` works out what the register says of that very day"


def scan(site: Site, table: str, edition: str) -> pl.LazyFrame:
    """One table of an edition, lazily: filters and columns reach the parquet. Misuse where there is no such edition."""
    if not site.lake.store.exists(places.published(table, edition, published.PART)):
        raise Misuse(f"there is no edition {edition}")
    return published.scan(site.lake, table, edition)

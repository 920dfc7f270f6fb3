"""Writes a city's drops as the departments would, and keeps the books of what must become of every row."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from flows.demo.city import City, build_city
from flows.demo.days import month_end, next_month_end
from flows.demo.dirt import CLEAN, Plan, by_feed, plan, spoil
from flows.demo.dirt_kinds import KINDS
from flows.demo.feeds import FEEDS, Feed
from flows.demo.further.deliver import Found, further_lists
from flows.demo.further.dirt import KINDS as FURTHER_KINDS
from flows.demo.kept import kept_rows
from flows.demo.months import evolve
from flows.demo.plants import plant
from flows.demo.render import as_text
from flows.demo.styles import Style, style_of
from flows.demo.truth import Delivery, State, Truth
from flows.demo.workbook import write_workbook
from flows.demo.writers import layout_of, write_csv, write_html

START = date(2024, 5, 31)
CHUNK = 200_000
LARGE = 200_000
"""Persons above which no second roster of the same month is written."""
FURTHER_SEED = 500
"""What their drops' seeds begin from, so that none is that of one of the eight."""
Progress = Callable[[str, int], None]
"""Called with a file's path below the inbox and its rows, once it is written."""


@dataclass(frozen=True)
class Drop:
    """One file to write: whose list, how it looks, and what day it speaks of."""

    feed: Feed
    style: Style
    file: str
    data_date: date
    batch: int
    seed: int
    dirt: bool
    state: State = "done"
    share: float = 1.0
    """Share of the rows that are delivered: less than 1 for a shrunken list."""

    @property
    def path(self) -> str:
        """The file's place below the inbox."""
        return f"{self.feed.name}/{self.file}"


def tell(
    inbox: Path,
    persons: int,
    seed: int,
    months: int,
    *,
    dirt: bool = True,
    start: date = START,
    progress: Progress | None = None,
    further: bool = False,
    found: Found | None = None,
) -> Iterator[Truth]:
    """Writes one batch of drops a step into `inbox` and yields the truth so far; `truth.nights[-1]` is the batch's as-of date.

    Batch 1: every feed. Batch 2: every feed, a file sent twice, a late older list, a shrunken one. From batch 3: the events,
    enrolment, and a corrected list of the month before. Snapshots speak of the batch's month end, which `start` becomes too.

    `further`: the further departments deliver too (all in batch 1, then what comes every month), and clerks answer the findings that `found` says are open.
    """
    city, truth = plant(build_city(persons, seed, month_end(start))), Truth()
    before = city
    for batch in range(1, months + 1):
        if batch > 1:
            before, city = city, evolve(city, next_month_end(city.as_of))
        truth.nights.append(city.as_of)
        for drop in drops_of(city, batch, dirt):
            truth.deliveries.append(_deliver(inbox, city, drop, progress))
        truth.deliveries.extend(_oddities(inbox, before, city, batch, truth, progress))
        for drop in _further_drops(city, batch, dirt, found) if further else ():
            truth.deliveries.append(_deliver(inbox, city, drop, progress))
        yield truth


def drops_of(city: City, batch: int, dirt: bool) -> Iterator[Drop]:
    """The regular drops of a batch: everything in the first two, then events and enrolment only."""
    for number, (name, feed) in enumerate(FEEDS.items()):
        if batch > 2 and feed.is_snapshot and name != "health_insurance/enrolment":
            continue
        style = style_of(name, batch, len(feed.columns) * _rows_about(city, name))
        yield Drop(feed, style, style.file_name(city.as_of), city.as_of, batch, city.seed * 1000 + batch * 20 + number, dirt)


def _further_drops(city: City, batch: int, dirt: bool, found: Found | None) -> Iterator[Drop]:
    """What the further departments have to say of a batch."""
    for number, (feed, style) in enumerate(further_lists(city, batch, found)):
        seed = city.seed * 1000 + FURTHER_SEED + batch * 20 + number
        yield Drop(feed, style, style.file_name(city.as_of), city.as_of, batch, seed, dirt)


def _rows_about(city: City, name: str) -> int:
    sources = {
        "civil_affairs/household_roster": city.members, "civil_affairs/assistance": city.assistance,
        "civil_affairs/vital_events": city.vital, "health_insurance/enrolment": city.enrolment,
        "health_insurance/settlements": city.settlements, "disability/certificates": city.certificates,
        "education/students": city.students, "education/aid": city.aid,
    }  # fmt: skip
    return sources[name].height


def _deliver(inbox: Path, city: City, drop: Drop, progress: Progress | None) -> Delivery:
    """Writes one file and its bookkeeping."""
    typed = drop.feed.build(city)
    if drop.share < 1:
        typed = typed.head(int(typed.height * drop.share))
    planned = _plan(drop, typed)
    path = inbox / drop.path
    path.parent.mkdir(parents=True, exist_ok=True)
    places = _write(path, drop, typed, planned)
    if progress:
        progress(drop.path, places.height)
    return _book(drop, typed, planned, places)


def _plan(drop: Drop, typed: pl.DataFrame) -> Plan:
    if not drop.dirt or typed.height < 20:
        return CLEAN
    rng = np.random.default_rng(drop.seed)
    kinds = by_feed({**KINDS, **FURTHER_KINDS}, drop.feed.name)
    return plan(rng, typed, kinds, is_excel=drop.style.container == "xlsx", told_apart=drop.feed.told_apart)


def _write(path: Path, drop: Drop, typed: pl.DataFrame, planned: Plan) -> pl.DataFrame:
    layout = layout_of(drop.feed, drop.style, drop.data_date)
    chunks = _chunks(drop, typed, planned)
    if drop.style.container == "xlsx":
        return write_workbook(path, layout, pl.concat(chunks), drop.data_date)
    return (write_html if drop.style.container == "html" else write_csv)(path, layout, chunks)


def _chunks(drop: Drop, typed: pl.DataFrame, planned: Plan) -> Iterator[pl.DataFrame]:
    """The delivery's text, spoilt, some 200,000 rows at a time."""
    for offset in range(0, max(typed.height, 1), CHUNK):
        part = typed.slice(offset, CHUNK)
        rows = spoil(as_text(part, drop.feed, drop.style.spelling), part, planned, offset)
        yield rows.with_columns(_town=typed["_town"].gather(rows["_i"]))


def _book(drop: Drop, typed: pl.DataFrame, planned: Plan, places: pl.DataFrame) -> Delivery:
    refused = planned.refused
    kinds = [dirt.kind for dirt, _ in planned.spoilt]
    if planned is not CLEAN:
        kinds += ["duplicate_equal", "duplicate_differs"]
    return Delivery(
        batch=drop.batch,
        path=drop.path,
        feed=drop.feed.name,
        is_snapshot=drop.feed.is_snapshot,
        data_date=drop.data_date,
        state=drop.state,
        rows_read=places.height,
        rows_rejected=places.filter(pl.col("_i").is_in(refused.implode())).height,
        rows=_placed(kept_rows(drop.feed, typed, planned), places),
        rejections=_rejections(planned, places),
        kinds=tuple(sorted(set(kinds))),
    )


def _placed(rows: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The rows with the sheet and the line they stand in; of a doubled row the first."""
    own = places.filter(pl.col("_copy") == 0).select("_i", sheet="_sheet", line="_row")
    numbered = rows.with_columns(_i=pl.int_range(pl.len(), dtype=pl.Int64))
    return numbered.join(own, on="_i", how="left", maintain_order="left").drop("_i")


def _rejections(planned: Plan, places: pl.DataFrame) -> pl.DataFrame:
    spoilt = [(dirt.kind, dirt.column, dirt.reason, rows) for dirt, rows in planned.spoilt if dirt.effect == "refused"]
    spoilt.append(("duplicate_differs", "", "duplicate_differs", planned.twice_different))
    return pl.concat(
        places.filter(pl.col("_i").is_in(rows.implode())).select(
            sheet="_sheet", row="_row", column=pl.lit(column), rule=pl.lit(rule), kind=pl.lit(kind)
        )
        for kind, column, rule, rows in spoilt
    )


def _oddities(inbox: Path, before: City, city: City, batch: int, truth: Truth, progress: Progress | None) -> Iterator[Delivery]:
    """What goes wrong between departments and us: sent twice, late, shrunken, corrected."""
    if batch == 2:
        yield _sent_twice(inbox, truth)
        late = _monthly("education/students", before, batch, before.as_of.replace(day=1) - timedelta(days=1))
        yield _deliver(inbox, before, late, progress)
        cards = _monthly("disability/certificates", city, batch, city.as_of + timedelta(days=5))
        yield _deliver(inbox, city, replace(cards, state="held", share=0.6), progress)
    if batch == 3:
        name = "civil_affairs/household_roster" if before.persons.height <= LARGE else "civil_affairs/assistance"
        corrected = _monthly(name, before, batch, before.as_of)
        yield _deliver(inbox, before, corrected, progress)


def _monthly(name: str, city: City, batch: int, day: date) -> Drop:
    """A clean plain csv of a feed, named for `day`."""
    titles = {
        "education/students": "迟报学籍", "disability/certificates": "持证残疾人",
        "civil_affairs/household_roster": "户籍人口更正", "civil_affairs/assistance": "社会救助对象更正",
    }  # fmt: skip
    style = Style(f"{titles[name]}_%Y%m%d.csv", encoding="utf-8-sig")
    return Drop(FEEDS[name], style, style.file_name(day), day, batch, city.seed, dirt=False)


def _sent_twice(inbox: Path, truth: Truth) -> Delivery:
    """The first month's assistance list again, the same bytes under another name."""
    first = next(d for d in truth.deliveries if d.feed == "civil_affairs/assistance")
    source = inbox / first.path
    copy = source.with_name(f"{source.stem}（重发）{source.suffix}")
    shutil.copyfile(source, copy)
    return replace(first, batch=2, path=f"{first.feed}/{copy.name}", state="duplicate")

"""The city as its delivered rows tell it on one night: rows by number, homes, deaths, and whose rows are in doubt.

Plain Python on purpose: it is read by people who check the real pipeline, and shares nothing with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from flows.demo.truth import Truth

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""Rows by number."""

ROSTER, ASSISTANCE, EVENTS = "civil_affairs/household_roster", "civil_affairs/assistance", "civil_affairs/vital_events"
ENROLMENT, SETTLEMENTS = "health_insurance/enrolment", "health_insurance/settlements"
CERTIFICATES, STUDENTS, AID = "disability/certificates", "education/students", "education/aid"
FEEDS = (ROSTER, ASSISTANCE, EVENTS, ENROLMENT, SETTLEMENTS, CERTIFICATES, STUDENTS, AID)

MENTIONS = {
    "partner_id_number": (EVENTS, "partner_name"),
    "head_id_number": (ASSISTANCE, "head_name"),
    "guardian_id_number": (STUDENTS, "guardian_name"),
}
"""Number column of a second person → its feed, and the column of that person's name."""

BY_BIRTH = (ROSTER, ENROLMENT, STUDENTS)
"""Feeds whose rows tell a birth date."""
BY_VILLAGE = (ROSTER, ASSISTANCE)
"""Feeds whose rows tell a village."""

FACTS = ("household_type", "monitored_type", "risk_eliminated", "cause_primary", "cause_secondary", "exited_on")
"""What the rows of one household say of the household."""

_SAME = str.maketrans({"昇": "升", "喆": "哲", "堃": "坤", **dict.fromkeys(" \u3000·•．・‧.")})


@dataclass(frozen=True)
class Home:
    """A household of the roster: all its `rows`, the people published in it (`members`), and the row that speaks for it."""

    number: str
    rows: Sequence[Row]
    members: Sequence[Row]
    facts: Row
    shaky: bool
    """A row of it was refused, or its rows differ in what they say of the household."""


@dataclass(frozen=True)
class World:
    """What is known of a city on `as_of`.

    of: feed → rows by the number they link. mentions: number column of MENTIONS → rows by it. listed: number → the roster row by
    which the person is published. died: number → day, by number and name. taken_back: settlements that were reversed.
    once_active: numbers that some version of the enrolment had as active. doubtful: feed → rows refused or linking nobody, by
    their owner's number. under: feed of BY_BIRTH → rows by the number in their cell, which is somebody else's. namesakes: name, birth
    date and village → numbers.
    """

    as_of: date
    of: Mapping[str, Rows]
    mentions: Mapping[str, Rows]
    homes: Mapping[str, Home]
    listed: Mapping[str, Row]
    died: Mapping[str, date]
    taken_back: frozenset[str]
    once_active: frozenset[str]
    doubtful: Mapping[str, Rows]
    under: Mapping[str, Rows]
    namesakes: Mapping[tuple[str, date | None, str], frozenset[str]]

    def in_doubt(self, feed: str, number: str | None) -> bool:
        """Whether a row of the feed that is the number's does not speak for it."""
        return number in self.doubtful[feed]


def look(truth: Truth, as_of: date, batch: int | None) -> World:
    """The world on `as_of`, as the deliveries up to `batch` tell it."""
    states = {feed: truth.state(feed, as_of, batch).to_dicts() for feed in FEEDS}
    of = {feed: _by_number(rows, "id_number") for feed, rows in states.items()}
    published = _published(states[ROSTER])
    bad = {feed: _doubtful(truth, feed, as_of, batch) for feed in FEEDS}
    bad[EVENTS] += [{**row, "owner": row["partner_id_number"]} for row in bad[EVENTS]]
    return World(
        as_of=as_of,
        of=of,
        mentions={column: _by_number(states[feed], column) for column, (feed, _) in MENTIONS.items()},
        homes=_homes(states[ROSTER], published, {row["household_no"] for row in bad[ROSTER] if row["refused"]}),
        listed={row["id_number"]: row for row in published if row["id_number"]},
        died=_deaths(states[EVENTS], of, as_of),
        taken_back=frozenset(row["reversal_of"] for row in states[SETTLEMENTS] if row["reversal_of"]),
        once_active=frozenset(
            row["id_number"]
            for delivery in truth.accepted(ENROLMENT, as_of, batch)
            for row in delivery.rows.filter(~pl.col("refused")).to_dicts()
            if row["id_number"] and row["status"] == "正常参保"
        ),
        doubtful={feed: _by_number(rows, "owner") for feed, rows in bad.items()},
        under={feed: _by_number([row for row in states[feed] if row["id_text"] != row["owner"]], "id_text") for feed in BY_BIRTH},
        namesakes=_namesakes(row for feed in BY_VILLAGE for row in borne(states[feed]) if row["id_number"]),
    )


def namesake(row: Row) -> tuple[str, date | None, str]:
    """What two rows share that look like one person: name, birth date, village."""
    number = row["id_number"]
    born = row.get("birth_date") or (date(int(number[6:10]), int(number[10:12]), int(number[12:14])) if number else None)
    return folded(row["name"]), born, row["village_code"]


def _namesakes(rows: Iterable[Row]) -> Mapping[tuple[str, date | None, str], frozenset[str]]:
    found: dict[tuple[str, date | None, str], set[str]] = defaultdict(set)
    for row in rows:
        found[namesake(row)].add(row["id_number"])
    return {who: frozenset(numbers) for who, numbers in found.items()}


def folded(name: str | None) -> str:
    """A name as two spellings of it share it: spaces, middle dots and variant characters do not count."""
    return (name or "").translate(_SAME)


def borne(rows: Iterable[Row]) -> Sequence[Row]:
    """The rows that bear the number themselves, and do not only count as its holder's by a link."""
    return [row for row in rows if not row["by_link"]]


def _by_number(rows: Iterable[Row], column: str) -> Rows:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[column]:
            found[row[column]].append(row)
    return dict(found)


def _doubtful(truth: Truth, feed: str, as_of: date, batch: int | None) -> list[dict[str, Any]]:
    """Rows that were refused or link nobody, of every delivery that counts: of a full list the newest, of the enrolment all, since
    its earlier versions are asked too.
    """
    told = truth.accepted(feed, as_of, batch)
    counts = told[-1:] if told and told[0].is_snapshot and feed != ENROLMENT else told
    wrong = pl.col("refused") | pl.col("id_number").is_null()
    return [row for delivery in counts for row in delivery.rows.filter(wrong).to_dicts()]


def _published(roster: Sequence[Row]) -> list[Row]:
    """One row a person: of a number the household identified last, then the smaller household number; all rows without a number."""
    once: dict[str, Row] = {}
    for row in sorted(roster, key=_place):
        once.setdefault(row["id_number"] or f"row {row['_key']}", row)
    return list(once.values())


def _place(row: Row) -> tuple[int, int, str, str]:
    identified, number = row["identified_on"], row["household_no"]
    return (-identified.toordinal() if identified else 1, len(number), number, row["_key"])


def _homes(roster: Sequence[Row], published: Sequence[Row], refused: set[str]) -> dict[str, Home]:
    rows, members = _by_number(roster, "household_no"), _by_number(published, "household_no")
    homes = {}
    for number, listed in rows.items():
        heads = [row for row in listed if row["relation"] == "户主"]
        mixed = len({tuple(row[fact] for fact in FACTS) for row in listed}) > 1
        homes[number] = Home(number, listed, members.get(number, []), (heads or listed)[0], mixed or number in refused)
    return homes


def _deaths(events: Sequence[Row], of: Mapping[str, Rows], as_of: date) -> dict[str, date]:
    """The first death event of each number that bears the name under which the roster, or else any other list, has the number."""
    died: dict[str, date] = {}
    for event in sorted(events, key=lambda row: row["event_date"]):
        number = event["id_number"]
        if event["event_type"] != "火化" or event["event_date"] > as_of or not number or event["by_link"]:
            continue
        names = {folded(row["name"]) for row in borne(of[ROSTER].get(number, ()))}
        others = {
            folded(row["name"])
            for feed in (ENROLMENT, STUDENTS, CERTIFICATES, ASSISTANCE)
            for row in borne(of[feed].get(number, ()))
        }
        agrees = names == {folded(event["name"])} if names else folded(event["name"]) in others
        if agrees:
            died.setdefault(number, event["event_date"])
    return died

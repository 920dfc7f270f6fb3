"""What happened to the city's people and households between two nights, by a second, slow-witted reading of its rosters and events.

People are their numbers, households theirs. Whoever has a row that was refused or links nobody is in doubt, and so is their household.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flows.demo.truth import Truth
from flows.demo.truth_people import birth_of, home_of, is_registered, rows
from flows.demo.truth_world import (
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    ROSTER,
    STUDENTS,
    Home,
    World,
    look,
)

Event = tuple[str, str, str | None, str | None]
"""Event, whose (a number of a person or of a household), old, new."""
LATE = timedelta(days=90)
"""A child so much older than the night before is listed late, and did not move in."""
LISTS = (ENROLMENT, STUDENTS, CERTIFICATES, ASSISTANCE)


@dataclass(frozen=True)
class Happened:
    """Events that must be told, and subjects of whom nothing is certain."""

    events: frozenset[Event]
    in_doubt: frozenset[str]


def happened(truth: Truth, before: date, now: date) -> Happened:
    """What the nights of two batches, one after the other, differ in."""
    batches = [truth.nights.index(night) + 1 for night in (before, now)]
    then, world = look(truth, before, batches[0]), look(truth, now, batches[1])
    doubtful = {*_people_in_doubt(then), *_people_in_doubt(world)}
    homes = {*_homes_in_doubt(then, doubtful), *_homes_in_doubt(world, doubtful)}
    told = {event for event in (*_of_people(then, world), *_of_homes(then, world)) if not homes & {event[2], event[3]}}
    return Happened(frozenset(event for event in told if event[1] not in doubtful | homes), frozenset(doubtful | homes))


def _people_in_doubt(world: World) -> Iterator[str]:
    for feed in (ROSTER, EVENTS):
        yield from world.doubtful[feed]
    # Somebody else's number in a cell makes one person of two.
    yield from world.under[ROSTER]


def _homes_in_doubt(world: World, doubtful: set[str]) -> Iterator[str]:
    for home in world.homes.values():
        if home.shaky or any(not row["id_number"] or row["owner"] in doubtful for row in home.rows):
            yield home.number


def _of_people(then: World, now: World) -> Iterator[Event]:
    for number in {*then.listed, *now.listed}:
        was, is_in = home_of(then, number), home_of(now, number)
        old, new = was.number if was else None, is_in.number if is_in else None
        if old != new:
            yield _why(then, now, number, was, is_in), number, old, new
    for number in {*then.of[EVENTS], *now.of[EVENTS]}:
        if _dies(then, now, number):
            yield "died", number, None, None


def _dies(then: World, now: World, number: str) -> bool:
    """By number and name; or off the roster with an event, and in no list that could tell the name."""
    if number in then.died:
        return False
    struck = number in then.listed and number not in now.listed
    reported = any(row["is_death"] and row["event_date"] <= now.as_of for row in rows(now, EVENTS, number))
    return number in now.died or (struck and reported and not any(rows(now, feed, number) for feed in LISTS))


def _why(then: World, now: World, number: str, was: Home | None, is_in: Home | None) -> str:
    if was is None:
        birth = birth_of(number)
        return "born" if birth and birth > then.as_of - LATE else "moved"
    if is_in is None:
        return "field_changed"
    if was.number not in now.homes and {where for row in was.members if (where := _where(now, row["id_number"]))} == {
        is_in.number
    }:
        return "merged"
    return "moved" if is_in.number in then.homes else "split"


def _where(world: World, number: str) -> str:
    home = home_of(world, number)
    return home.number if home else ""


def _of_homes(then: World, now: World) -> Iterator[Event]:
    for number, home in now.homes.items():
        before = then.homes.get(number)
        if before is None:
            came = {where for row in home.members if (where := _where(then, row["id_number"]))}
            if is_registered(home) and not any(is_registered(then.homes[where]) for where in came):
                yield "entered", number, None, None
            yield from (("split", number, where, number) for where in came if where in now.homes)
            continue
        types = [one.facts["household_type"] for one in (before, home)]
        if is_registered(home) != is_registered(before):
            yield "entered" if is_registered(home) else "removed", number, None, None
        if types == ["贫困户", "脱贫户"]:
            yield "left", number, None, None
        places = [one.facts["village_code"] for one in (before, home)]
        if places[0] != places[1]:
            yield "moved", number, *places
        heads = [[row["id_number"] for row in one.members if row["relation"] == "户主"] for one in (before, home)]
        if len(heads[0]) == len(heads[1]) == 1 and heads[0] != heads[1]:
            yield "head_changed", number, heads[0][0], heads[1][0]

"""GA01 to GA07: who should get something and does not, as design.md tells it. All are about living people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flows.demo.truth_people import (
    ASSISTED,
    EXCUSED,
    active_cards,
    aged,
    birth_of,
    births,
    gets_allowance,
    home_of,
    is_insured,
    is_registered,
    reasons,
    received,
    rows,
    spent,
    statuses,
    window,
)
from flows.demo.truth_rule import MAYBE, NO, YES, Rule, Say, agreed, yes_if
from flows.demo.truth_world import (
    AID,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
    World,
)

BABY = timedelta(days=90)


def _living(ask: Callable[[World, str], Say]) -> Callable[[World, str], Say]:
    return lambda world, number: NO if number in world.died else ask(world, number)


def not_insured(world: World, number: str) -> Say:
    """Registered or assisted, no active insurance, no excuse; the lost and babies under 90 days are unknown, which is no hit."""
    entitled = is_registered(home_of(world, number)) or bool(received(world, number, *ASSISTED))
    excuse = reasons(world, number) & {*EXCUSED, "失联"}
    if not entitled or is_insured(world, number) or excuse:
        return NO
    row = world.listed.get(number)
    told = births(row) if row else {birth_of(number)}
    return agreed(birth is None or world.as_of - birth >= BABY for birth in told)


def premium_not_aided(world: World, number: str) -> Say:
    """On rural allowance or destitute support, insured as resident, premium aid 0; a blank is unknown, which is no hit.

    Whether urban allowance is meant too is not said, nor whether a second, employee insurance matters.
    """
    aid = [row["premium_aid"] for row in rows(world, ENROLMENT, number) if _is_resident(row["insurance_type"], row["status"])]
    if not aid or any(aid) or None in aid:
        return NO
    if received(world, number, *ASSISTED):
        return MAYBE if is_insured(world, number, "职工") else YES
    return MAYBE if received(world, number, "城市低保") else NO


def _is_resident(kind: str | None, status: str | None) -> bool:
    return kind == "居民" and status == "正常参保"


def no_nursing_subsidy(world: World, number: str) -> Say:
    """An active card of grade 1 or 2, nursing subsidy 0."""
    return yes_if(any(card["nursing_subsidy"] == 0 for card in active_cards(world, number, "一级", "二级")))


def no_living_subsidy(world: World, number: str) -> Say:
    """A card with living subsidy 0, in a household with rural or urban allowance. Of a card that is not active it is not said."""
    active = any(card["living_subsidy"] == 0 for card in active_cards(world, number))
    other = any(card["living_subsidy"] == 0 for card in rows(world, CERTIFICATES, number))
    home = home_of(world, number)
    if home is None:  # whether allowance without a household of the roster counts is not said
        return min(MAYBE, yes_if(active and bool(received(world, number, "农村低保", "城市低保"))))
    ill = world.listed[number]["health"] == "残疾"
    return min(YES if active else (MAYBE if other and ill else NO), gets_allowance(world, home))


def in_no_school(world: World, number: str) -> Say:
    """A child of 6 to 15 of the roster whom no school has in its list."""
    row = world.listed.get(number)
    return min(aged(world, row, 6, 15), yes_if(not statuses(world, number))) if row else NO


def no_rain_dew(world: World, number: str) -> Say:
    """An enrolled vocational student of a registered household without 雨露计划 in the last 12 months."""
    learns = any(row["stage"] in ("中职", "高职") and row["status"] == "在读" for row in rows(world, STUDENTS, number))
    paid = any(row["programme"] == "雨露计划" for row in window(world, AID, number, "paid_on"))
    return yes_if(learns and not paid and is_registered(home_of(world, number)))


def no_medical_aid(world: World, number: str) -> Say:
    """Registered, self-pay of 5,000 yuan or more over the window, medical aid of the same bills 0."""
    if not is_registered(home_of(world, number)) or spent(world, number) < 500_000:
        return NO
    aid = [row["medical_aid_pay"] for row in window(world, SETTLEMENTS, number, "settled_at")]
    return MAYBE if None in aid else yes_if(sum(aid) == 0)


RULES = {
    "GA01": Rule("person", (ROSTER, EVENTS, ENROLMENT, ASSISTANCE), _living(not_insured)),
    "GA02": Rule("person", (ROSTER, EVENTS, ENROLMENT, ASSISTANCE), _living(premium_not_aided)),
    "GA03": Rule("person", (ROSTER, EVENTS, CERTIFICATES), _living(no_nursing_subsidy)),
    "GA04": Rule("person", (ROSTER, EVENTS, CERTIFICATES), _living(no_living_subsidy)),
    "GA05": Rule("person", (ROSTER, EVENTS, STUDENTS), _living(in_no_school)),
    "GA06": Rule("person", (ROSTER, EVENTS, STUDENTS, AID), _living(no_rain_dew)),
    "GA07": Rule("person", (ROSTER, EVENTS, SETTLEMENTS), _living(no_medical_aid)),
}

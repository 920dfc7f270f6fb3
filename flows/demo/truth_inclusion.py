"""IN01 to IN06: who may be wrongly in, as design.md tells it."""

from __future__ import annotations

from flows.demo.truth_people import bills, home_of, is_insured, is_registered, received, rows
from flows.demo.truth_rule import MAYBE, NO, YES, Rule, Say, any_of, yes_if
from flows.demo.truth_world import ASSISTANCE, ENROLMENT, EVENTS, ROSTER, SETTLEMENTS, Home, Row, World, borne


def dead_member(world: World, number: str) -> Say:
    """A member of a registered household has a death event, number and name agreeing."""
    return yes_if(number in world.died and is_registered(home_of(world, number)))


def assisted_after_death(world: World, number: str) -> Say:
    """Assistance of any kind is active though the beneficiary is dead."""
    return yes_if(number in world.died and bool(received(world, number)))


def bill_after_death(world: World, number: str) -> Say:
    """A bill that stands was settled after the day of the patient's death."""
    died = world.died.get(number)
    return yes_if(died is not None and any(bill["settled_at"] > died for bill in bills(world, number)))


def in_two_households(world: World, number: str) -> Say:
    """The roster lists the number in two households."""
    return yes_if(len({row["household_no"] for row in rows(world, ROSTER, number)}) > 1)


def poor_and_employed(world: World, number: str) -> Say:
    """A living member of a poor household has active employee insurance."""
    home = home_of(world, number)
    is_poor = home is not None and home.facts["household_type"] == "贫困户"
    return yes_if(is_poor and number not in world.died and is_insured(world, number, "职工"))


def hidden_spouse(world: World, number: str) -> Say:
    """A living member of a registered household is married to somebody living who is in no household or in another one."""
    home = home_of(world, number)
    if home is None or not is_registered(home) or number in world.died:
        return NO
    return any_of(_is_hidden(world, number, home, marriage) for marriage in _unions(world, number, "结婚"))


def _unions(world: World, number: str, kind: str) -> list[Row]:
    """The person's marriages or divorces up to the night under both numbers, whichever of the two names comes first."""
    events = borne([*rows(world, EVENTS, number), *world.mentions["partner_id_number"].get(number, ())])
    return [event for event in events if event["event_type"] == kind and event["event_date"] <= world.as_of]


def _is_hidden(world: World, number: str, home: Home, marriage: Row) -> Say:
    pair = {marriage["id_number"], marriage["partner_id_number"]}
    other = next((one for one in pair if one != number), None)
    if other is None:
        return MAYBE
    later = [event for event in _unions(world, number, "离婚") if event["event_date"] >= marriage["event_date"]]
    same_pair = [{event["id_number"], event["partner_id_number"]} == pair for event in later]
    if other in world.died or any(same_pair):
        return NO
    homes = {row["household_no"] for row in rows(world, ROSTER, other)}
    if homes == {home.number}:
        return NO
    # A divorce from somebody else, a spouse listed here too, and one whose own row does not speak leave it open.
    is_open = bool(later) or home.number in homes or any(world.in_doubt(feed, other) for feed in (ROSTER, EVENTS))
    return MAYBE if is_open else YES


RULES = {
    "IN01": Rule("person", (ROSTER, EVENTS), dead_member),
    "IN02": Rule("person", (EVENTS, ASSISTANCE, ROSTER), assisted_after_death),
    "IN03": Rule("person", (EVENTS, SETTLEMENTS, ROSTER), bill_after_death),
    "IN04": Rule("person", (ROSTER,), in_two_households),
    "IN05": Rule("person", (ROSTER, ENROLMENT, EVENTS), poor_and_employed),
    "IN06": Rule("person", (ROSTER, EVENTS), hidden_spouse),
}

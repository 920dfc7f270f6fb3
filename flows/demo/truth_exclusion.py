"""EX01 to EX05: who may have been missed, as design.md tells it. EX01 to EX04 are about households that are not registered."""

from __future__ import annotations

from collections.abc import Callable

from flows.demo.truth_people import (
    ASSISTED,
    active_cards,
    aged,
    dropped_out,
    is_registered,
    living,
    nobody_able,
    received,
    spends,
)
from flows.demo.truth_rule import NO, Rule, Say, any_of, yes_if
from flows.demo.truth_world import ASSISTANCE, CERTIFICATES, EVENTS, ROSTER, SETTLEMENTS, STUDENTS, Home, World


def _unregistered(ask: Callable[[World, Home], Say]) -> Callable[[World, Home], Say]:
    return lambda world, home: NO if is_registered(home) else ask(world, home)


def assisted(world: World, home: Home) -> Say:
    """A living member receives rural allowance or destitute support."""
    return yes_if(any(received(world, row["id_number"], *ASSISTED) for row in living(world, home)))


def severe_and_nobody_able(world: World, home: Home) -> Say:
    """A living member has an active card of grade 1 or 2, and nobody living is able to work."""
    severe = any(active_cards(world, row["id_number"], "一级", "二级") for row in living(world, home))
    return min(yes_if(severe), nobody_able(world, home))


def spends_very_much(world: World, home: Home) -> Say:
    """Self-pay over the window is 20,000 yuan or more."""
    return spends(world, home, 20_000)


def child_dropped_out(world: World, home: Home) -> Say:
    """A living child of 6 to 15 has dropped out."""
    return any_of(min(aged(world, row, 6, 15), dropped_out(world, row["id_number"])) for row in living(world, home))


def assisted_and_nowhere(world: World, number: str) -> Say:
    """A living person on rural allowance or destitute support is in no household of the roster."""
    is_assisted = number not in world.died and bool(received(world, number, *ASSISTED))
    return yes_if(is_assisted and number not in world.of[ROSTER])


RULES = {
    "EX01": Rule("home", (ROSTER, EVENTS, ASSISTANCE), _unregistered(assisted)),
    "EX02": Rule("home", (ROSTER, EVENTS, CERTIFICATES), _unregistered(severe_and_nobody_able)),
    "EX03": Rule("home", (ROSTER, EVENTS, SETTLEMENTS), _unregistered(spends_very_much)),
    "EX04": Rule("home", (ROSTER, EVENTS, STUDENTS), _unregistered(child_dropped_out)),
    "EX05": Rule("person", (ROSTER, EVENTS, ASSISTANCE), assisted_and_nowhere),
}

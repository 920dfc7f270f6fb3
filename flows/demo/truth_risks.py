"""RI01 to RI05: who may slide back, as design.md tells it."""

from __future__ import annotations

from collections.abc import Callable

from flows.demo.truth_people import (
    ABLE,
    ASSISTED,
    EXCUSED,
    dropped_out,
    is_insured,
    living,
    nobody_able,
    reasons,
    received,
    spends,
)
from flows.demo.truth_rule import MAYBE, NO, YES, Rule, Say, any_of, yes_if
from flows.demo.truth_world import ASSISTANCE, ENROLMENT, EVENTS, ROSTER, SETTLEMENTS, STUDENTS, Home, Row, World


def _exited(ask: Callable[[World, Home, Row], Say]) -> Callable[[World, Home], Say]:
    """The household is exited, and one of its living members is so."""
    return lambda world, home: (
        any_of(ask(world, home, row) for row in living(world, home)) if home.facts["household_type"] == "脱贫户" else NO
    )


def spends_much(world: World, home: Home) -> Say:
    """Exited, or monitored with a risk that is not eliminated, and self-pay over the window is 5,000 yuan or more."""
    watched = MAYBE if home.facts["risk_eliminated"] is None else yes_if(not home.facts["risk_eliminated"])
    at_risk = YES if home.facts["household_type"] == "脱贫户" else (watched if home.facts["monitored_type"] else NO)
    return min(at_risk, spends(world, home, 5_000))


def newly_assisted(world: World, home: Home, row: Row) -> Say:
    """Receives rural allowance or destitute support begun in a month after the exit month; no day, no answer."""
    left = home.facts["exited_on"]
    begun = [help_["started_on"] for help_ in received(world, row["id_number"], *ASSISTED)]
    if not begun:
        return NO
    if left is None or None in begun:
        return MAYBE
    return yes_if(any((day.year, day.month) > (left.year, left.month) for day in begun))


def member_dropped_out(world: World, home: Home, row: Row) -> Say:  # noqa: ARG001  # asked like the other two
    """A drop-out of any age."""
    return dropped_out(world, row["id_number"])


def insurance_lapsed(world: World, home: Home, row: Row) -> Say:  # noqa: ARG001  # asked like the other two
    """Was active in a version of the enrolment known by then, is not, and has no excuse. Whether being lost is one is not said."""
    number = row["id_number"]
    if number is None or number not in world.once_active or is_insured(world, number):
        return NO
    why = reasons(world, number)
    return NO if why & set(EXCUSED) else (MAYBE if "失联" in why else YES)


def only_able_worker_died(world: World, home: Home) -> Say:
    """One member was able to work, and has died. Of several dead workers, and of a household all dead, it is not said."""
    able = [row for row in home.members if row["labour"] in ABLE and row["id_number"] in world.died]
    if not able or nobody_able(world, home) == NO:
        return NO
    return nobody_able(world, home) if len(able) == 1 and living(world, home) else MAYBE


RULES = {
    "RI01": Rule("home", (ROSTER, EVENTS, SETTLEMENTS), spends_much),
    "RI02": Rule("home", (ROSTER, EVENTS, ASSISTANCE), _exited(newly_assisted)),
    "RI03": Rule("home", (ROSTER, EVENTS, STUDENTS), _exited(member_dropped_out)),
    "RI04": Rule("home", (ROSTER, EVENTS, ENROLMENT), _exited(insurance_lapsed)),
    "RI05": Rule("home", (ROSTER, EVENTS), only_able_worker_died),
}

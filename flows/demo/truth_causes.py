"""CA01 to CA05: causes of poverty that nothing bears out, as design.md tells it. They read the primary cause; CA05 reads both.

Whether the evidence of a dead member still counts is not said: both readings must agree.
"""

from __future__ import annotations

from collections.abc import Callable

from flows.demo.truth_people import ABLE, AT_SCHOOL, active_cards, aged, bills, is_registered, living, statuses
from flows.demo.truth_rule import MAYBE, NO, YES, Rule, Say, agreed, any_of, no_if, yes_if
from flows.demo.truth_world import CERTIFICATES, EVENTS, ROSTER, SETTLEMENTS, STUDENTS, Home, Row, World


def _without(cause: str, evidence: Callable[[World, Row], Say]) -> Callable[[World, Home], Say]:
    """The cause is declared, and no member is evidence of it. Of a member whose number links nobody the other feeds do not tell."""

    def told(world: World, row: Row) -> Say:
        return max(evidence(world, row), NO if row["id_number"] else MAYBE)

    def ask(world: World, home: Home) -> Say:
        if home.facts["cause_primary"] != cause:
            return NO
        of_living = any_of(told(world, row) for row in living(world, home))
        of_all = any_of(told(world, row) for row in home.members)
        return no_if(of_living) if of_living == of_all else MAYBE

    return ask


def is_disabled(world: World, row: Row) -> Say:
    """An active card, or health 残疾."""
    if active_cards(world, row["id_number"]):
        return YES
    return _health(row, "残疾")


def is_ill(world: World, row: Row) -> Say:
    """Health chronic or major illness, or a standing bill that is chronic-outpatient, inpatient, or of a registered disease."""
    if any(
        bill["visit_type"] in ("门诊慢特病", "普通住院") or bill["disease_code"] or bill["disease_name"]
        for bill in bills(world, row["id_number"])
    ):
        return YES
    return _health(row, "长期慢性病", "患有大病")


def is_student(world: World, row: Row) -> Say:
    """Enrolled, suspended or home taught, at any stage."""
    return yes_if(bool(statuses(world, row["id_number"]) & set(AT_SCHOOL)))


def _health(row: Row, *kinds: str) -> Say:
    return yes_if(row["health"] in kinds if row["health"] else None)


def mostly_able(world: World, home: Home) -> Say:
    """缺劳力, though more than half of the living members of 16 to 59 are able."""
    if home.facts["cause_primary"] != "缺劳力":
        return NO
    ages = [(row, aged(world, row, 16, 59)) for row in living(world, home)]
    if any(said == MAYBE for _, said in ages):
        return MAYBE
    labour = [row["labour"] for row, said in ages if said == YES]
    surely, perhaps = (sum(kind in kinds for kind in labour) for kinds in (ABLE, (*ABLE, None)))
    return agreed(2 * able > len(labour) for able in (surely, perhaps))


def no_cause(world: World, home: Home) -> Say:  # noqa: ARG001  # every rule is asked alike
    """Registered, and both causes blank."""
    return yes_if(is_registered(home) and home.facts["cause_primary"] is None and home.facts["cause_secondary"] is None)


RULES = {
    "CA01": Rule("home", (ROSTER, EVENTS, CERTIFICATES), _without("因残", is_disabled)),
    "CA02": Rule("home", (ROSTER, EVENTS, SETTLEMENTS), _without("因病", is_ill)),
    "CA03": Rule("home", (ROSTER, EVENTS, STUDENTS), _without("因学", is_student)),
    "CA04": Rule("home", (EVENTS,), mostly_able),
    "CA05": Rule("home", (), no_cause),
}

"""HH01 to HH03: households that cannot be as they are listed, as design.md tells it. They read the roster's rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.demo.truth_people import aged, births, is_alive, living, rows, years
from flows.demo.truth_rule import MAYBE, NO, YES, Rule, Say, agreed, any_of, yes_if
from flows.demo.truth_world import EVENTS, ROSTER, STUDENTS, Home, Row, World

CHILDREN = {"之子": 14, "之女": 14, "之孙子": 28, "之孙女": 28, "之外孙子": 28, "之外孙女": 28}
PARENTS = {"之父": 14, "之母": 14}
"""Relation → completed years that lie between the person and the head, at least."""


def heads(home: Home) -> list[Row]:
    """Rows that say head."""
    return [row for row in home.rows if row["relation"] == "户主"]


def not_one_head(world: World, home: Home) -> Say:  # noqa: ARG001  # every rule is asked alike
    """No row or several say head."""
    return yes_if(len(heads(home)) != 1)


def spouse_of_same_sex(world: World, home: Home) -> Say:
    """A spouse's sex is the head's. A sex that the number contradicts has two readings."""
    pairs = [(head, row) for head in heads(home) for row in home.rows if row["relation"] == "配偶"]
    return any_of(_if_plain(world, home, agreed(_same_sex(head, spouse)), (head, spouse)) for head, spouse in pairs)


def impossible_age(world: World, home: Home) -> Say:
    """A child or parent less than 14 years from the head, a grandchild less than 28; or a living adult in primary school."""
    related = [(head, row) for head in heads(home) for row in home.rows if row["relation"] in {*CHILDREN, *PARENTS}]
    near = any_of(_if_plain(world, home, agreed(_too_near(head, row)), (head, row)) for head, row in related)
    return max(near, any_of(_grown_pupil(world, row) for row in living(world, home)))


def _same_sex(head: Row, spouse: Row) -> Iterator[bool]:
    for his in sexes(head):
        yield from (his == hers for hers in sexes(spouse))


def sexes(row: Row) -> set[str]:
    """The sexes a roster row tells: the one written, and the one in the number."""
    number = row["id_number"]
    told = {row["sex"], number and ("男" if int(number[16]) % 2 else "女")}
    return {sex for sex in told if sex}


def _too_near(head: Row, row: Row) -> Iterator[bool]:
    """By all birth dates told. Somebody far on the wrong side of the head is far apart, and just as impossible: two readings."""
    least = CHILDREN.get(row["relation"]) or PARENTS[row["relation"]]
    for old in births(head):
        for own in births(row):
            apart = years(old, own) if row["relation"] in CHILDREN else years(own, old)
            yield from (apart < least, abs(apart) < least)


def _if_plain(world: World, home: Home, said: Say, pair: Sequence[Row]) -> Say:
    """The answer about two rows. Of the dead, of people published elsewhere, and beside several heads it is not said."""
    plain = len(heads(home)) == 1 and all(is_alive(world, row) and row in home.members for row in pair)
    return said if plain or said == NO else MAYBE


def _grown_pupil(world: World, row: Row) -> Say:
    """18 or older and enrolled in primary school; suspended or taught at home, it is not said."""
    states = {told["status"] for told in rows(world, STUDENTS, row["id_number"]) if told["stage"] == "小学"}
    there = YES if "在读" in states else yes_if(None if states & {"休学", "送教上门"} else False)
    return min(there, aged(world, row, 18))


RULES = {
    "HH01": Rule("home", (), not_one_head),
    "HH02": Rule("home", (EVENTS,), spouse_of_same_sex),
    "HH03": Rule("home", (ROSTER, EVENTS, STUDENTS), impossible_age),
}

"""ID01 to ID06: numbers and names that cannot be right, as design.md tells it. The first four ask about rows of the roster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from flows.demo.truth_people import birth_of, rows, years
from flows.demo.truth_rule import MAYBE, NO, YES, Rule, Say, yes_if
from flows.demo.truth_world import (
    ASSISTANCE,
    BY_BIRTH,
    BY_VILLAGE,
    ENROLMENT,
    FEEDS,
    MENTIONS,
    ROSTER,
    STUDENTS,
    Row,
    World,
    borne,
    folded,
    namesake,
)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def kind_of(text: str | None) -> str:
    """What stands in an ID cell: none, placeholder, valid, card (of 20 or 22 characters), or invalid."""
    if text is None or text.strip() in ("", "无"):
        return "none"
    if text.startswith("999999"):
        return "placeholder"
    if not _is_number(text[:18]):
        return "invalid"
    return {18: "valid", 20: "card", 22: "card"}.get(len(text), "invalid")


def _is_number(text: str) -> bool:
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return text[17] == "10X98765432"[sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False)) % 11]


def invalid_number(world: World, row: Row) -> Say:  # noqa: ARG001  # every rule is asked alike
    """The cell holds something that is no number."""
    return yes_if(kind_of(row["id_text"]) == "invalid")


def other_name(world: World, row: Row) -> Say:
    """Some row of some feed has the same number with a name that differs after folding; doubtful rows count as doubt."""
    number = row["id_number"]
    if number is None or row["by_link"]:
        return NO
    own = {folded(name) for name in _names(world, number)}
    unclear = {folded(told["name"]) for feed in FEEDS for told in world.doubtful[feed].get(number, ())}
    if len(own) > 1:
        return YES
    return MAYBE if unclear - own else NO


def _names(world: World, number: str) -> Iterator[str]:
    for feed in FEEDS:
        yield from (row["name"] for row in borne(world.of[feed].get(number, ())) if row["name"])
    for column, (_, name) in MENTIONS.items():
        yield from (row[name] for row in world.mentions[column].get(number, ()) if row[name])


def contradicts_number(world: World, row: Row) -> Say:  # noqa: ARG001  # every rule is asked alike
    """The row's birth date or sex is not that of its own number. Of a number inside a card it is not said."""
    number = row["id_number"]
    if number is None or row["by_link"]:
        return NO
    sex = "男" if int(number[16]) % 2 else "女"
    wrong = row["birth_date"] not in (None, birth_of(number)) or row["sex"] not in (None, sex)
    return MAYBE if wrong and kind_of(row["id_text"]) == "card" else yes_if(wrong)


def not_a_number(world: World, row: Row) -> Say:  # noqa: ARG001  # every rule is asked alike
    """A disability card or a placeholder stands in the cell."""
    return yes_if(kind_of(row["id_text"]) in ("card", "placeholder"))


def shared_number(world: World, number: str) -> Say:
    """Somebody of another name, whose birth date is not the number's and who is not fourteen years younger, bears it too."""
    born = birth_of(number)
    assert born is not None
    agreeing = {
        feed: {folded(row["name"]) for row in borne(rows(world, feed, number)) if row["birth_date"] == born} for feed in BY_BIRTH
    }
    # The register is held against itself, the other lists against all.
    holders = {ROSTER: agreeing[ROSTER]} | dict.fromkeys((ENROLMENT, STUDENTS), set[str]().union(*agreeing.values()))
    others = ((row, holders[feed]) for feed in BY_BIRTH for row in world.under[feed].get(number, ()))
    return yes_if(any(_is_another(row, names, born) for row, names in others))


def _is_another(row: Row, names: set[str], born: date) -> bool:
    """Whether a row under a number is of somebody else than the people of these names, and of no child of theirs."""
    birth = row["birth_date"]
    return bool(names) and folded(row["name"]) not in names and birth not in (None, born) and years(born, birth) < 14


def two_numbers(world: World, number: str) -> Say:
    """Somebody of the same name and birth date in the same village is there under another number."""
    mine = [namesake(row) for feed in BY_VILLAGE for row in borne(rows(world, feed, number))]
    return yes_if(any(world.namesakes.get(who, frozenset()) - {number} for who in mine))


RULES = {
    "ID01": Rule("row", (), invalid_number),
    "ID02": Rule("row", (), other_name),
    "ID03": Rule("row", (), contradicts_number),
    "ID04": Rule("row", (), not_a_number),
    "ID05": Rule("person", (ROSTER, ENROLMENT, STUDENTS), shared_number),
    "ID06": Rule("person", (ROSTER, ASSISTANCE), two_numbers),
}

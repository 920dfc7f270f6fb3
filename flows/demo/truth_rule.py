"""A rule as the slow-witted oracle has it: whom it asks about, what its answer rests on, and three answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from flows.demo.truth_world import World


class Say(IntEnum):
    """Ordered, so that `min` is "and", `max` is "or"."""

    NO = 0
    MAYBE = 1
    YES = 2


NO, MAYBE, YES = Say.NO, Say.MAYBE, Say.YES


@dataclass(frozen=True)
class Rule:
    """`ask` takes the world and its subject: a person's number, a Home, or a roster row (then the subject is its number as read).

    `feeds` are those whose rows of the person, or of anyone in the home, must speak for their owner, or the answer is in doubt.
    """

    of: Literal["person", "home", "row"]
    feeds: tuple[str, ...]
    ask: Callable[[World, Any], Say]


def yes_if(fact: bool | None) -> Say:
    """The answer to a plain question; None is unknown."""
    return MAYBE if fact is None else (YES if fact else NO)


def no_if(fact: Say) -> Say:
    """The opposite; what may be so may not be so."""
    return Say(YES - fact)


def agreed(readings: Iterable[bool]) -> Say:
    """What all readings of one fact agree on."""
    told = set(readings)
    return MAYBE if len(told) > 1 else yes_if(True in told)


def any_of(answers: Iterable[Say]) -> Say:
    """Whether one of them is so; nobody to ask is no."""
    return max(answers, default=NO)

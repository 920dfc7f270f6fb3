"""What becomes of each source's candidate for a field that several feeds tell.

A resident ID number tells the same wherever it stands: it speaks once, for the most trusted row that holds it, and
that row's own column is a candidate of its own only where it differs.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from config.policies import Source
from transforms.household.voices import candidate, has_value, is_told_by_number

NEVER = pl.lit(value=False)


def verdict(place: int, sources: Sequence[Source]) -> pl.Expr:
    """The state of the candidate of `sources[place]` (the most trusted first) where it `may_speak`; null where it is no
    candidate.

    chosen | unverifiable for the first that has a value, by whether anyone else speaks; confirmed | contradicted else.
    """
    value, winner = candidate(sources[place]), pl.coalesce(*map(candidate, sources))
    return (
        pl.when(_is_first(place, sources))
        .then(pl.when(_anyone_else(place, sources)).then(pl.lit("chosen")).otherwise(pl.lit("unverifiable")))
        .when(_said_already(place, sources))
        .then(None)
        .when(value == winner)
        .then(pl.lit("confirmed"))
        .otherwise(pl.lit("contradicted"))
    )


def may_speak(place: int, sources: Sequence[Source]) -> pl.Expr:
    """Whether the source has a value that is not certain to be said already; cheap, since values are not compared."""
    there = has_value(sources[place])
    return there & _is_first(place, sources) if is_told_by_number(sources[place]) else there


def _is_first(place: int, sources: Sequence[Source]) -> pl.Expr:
    """Whether nobody more trusted has a value."""
    return pl.all_horizontal(~has_value(source) for source in sources[:place]) if place else pl.lit(value=True)


def _wins(place: int, sources: Sequence[Source]) -> pl.Expr:
    """Whether the source is the first that has a value."""
    return has_value(sources[place]) & _is_first(place, sources)


def _anyone_else(place: int, sources: Sequence[Source]) -> pl.Expr:
    """Whether another feed's column has a value, or the same row's column another one."""
    spoken = NEVER
    for other in sources:
        if other == sources[place] or is_told_by_number(other):
            continue
        if other.feed != sources[place].feed:
            spoken |= has_value(other)
        else:
            spoken |= (candidate(other) != candidate(sources[place])).fill_null(value=False)
    return spoken


def _said_already(place: int, sources: Sequence[Source]) -> pl.Expr:
    """Whether the value is only the number's again: told by another feed's number, or beside the number that won."""
    if is_told_by_number(sources[place]):
        return pl.lit(value=True)
    said = NEVER
    for before, earlier in enumerate(sources[:place]):
        if earlier.feed == sources[place].feed:
            same = (candidate(earlier) == candidate(sources[place])).fill_null(value=False)
            said |= _wins(before, sources) & same
    return said

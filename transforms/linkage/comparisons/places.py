"""Places: the village by its code, the town by its code or, where one is missing, by its name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.linkage.comparisons.kinds import DIFFERENT, SAME, UNKNOWN, Comparison, Derived, ladder
from transforms.normalise.places import place_key, village_code

LEVELS = (UNKNOWN, DIFFERENT, "same_county", "same_town", SAME)
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "same_county": ("同县不同乡镇", "is in the same county, in another town"),
    "same_town": ("在同一乡镇", "is in the same town"),
    SAME: ("是同一个村", "is the same village"),
}
_NAMED = "(?:[1-9][0-9]{2}|0[1-9][0-9]|00[1-9])"
"""Three digits that name a place; 000 stands for all of what is above."""


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    """Columns: division code, and the town's name if there is one."""
    if len(columns) not in {1, 2}:
        raise ValueError(f"takes 1 or 2 columns: village code, town's name; {len(columns)} given")
    code = village_code(columns[0].cast(pl.String))
    town = place_key(columns[1].cast(pl.String)) if len(columns) == 2 else pl.lit(None, pl.String)
    return {
        "village": code.str.extract(rf"^([0-9]{{9}}{_NAMED})$"),
        "town": code.str.extract(rf"^([0-9]{{6}}{_NAMED})"),
        "county": code.str.head(6),
        "name": town.replace("", None),
    }


def _level(left: Derived, right: Derived) -> pl.Expr:
    same = {column: left[column] == right[column] for column in left}
    # Of one with a county's code only, nobody knows the town.
    nothing = pl.all_horizontal(same[column].is_null() for column in ("village", "town", "name"))
    return ladder(
        LEVELS,
        {UNKNOWN: nothing, SAME: same["village"], "same_town": same["town"] | same["name"], "same_county": same["county"]},
    )


PLACE = Comparison(LEVELS, WORDS, _prepare, _level, frequency="village")

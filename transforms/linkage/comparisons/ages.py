"""Whether a school stage seen on a day fits a birth date: one record has the birth date, the other the stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
import yaml

from transforms.linkage.comparisons.kinds import UNKNOWN, Comparison, Derived, exactly, ladder
from transforms.normalise.dates import compact_number

LEVELS = (UNKNOWN, "implausible", "plausible")
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    "implausible": ("不相符", "is implausible"),
    "plausible": ("相符", "is plausible"),
}


class Span(NamedTuple):
    """Completed years of age, both ends included."""

    youngest: int
    oldest: int


@cache
def usual_ages() -> Mapping[str, Span]:
    """The ages at which a stage is attended, from `ages.yaml`."""
    stages = yaml.safe_load(Path(__file__).with_name("ages.yaml").read_text(encoding="utf-8"))
    return {stage: Span(each["from"], each["to"]) for stage, each in stages.items()}


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    """The days between which somebody of this stage was born."""
    birth, stage, seen_on = exactly(columns, "birth date", "stage", "day on which the stage was seen")
    youngest, oldest = _ages(stage)
    return {
        "birth": _number(birth),
        "first": _number(seen_on) - (oldest + 1) * 10_000,
        "last": _number(seen_on) - youngest * 10_000,
    }


def _ages(stage: pl.Expr) -> list[pl.Expr]:
    """The youngest and the oldest of a stage; null for a stage that is not in the list."""
    ends: list[dict[str, int]] = [{name: span[end] for name, span in usual_ages().items()} for end in range(len(Span._fields))]
    return [stage.cast(pl.String).replace_strict(end, default=None, return_dtype=pl.Int32) for end in ends]


def _number(day: pl.Expr) -> pl.Expr:
    """20170131 of a day: 10,000 apart are a year apart, whatever the calendar says of 29 February."""
    return compact_number(day.cast(pl.Date))


def _level(left: Derived, right: Derived) -> pl.Expr:
    fits = [_fits(left["birth"], right), _fits(right["birth"], left)]
    return ladder(LEVELS, {"implausible": ~pl.all_horizontal(fits), "plausible": pl.any_horizontal(fits)}, otherwise=UNKNOWN)


def _fits(birth: pl.Expr, pupil: Derived) -> pl.Expr:
    return (birth > pupil["first"]) & (birth <= pupil["last"])


AGE_STAGE = Comparison(LEVELS, WORDS, _prepare, _level)

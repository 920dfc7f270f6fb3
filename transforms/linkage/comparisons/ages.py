"""Whether a school stage seen on a day fits a birth date: one record has the birth date, the other the stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
import yaml

from transforms.linkage.comparisons.kinds import UNKNOWN, Comparison, Derived, exactly, ladder

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
    ages = usual_ages()
    youngest = stage.replace_strict({name: span.youngest for name, span in ages.items()}, default=None, return_dtype=pl.Int32)
    oldest = stage.replace_strict({name: span.oldest for name, span in ages.items()}, default=None, return_dtype=pl.Int32)
    return {
        "birth": _number(birth),
        "first": _number(seen_on) - (oldest + 1) * 10_000,
        "last": _number(seen_on) - youngest * 10_000,
    }


def _number(day: pl.Expr) -> pl.Expr:
    """20170131 of a day: 10,000 apart are a year apart, whatever the calendar says of 29 February."""
    return day.dt.year() * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def _level(left: Derived, right: Derived) -> pl.Expr:
    fits = [_fits(left["birth"], right), _fits(right["birth"], left)]
    return ladder(LEVELS, {"implausible": ~pl.all_horizontal(fits), "plausible": pl.any_horizontal(fits)}, otherwise=UNKNOWN)


def _fits(birth: pl.Expr, pupil: Derived) -> pl.Expr:
    return (birth > pupil["first"]) & (birth <= pupil["last"])


AGE_STAGE = Comparison(LEVELS, WORDS, _prepare, _level)

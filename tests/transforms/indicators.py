"""Every combination of values of the indicators that expressions name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import polars as pl

TRUTH = (True, False, None)
VALUES: Mapping[str, Sequence[Any]] = {
    "insurance": ("employee", "resident", "both", "active", "suspended", "ended", "none", "unknown", None),
    "not_insured_reason": ("elsewhere", "army", "prison", "dead", "lost", "declined", None),
    "school_status": ("enrolled", "suspended", "home_taught", "dropped_out", "moved_away", "graduated", "none", None),
    "school_stage": ("preschool", "primary", "vocational", "higher_vocational", "university", None),
    "cause_primary": ("illness", "disability", "schooling", "labour", "other", None),
    "age": (5, 6, 15, 16, None),
    "age_days": (1, 89, 90, None),
    "premium_aid": (0.0, 320.0, None),
    "nursing_subsidy": (0.0, 80.0, None),
    "living_subsidy": (0.0, 60.0, None),
    "medical_aid": (-5.0, 0.0, 100.0, None),
    "self_pay": (0.0, 4999.99, 5000.0, None),
    "able_in_household": (0, 1, None),
    "working_age": (0, 1, 2, 3, None),
    "working_age_able": (0, 1, 2, None),
}


def combinations(schema: pl.Schema, *expressions: pl.Expr) -> pl.DataFrame:
    """A row for every combination of values of the indicators that the expressions name; those without a list are yes, no, unknown."""
    names = sorted({name for expression in expressions for name in expression.meta.root_names()})
    rows = product(*(VALUES.get(name, TRUTH) for name in names))
    return pl.DataFrame([*rows], schema={name: schema[name] for name in names}, orient="row")

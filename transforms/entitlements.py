"""How a person stands to an entitlement, as Polars.

The gap is one three-valued condition: eligible, not covered, and no excuse. Where it is unknown the standing is unknown, so nobody is
unknown whom it takes only one known answer to settle (who is covered is no gap, eligible or not).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from config.entitlements import Entitlement
from transforms.expressions import compiled
from transforms.household.indicators import PERSON


def eligible(entitlement: Entitlement, on: date) -> pl.Expr:
    """Whether a person is entitled: Boolean, null where unknown. Raises ValueError naming the entitlement and what is wrong."""
    return _said(entitlement, "eligible", entitlement.eligible, on)


def covered(entitlement: Entitlement, on: date) -> pl.Expr:
    """Whether a person has it, entitled or not: Boolean, null where unknown. Raises as `eligible`."""
    return _said(entitlement, "covered", entitlement.covered, on)


def excuses(entitlement: Entitlement, on: date) -> Mapping[str, pl.Expr]:
    """Whether each reason excuses a person, in the order in which they count. Raises as `eligible`."""
    return {reason: _said(entitlement, f"excused: {reason}", text, on) for reason, text in entitlement.excused.items()}


def gap(entitlement: Entitlement, on: date) -> pl.Expr:
    """Whether a person is entitled and neither covered nor excused: Boolean, null where unknown. Raises as `eligible`."""
    return pl.all_horizontal(
        eligible(entitlement, on), ~covered(entitlement, on), *(~excuse for excuse in excuses(entitlement, on).values())
    )


def standing(entitlement: Entitlement, on: date) -> pl.Expr:
    """One answer a person: covered | an excused reason | gap | unknown | not_eligible. Raises as `eligible`.

    Who is not known to be entitled and is no gap either way is not_eligible.
    """
    entitled, missed = eligible(entitlement, on), gap(entitlement, on)
    answers = {
        "gap": missed,
        "unknown": missed.is_null(),
        "not_eligible": ~entitled.fill_null(value=False),
        "covered": covered(entitlement, on),
        **excuses(entitlement, on),
    }
    return pl.coalesce([pl.when(condition).then(pl.lit(answer)) for answer, condition in answers.items()])


def _said(entitlement: Entitlement, field: str, text: str, on: date) -> pl.Expr:
    try:
        return compiled(text, entitlement.parameters, PERSON, on)
    except ValueError as error:
        raise ValueError(f"entitlements.yaml: {entitlement.id}: {field}: {error}") from error

"""What evidence of a cause of poverty asks of a person and of their household, as Polars."""

from __future__ import annotations

from datetime import date

import polars as pl

from config.causes import Cause
from transforms.expressions import compiled
from transforms.household.indicators import PERSON
from transforms.rules import household_schema


def person_evidence(cause: Cause, on: date) -> pl.Expr:
    """Whether the evidence holds of a person: Boolean, null where unknown. Raises ValueError, also for a cause without `person`."""
    return _said(cause, "person", PERSON, on)


def household_evidence(cause: Cause, on: date) -> pl.Expr:
    """Whether a household has the evidence: Boolean, null where unknown. `member` comes from `person_evidence`."""
    return _said(cause, "household", household_schema(with_members=bool(cause.person)), on)


def _said(cause: Cause, field: str, schema: pl.Schema, on: date) -> pl.Expr:
    try:
        return compiled(getattr(cause, field), cause.parameters, schema, on)
    except ValueError as error:
        raise ValueError(f"causes.yaml: {cause.id}: {field}: {error}") from error

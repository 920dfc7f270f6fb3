"""What a target asks, as Polars: of whom it is counted, and whom the register itself shows as gone."""

from __future__ import annotations

from datetime import date

import polars as pl

from config.standards import Standards
from config.targets import Target
from transforms.expressions import compiled
from transforms.gates import subject_schema


def counted_by(target: Target, standards: Standards, on: date) -> pl.Expr:
    """Whether a subject is among those of whom the target is counted: Boolean, null where unknown. Raises ValueError naming the target."""
    return _said(target, "when", standards, on)


def recorded_by(target: Target, standards: Standards, on: date) -> pl.Expr:
    """Whether the register shows a subject as gone: Boolean, null where unknown. Raises ValueError as `counted_by`, also without `recorded`."""
    return _said(target, "recorded", standards, on)


def _said(target: Target, field: str, standards: Standards, on: date) -> pl.Expr:
    schema = subject_schema(standards.gates[target.gate], standards)
    try:
        return compiled(getattr(target, field), target.parameters, schema, on)
    except ValueError as error:
        raise ValueError(f"{target.id}.yaml: {field}: {error}") from error

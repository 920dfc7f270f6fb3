"""What a gate asks, as Polars: whom it concerns, and each of its conditions in three states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from config.gates import Condition, Gate, Grain
from config.standards import Standards
from transforms.expressions import compiled
from transforms.household.indicators import HOUSEHOLD, VILLAGE
from transforms.rules import OF_MEMBERS, person_schema
from transforms.takes import schema_of_grain

OF_GRAIN: Mapping[Grain, pl.Schema] = {"household": HOUSEHOLD, "village": VILLAGE}


def concerned(gate: Gate, standards: Standards, on: date) -> pl.Expr:
    """Whether a subject has to pass: Boolean, null where unknown. Raises ValueError naming gate and what is wrong."""
    return _said(gate.when, (), subject_schema(gate, standards), on, f"{gate.id}.yaml: when")


def asked(gate: Gate, condition: Condition, standards: Standards, on: date) -> pl.Expr:
    """Whether a subject meets a condition, with the thresholds of a day: Boolean, null where unknown. Raises ValueError as `concerned`."""
    schema = subject_schema(gate, standards, with_member=bool(condition.member))
    return _said(condition.expression, condition.parameters, schema, on, f"{gate.id}.yaml: {condition.id}: expression")


def member_asked(gate: Gate, condition: Condition, standards: Standards, on: date) -> pl.Expr:
    """What a condition asks of each member: Boolean, null where unknown. Raises ValueError as `concerned`."""
    return _said(condition.member, condition.parameters, person_schema(standards), on, f"{gate.id}.yaml: {condition.id}: member")


def subject_schema(gate: Gate, standards: Standards, *, with_member: bool = False) -> pl.Schema:
    """What a gate may ask of its subject. `members_hit` is not among it: members of whom nothing is known would count as none."""
    return _of_grain(gate.grain, standards, with_member=with_member)


@lru_cache(maxsize=64)
def _of_grain(grain: Grain, standards: Standards, *, with_member: bool) -> pl.Schema:
    built_in = {name: dtype for name, dtype in OF_GRAIN[grain].items() if name not in OF_MEMBERS}
    member = {"member": pl.Boolean()} if with_member else {}
    return pl.Schema({**built_in, **schema_of_grain(standards, grain), **member})


def _said(text: str, parameters: tuple[str, ...], schema: pl.Schema, on: date, where: str) -> pl.Expr:
    try:
        return compiled(text, parameters, schema, on)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error

"""What a rule asks, as Polars: of the subjects of its grain, and of each member of a household first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from config.rules import Grain, Rule
from config.standards import Standards, load_standards
from transforms.expressions import compiled
from transforms.household.indicators import FEED, HOUSEHOLD, PERSON, VILLAGE
from transforms.takes import schema_of_grain

GRAINS: Mapping[Grain, pl.Schema] = {"person": PERSON, "household": HOUSEHOLD, "village": VILLAGE, "feed": FEED, "town": FEED}
"""The built-in indicators that a rule of each grain may ask."""
OF_MEMBERS = ("member", "members_hit")
"""The indicators of a household that come from the rule's `member`."""


def asked(rule: Rule, on: date, standards: Standards | None = None) -> pl.Expr:
    """What the rule asks of its subject, with the thresholds of a day: Boolean, null where unknown. `standards`: whose indicators of
    feeds it may name; None for those of the project.

    Raises ValueError naming file, rule and what is wrong.
    """
    return _said(rule, "expression", schema_of(rule, standards or load_standards()), on)


def member_asked(rule: Rule, on: date, standards: Standards | None = None) -> pl.Expr:
    """What a household rule asks of each member: Boolean, null where unknown. Raises ValueError as `asked`, also without `member`."""
    return _said(rule, "member", person_schema(standards or load_standards()), on)


def schema_of(rule: Rule, standards: Standards) -> pl.Schema:
    """The indicators that the rule may ask of its subject."""
    return _of_grain(rule.grain, standards, with_members=bool(rule.member))


@lru_cache(maxsize=64)
def _of_grain(grain: Grain, standards: Standards, *, with_members: bool) -> pl.Schema:
    if grain == "household":
        return pl.Schema({**household_schema(with_members=with_members), **schema_of_grain(standards, "household")})
    if grain == "village":
        return pl.Schema({**VILLAGE, **schema_of_grain(standards, "village")})
    return person_schema(standards) if grain == "person" else GRAINS[grain]


def household_schema(*, with_members: bool) -> pl.Schema:
    """The built-in indicators of a household, with those that come from its members' answers where they are asked something."""
    return pl.Schema({name: dtype for name, dtype in HOUSEHOLD.items() if with_members or name not in OF_MEMBERS})


@lru_cache(maxsize=64)
def person_schema(standards: Standards) -> pl.Schema:
    """The indicators of a person."""
    return pl.Schema({**PERSON, **schema_of_grain(standards, "person")})


def of_members(members: pl.Expr, suffix: str = "") -> list[pl.Expr]:
    """`member` and `members_hit` of a household from its members' answers: any yes is yes; no yes and an unknown is unknown."""
    return [members.any(ignore_nulls=False).alias(f"member{suffix}"), members.sum().cast(pl.Int64).alias(f"members_hit{suffix}")]


def _said(rule: Rule, field: str, schema: pl.Schema, on: date) -> pl.Expr:
    try:
        return compiled(getattr(rule, field), rule.parameters, schema, on)
    except ValueError as error:
        raise ValueError(f"{rule.kind}.yaml: {rule.id}: {field}: {error}") from error

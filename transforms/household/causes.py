"""Causes of poverty: what the register declares, what the evidence says, and whether they agree.

Every registered household has an answer; that there is no evidence either way is one of them.
"""

from __future__ import annotations

import polars as pl

from config.causes import Cause, load_causes
from transforms.causes import household_evidence, person_evidence
from transforms.stages import Night

_MEMBER, _HIT = "cause_member_", "cause_members_hit_"


def of_person(persons: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """`persons` with `causes`: those that evidence about the person supports, in name order. Row by row."""
    about = [cause for cause in load_causes().values() if cause.person]
    told = [pl.when(person_evidence(cause, night.as_of)).then(pl.lit(cause.id)) for cause in about]
    return persons.with_columns(causes=pl.concat_list(told).list.drop_nulls())


def of_members(night: Night) -> dict[str, pl.Expr]:
    """For a household's people grouped: their three-state answers, under names that `of_household` knows."""
    about = {cause.id: person_evidence(cause, night.as_of) for cause in load_causes().values() if cause.person}
    return {
        **{_MEMBER + name: answer.any(ignore_nulls=False) for name, answer in about.items()},
        **{_HIT + name: answer.sum().cast(pl.Int64) for name, answer in about.items()},
    }


def of_household(homes: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """Households with the answers of their members -> `household_id, causes_evidence, cause_agreement, cause_primary_state,
    cause_secondary_state`, in their order.
    """
    for cause in load_causes().values():
        homes = _with_evidence(homes, cause, night)
    evidenced = pl.concat_list(pl.when(name).then(pl.lit(name)) for name in load_causes()).list.drop_nulls()
    return (
        homes.with_columns(
            causes_evidence=evidenced,
            cause_primary_state=_state("cause_primary"),
            cause_secondary_state=_state("cause_secondary"),
        )
        .with_columns(cause_agreement=_agreement())
        .select("household_id", "causes_evidence", "cause_agreement", "cause_primary_state", "cause_secondary_state")
    )


def _with_evidence(homes: pl.LazyFrame, cause: Cause, night: Night) -> pl.LazyFrame:
    """A column of the cause's name: whether there is evidence of it."""
    if not cause.person:
        return homes.with_columns(household_evidence(cause, night.as_of).alias(cause.id))
    answer = {"member": pl.col(_MEMBER + cause.id), "members_hit": pl.col(_HIT + cause.id)}
    return homes.with_columns(**answer).with_columns(household_evidence(cause, night.as_of).alias(cause.id))


def _state(declared: str) -> pl.Expr:
    """Confirmed | contradicted | unverifiable for the declared cause; null where none is."""
    answer = pl.coalesce(pl.when(pl.col(declared) == name).then(name) for name in load_causes())
    return (
        pl.when(pl.col(declared).is_null())
        .then(None)
        .when(answer)
        .then(pl.lit("confirmed"))
        .when(~answer)
        .then(pl.lit("contradicted"))
        .otherwise(pl.lit("unverifiable"))
    )


def _agreement() -> pl.Expr:
    states = pl.concat_list("cause_primary_state", "cause_secondary_state").list.drop_nulls()
    declared = states.list.len() > 0
    confirmed = states.list.contains("confirmed")
    return (
        pl.when(~declared)
        .then(pl.when("registered").then(pl.lit("undeclared")))
        .when(confirmed & (states.list.n_unique() == 1))
        .then(pl.lit("agrees"))
        .when(confirmed)
        .then(pl.lit("partly"))
        .when(states.list.contains("contradicted"))
        .then(pl.lit("contradicted"))
        .otherwise(pl.lit("no_evidence"))
    )

"""Causes of poverty: what the register declares, what the evidence says, and whether they agree.

Every registered household has an answer; that there is no evidence either way is one of them.
"""

from __future__ import annotations

import polars as pl

from config.causes import Cause, load_causes
from transforms.causes import household_evidence, person_evidence
from transforms.rules import OF_MEMBERS, of_members
from transforms.stages import Night


def _of(cause: Cause) -> str:
    """What the columns of a cause's answers end in."""
    return f"_cause_{cause.id}"


def of_person(persons: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """`persons` with `causes`: those that evidence about the person supports, in name order. Row by row."""
    about = [cause for cause in load_causes().values() if cause.person]
    told = [pl.when(person_evidence(cause, night.as_of)).then(pl.lit(cause.id)) for cause in about]
    return persons.with_columns(causes=pl.concat_list(told).list.drop_nulls())


def evidence_of_members(night: Night) -> list[pl.Expr]:
    """For a household's people grouped: their three-state answers, under names that `of_household` knows."""
    about = [cause for cause in load_causes().values() if cause.person]
    answers = (of_members(person_evidence(cause, night.as_of), suffix=_of(cause)) for cause in about)
    return [expression for answer in answers for expression in answer]


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
    own = {name: name + _of(cause) for name in OF_MEMBERS}
    return homes.with_columns(**own).with_columns(household_evidence(cause, night.as_of).alias(cause.id))


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

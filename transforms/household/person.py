"""The person: the chosen value of every field, one row a person, and beside them what rules ask of a person alone (`asked.py`).

Unknown is never no: of a person without a usable number, or of a feed never delivered, insurance is `unknown`, and
costs, schemes, disability and schooling are null unless a row of theirs says otherwise.
"""

from __future__ import annotations

import polars as pl

from config.policies import Policies, Source
from transforms.household.asked import asked_of
from transforms.household.causes import of_person
from transforms.household.states import ASSISTANCE, ENROLMENT, SETTLEMENTS
from transforms.household.tables import yuan
from transforms.household.voices import ELSEWHERE, candidate, unlisted
from transforms.stages import Night, stage


@stage(key=None)
def persons(night: Night, *, dossier: pl.LazyFrame) -> pl.LazyFrame:
    """Persons with their chosen values and what rules ask of them alone, in the dossier's order; money in fen."""
    chosen = dossier.select(
        "person_id",
        household_id="roster_household_id",
        relation="roster_relation",
        sex=_chosen("sex", night.policies),
        birth_date=_chosen("birth_date", night.policies),
        id_valid=_id_valid(),
        alive=_alive(),
        insurance=_insurance(night),
        disability_type="certificates_disability_type",
        disability_grade="certificates_disability_grade",
        school_stage="students_school_stage",
        school_status="students_school_status",
        self_pay_fen=_fen("self_pay_fen", night),
        medical_aid_fen=_fen("medical_aid_fen", night),
        schemes=_schemes(night),
        **asked_of(night),
    )
    return of_person(chosen.with_columns(living=pl.col("alive").fill_null(value=True)), night).drop("living")


def person(night: Night, persons: pl.LazyFrame) -> pl.LazyFrame:
    """The published columns of `persons`."""
    return persons.with_columns(
        self_pay_12m=yuan("self_pay_fen"), medical_aid_12m=yuan("medical_aid_fen"), edition=pl.lit(night.edition)
    )


def _chosen(field: str, policies: Policies) -> pl.Expr:
    """The field's value by its policy: the first source that has one, or what is known of people no feed lists."""
    sources: tuple[Source, ...] = policies.person[field]
    return pl.coalesce(*map(candidate, sources), unlisted(field))


def _id_valid() -> pl.Expr:
    return pl.when("by_number").then(statement=True).when("is_unusable").then(statement=False)


def _alive() -> pl.Expr:
    """False by a confirmed death only; unknown for people of whom nothing but an unconfirmed death is known."""
    only_reported = pl.col("died").is_not_null() & pl.col(f"{ELSEWHERE}_feed").is_not_null()
    return pl.when(pl.col("died")).then(statement=False).when(~only_reported).then(statement=True)


def _insurance(night: Night) -> pl.Expr:
    absent = pl.col("by_number") & pl.lit(ENROLMENT in night.delivered)
    return pl.coalesce("enrolment_insurance", pl.when(absent).then(pl.lit("none")).otherwise(pl.lit("unknown")))


def _fen(column: str, night: Night) -> pl.Expr:
    linked = pl.col("by_number") | pl.col("enrolment_insurance").is_not_null()
    return pl.coalesce(column, pl.when(linked & pl.lit(SETTLEMENTS in night.delivered)).then(pl.lit(0, pl.Int64)))


def _schemes(night: Night) -> pl.Expr:
    linked = pl.col("by_number") | pl.col("assistance_drop_id").is_not_null()
    return pl.coalesce("schemes", pl.when(linked & pl.lit(ASSISTANCE in night.delivered)).then(_nothing()))


def _nothing() -> pl.Expr:
    return pl.lit([], pl.List(pl.String))

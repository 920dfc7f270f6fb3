"""The person: the chosen value of every field, one row a person.

Unknown is never no: of a person without a usable number, or of a feed never delivered, insurance is `unknown`, and
costs, schemes, disability and schooling are null unless a row of theirs says otherwise.
"""

from __future__ import annotations

import polars as pl

from config.policies import Policies, Source
from config.thresholds import threshold
from transforms.household.states import ASSISTANCE, CERTIFICATES, ENROLMENT, SETTLEMENTS
from transforms.household.tables import schema_of, yuan
from transforms.household.voices import ELSEWHERE, candidate, unlisted
from transforms.stages import Night, stage

SEVERE_DISABILITY = "severe_disability"


@stage(key=None)
def persons(night: Night, *, dossier: pl.LazyFrame) -> pl.LazyFrame:
    """Persons with their chosen values, in the dossier's order; money in fen."""
    return dossier.select(
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
        **_groups(night),
    )


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
    nothing = pl.lit([], pl.List(pl.String))
    return pl.coalesce("schemes", pl.when(linked & pl.lit(ASSISTANCE in night.delivered)).then(nothing))


def _groups(night: Night) -> dict[str, pl.Expr]:
    """The groups a person belongs to, with the row that puts them there."""
    severe = pl.col("certificates_disability_grade") <= int(threshold("severe_grade_to", night.as_of))
    evidence = pl.struct(
        group=pl.lit(SEVERE_DISABILITY),
        feed=pl.lit(CERTIFICATES),
        drop_id="certificates_drop_id",
        sheet="certificates_sheet",
        row=pl.col("certificates_row").cast(pl.Int64),
        column=pl.lit("grade"),
    )
    kind = schema_of("person")["group_evidence"]
    return {
        "groups": pl.when(severe).then(pl.lit([SEVERE_DISABILITY])).otherwise(pl.lit([], pl.List(pl.String))),
        "group_evidence": pl.when(severe).then(pl.concat_list(evidence)).otherwise(pl.lit([], kind)),
    }

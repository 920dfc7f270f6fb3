"""Whose row it is: each feed's rows with `person_id`, by exact number, else by the feed's own key.

Added columns: `person_id`; `by_number` (the person was found by a usable number); `number_birth`, `number_sex` (what
the usable number tells); `in_its_place` (the token of what stands there instead, blank or unusable) and `is_unusable`.
Known trap: a child entered under a parent's or guardian's number.
"""

from __future__ import annotations

import polars as pl

from config.thresholds import threshold
from transforms.household.borrowed import agrees, contradicts, disowned, holders_of
from transforms.household.ids import household_of, person_of
from transforms.household.states import AID, ASSISTANCE, CERTIFICATES, ENROLMENT, EVENTS, OF_NUMBER, ROSTER, STUDENTS
from transforms.stages import Night, stage

UNUSABLE = ("invalid", "placeholder")
"""States of a number that is there and links nobody."""


@stage(key="id_number__person")
def roster_rows(night: Night, *, roster: pl.LazyFrame) -> pl.LazyFrame:
    """Roster rows with person and household, and what is wrong with the number: `id_state` (valid | card | invalid | placeholder | none |
    borrowed), `birth_contradicts`, `sex_contradicts`, `borrowed_from` (see `borrowed.disowned`, by the roster's own rows), and `shares_number`.
    """
    known = holders_of(roster.filter(agrees()), roster.filter(contradicts()))
    return (
        disowned(roster, known)
        .with_columns(
            shares_number=_shares(night),
            id_state=pl.when(pl.col("borrowed_from").is_not_null()).then(pl.lit("borrowed")).otherwise("id_number__state"),
            birth_contradicts=pl.col("birth_date") != pl.col("id_number__birth"),
            sex_contradicts=pl.col("sex") != pl.col("id_number__sex"),
        )
        .with_columns(household_id=household_of(pl.col("household_no"), key=night.key))
        .with_columns(person_id=person_of(pl.col("id_number__person"), feed=ROSTER, key=night.key))
        .pipe(_with_number, "id_number")
    )


@stage(key=None)
def assistance_rows(night: Night, *, assistance: pl.LazyFrame) -> pl.LazyFrame:
    """Assistance rows with the beneficiary's person."""
    return _by_own_number(assistance, "id_number", ASSISTANCE, night)


@stage(key=None)
def event_rows(night: Night, *, events: pl.LazyFrame) -> pl.LazyFrame:
    """Vital events with the person of the first name."""
    return _by_own_number(events, "id_number", EVENTS, night)


@stage(key="id_number__person")
def enrolment_rows(night: Night, *, enrolment: pl.LazyFrame, holders: pl.LazyFrame) -> pl.LazyFrame:
    """Insurance rows with the insured person, who is not the holder of somebody else's number."""
    told = disowned(enrolment, holders).with_columns(shares_number=_shares(night))
    return _by_own_number(told, "id_number", ENROLMENT, night)


@stage(key=None)
def certificate_rows(night: Night, *, certificates: pl.LazyFrame) -> pl.LazyFrame:
    """Disability cards with the person of the first 18 characters of the card's number."""
    return _by_own_number(certificates, "certificate_no", CERTIFICATES, night)


@stage(key="id_number__person")
def student_rows(night: Night, *, students: pl.LazyFrame, holders: pl.LazyFrame) -> pl.LazyFrame:
    """Student rows with the pupil's person: the ID number, else the one inside a G student number.

    The ID number is passed over where it is the guardian's or somebody else's, or contradicts a birth date that the G number agrees with.
    """
    own, inside = pl.col("id_number__birth"), pl.col("student_no__birth")
    guardians = pl.col("id_number__person").eq_missing(pl.col("guardian_id_number__person"))
    outvoted = (own != pl.col("birth_date")) & (inside == pl.col("birth_date"))
    by_id = pl.col("id_number__person").is_not_null() & ~guardians & ~outvoted.fill_null(value=False)
    by_student_no = pl.col("student_no__person").is_not_null()
    parts = {
        suffix: pl.when(by_id).then(f"id_number{suffix}").when(by_student_no).then(f"student_no{suffix}")
        for suffix in ("__person", "__birth", "__sex", "__state")
    }
    unusable = pl.when(pl.col("id_number__person").is_null()).then("id_number__state").otherwise(pl.lit("invalid"))
    return (
        disowned(students, holders)
        .with_columns(shares_number=_shares(night))
        .with_columns(parts[suffix].alias(f"pupil{suffix}") for suffix in ("__person", "__birth", "__sex"))
        .with_columns(pupil=pl.col("id_number"), pupil__state=pl.coalesce(parts["__state"], unusable))
        .with_columns(person_id=person_of(pl.col("pupil__person"), feed=STUDENTS, key=night.key))
        .pipe(_with_number, "pupil")
        .drop(f"{number}{part}" for number in ("id_number", "student_no") for part in OF_NUMBER if number + part != "student_no")
    )


@stage(key="psn_no")
def settlement_rows(night: Night, *, settlements: pl.LazyFrame, enrolment: pl.LazyFrame) -> pl.LazyFrame:
    """Bills with the patient's person: the ID number, else the person insured under the bill's psn_no.

    `numbered`: the bill itself bears the number. Patients found by neither are one person a psn_no, under the id the enrolment feed would give them.
    """
    numbered = pl.col("id_number__person").is_not_null()
    strangers = settlements.filter(~numbered)
    insured = enrolment.join(strangers, on="psn_no", how="semi").select(
        "psn_no", insured_person="person_id", insured_by_number="by_number"
    )
    person = person_of(pl.col("insured_person"), feed=ENROLMENT, key=night.key, source=pl.col("psn_no"))
    return pl.concat(
        [
            settlements.filter(numbered)
            .with_columns(person_id="id_number__person", numbered=pl.lit(value=True))
            .pipe(_with_number, "id_number"),
            strangers.join(insured, on="psn_no", how="left")
            .with_columns(person_id=person, numbered=pl.lit(value=False))
            .pipe(_with_number, "id_number")
            .with_columns(by_number=pl.col("insured_by_number").fill_null(value=False))
            .drop("insured_person", "insured_by_number"),
        ]
    )


@stage(key="student_no")
def aid_rows(night: Night, *, aid: pl.LazyFrame, students: pl.LazyFrame) -> pl.LazyFrame:
    """Student aid with the pupil's person: ID number, else a G student number, else the student under that number.

    `anchored`: that is a person whom a usable number makes known, whichever of these it was.
    """
    known = students.select("student_no", student_person="person_id", student_by_number="by_number")
    numbers = [pl.col("id_number__person"), pl.col("student_no__person"), pl.col("student_person")]
    return (
        aid.join(known, on="student_no", how="left", maintain_order="left")
        .with_columns(
            person_id=person_of(*numbers, feed=AID, key=night.key),
            anchored=pl.coalesce(numbers[:2]).is_not_null() | pl.col("student_by_number").fill_null(value=False),
        )
        .drop("student_person", "student_by_number")
        .pipe(_with_number, "id_number")
    )


def _shares(night: Night) -> pl.Expr:
    """Whether a number that is somebody else's is borne by a second person: a child under a parent's or guardian's number is not."""
    years = int(threshold("generation_years", night.as_of))
    is_child = pl.col("birth_date") >= pl.col("id_number__birth").dt.offset_by(f"{years}y")
    return pl.col("borrowed_from").is_not_null() & ~is_child


def _by_own_number(rows: pl.LazyFrame, number: str, feed: str, night: Night) -> pl.LazyFrame:
    person = person_of(pl.col(f"{number}__person"), feed=feed, key=night.key)
    return rows.with_columns(person_id=person).pipe(_with_number, number)


def _with_number(rows: pl.LazyFrame, number: str) -> pl.LazyFrame:
    """The rows with what the number tells; its own columns have said all they can."""
    usable = pl.col(f"{number}__person").is_not_null()
    return rows.with_columns(
        by_number=usable,
        number_birth=pl.when(usable).then(f"{number}__birth"),
        number_sex=pl.when(usable).then(f"{number}__sex"),
        in_its_place=pl.when(~usable).then(number),
        is_unusable=~usable & pl.col(f"{number}__state").is_in(UNUSABLE),
    ).drop(f"{number}{part}" for part in OF_NUMBER)

"""What other departments say of each field of the register, person by person: confirmed, contradicted, or beyond their knowledge.

The register is that of registered households (建档立卡): of the others nothing was ever claimed. A blank in it and a field that no
other department keeps are unverifiable. One contradiction outweighs any confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from transforms.household.asked import SICK
from transforms.household.schooling import AT_SCHOOL
from transforms.household.states import CERTIFICATES, EVENTS, ROSTER, SETTLEMENTS, STUDENTS
from transforms.household.voices import VOICES
from transforms.stages import Night, stage

STATES = ("confirmed", "contradicted", "unverifiable")
_STATE = pl.Enum(STATES)
UNTOLD = ("relation", "ethnicity", "education_level", "labour", "months_worked")
"""Fields of the register that no other department of the four keeps."""
NOT_AT_SCHOOL = r"^(非|不|无|否)"
"""How the register says that somebody is no pupil."""


class Say(NamedTuple):
    """What one feed says of a field: true where it agrees, false where it does not, null where it cannot tell."""

    feed: str
    agrees: pl.Expr


@stage(key="household_id")
def register_check(night: Night, *, listed: pl.LazyFrame, registered: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person of a registered household, in the order of `listed`: its place, `<field>_state`, and for fields told by others
    `<field>_by`, who. `listed`: the dossier with the `household_id` of the roster. `registered`: registered households with `town` and
    `village_code`.
    """
    told = _told(night)
    return listed.join(registered, on="household_id", maintain_order="left").select(
        "person_id",
        "household_id",
        "town",
        "village_code",
        *(_state(says).alias(f"{field}_state") for field, says in told.items()),
        *(_called("unverifiable").alias(f"{field}_state") for field in UNTOLD),
        *(_by(says).alias(f"{field}_by") for field, says in told.items()),
    )


@stage(key="town")
def field_confirmation(night: Night, *, checks: pl.LazyFrame) -> pl.LazyFrame:
    """One row a field and town: persons, and how many of them are in each state."""
    fields = (*_told(night), *UNTOLD)
    counts = [
        (pl.col(f"{field}_state") == state).sum().cast(pl.Int64).alias(f"{field}|{state}") for field in fields for state in STATES
    ]
    return (
        checks.filter(pl.col("town").is_not_null())
        .group_by("town")
        .agg(pl.len().cast(pl.Int64).alias("persons"), *counts)
        .unpivot(index=["town", "persons"])
        .with_columns(pl.col("variable").str.split_exact("|", 1).struct.rename_fields(["field", "state"]).struct.unnest())
        .group_by("field", "town", "persons")
        .agg(pl.col("value").filter(pl.col("state") == state).sum().alias(state) for state in STATES)
        .with_columns(edition=pl.lit(night.edition))
        .sort("field", "town")
    )


def _told(night: Night) -> Mapping[str, Sequence[Say]]:
    """Fields of which other departments know something, with what each says."""
    return {
        "name": [Say(VOICE_FEEDS[voice], _same("name", voice)) for voice in OTHERS],
        "id_number": [Say(VOICE_FEEDS[voice], _by_the_number(voice)) for voice in OTHERS] + [Say(ROSTER, _usable())],
        "sex": [Say(VOICE_FEEDS[voice], _same("sex", voice)) for voice in ("enrolment", "students")]
        + [Say(ROSTER, _never(pl.col("roster_sex_contradicts")))],
        "birth_date": [Say(VOICE_FEEDS[voice], _same("birth_date", voice)) for voice in ("enrolment", "students")]
        + [Say(ROSTER, _never(pl.col("roster_birth_contradicts")))],
        "alive": [Say(EVENTS, _never(pl.col("died")))],
        "health": [Say(CERTIFICATES, _health_by_card(night)), Say(SETTLEMENTS, _health_by_bills())],
        "student_status": [Say(STUDENTS, _schooling(night))],
    }


VOICE_FEEDS = {prefix: feed for feed, prefix in VOICES.items()}
OTHERS = tuple(voice for voice in VOICE_FEEDS if voice != "roster")


def _state(says: Sequence[Say]) -> pl.Expr:
    denied = pl.any_horizontal(~say.agrees.fill_null(value=True) for say in says)
    agreed = pl.any_horizontal(say.agrees.fill_null(value=False) for say in says)
    return (
        pl.when(denied).then(_called("contradicted")).when(agreed).then(_called("confirmed")).otherwise(_called("unverifiable"))
    )


def _called(state: str) -> pl.Expr:
    """States are codes until they are published: thirteen columns of text for everybody would cost more than the checks."""
    return pl.lit(state, _STATE)


def _by(says: Sequence[Say]) -> pl.Expr:
    """The first feed that contradicts, else the first that confirms."""
    deny = [pl.when(~say.agrees).then(pl.lit(say.feed)) for say in says]
    agree = [pl.when(say.agrees).then(pl.lit(say.feed)) for say in says]
    return pl.coalesce(*deny, *agree)


def _same(field: str, voice: str) -> pl.Expr:
    return pl.col(f"{voice}_{field}") == pl.col(f"roster_{field}")


def _by_the_number(voice: str) -> pl.Expr:
    """Another department knows somebody under the roster's number, by the roster's name; under another name it says nothing of it."""
    known = pl.col("roster_by_number") & pl.col(f"{voice}_by_number") & _same("name", voice)
    return pl.when(known).then(statement=True)


def _usable() -> pl.Expr:
    """A number that cannot be one is contradicted by itself."""
    return _never(pl.col("roster_id_state").is_in(["invalid", "placeholder", "borrowed"]))


def _never(contradicts: pl.Expr) -> pl.Expr:
    """What can be contradicted and not be confirmed."""
    return pl.when(contradicts).then(statement=False)


def _health_by_card(night: Night) -> pl.Expr:
    """An active card confirms a disability and contradicts good health; no card contradicts a disability."""
    health, active = pl.col("roster_health").cast(pl.String), pl.col("certificates_is_active").fill_null(value=False)
    no_card = pl.col("by_number") & pl.lit(CERTIFICATES in night.delivered) & ~active
    return (
        pl.when(active & (health == "disabled"))
        .then(statement=True)
        .when((active & (health == "healthy")) | (no_card & (health == "disabled")))
        .then(statement=False)
    )


def _health_by_bills() -> pl.Expr:
    """Bills confirm an illness; that there are none proves nothing."""
    sick = pl.col("roster_health").cast(pl.String).is_in(SICK)
    return pl.when(sick & pl.col("is_ill")).then(statement=True)


def _schooling(night: Night) -> pl.Expr:
    said = ~pl.col("roster_student_status").cast(pl.String).str.contains(NOT_AT_SCHOOL)
    status = pl.col("students_school_status")
    absent = pl.col("by_number") & pl.lit(STUDENTS in night.delivered) & pl.col("students_drop_id").is_null()
    really = pl.when(status.is_not_null()).then(status.is_in(AT_SCHOOL)).when(absent).then(statement=False)
    return said == really

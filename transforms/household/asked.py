"""What rules ask of a person that their own rows answer, row by row from the dossier; null where nothing tells.

That a person is in no list of a feed says something only of people known by a usable number, and only where the feed was delivered.
"""

from __future__ import annotations

import polars as pl

from transforms.household.schooling import AT_SCHOOL
from transforms.household.states import AID, CERTIFICATES, ENROLMENT, SETTLEMENTS, STUDENTS
from transforms.household.voices import VOICES
from transforms.stages import Night

SICK = ("chronic", "major_illness")
"""Health of the register that is evidence of illness."""


def asked_of(night: Night) -> dict[str, pl.Expr]:
    """Columns by name; money in fen."""
    return {
        "linked": pl.col("by_number"),
        "died": pl.col("died").fill_null(value=False),
        "died_on": pl.when("died").then("died_on"),
        "health": pl.col("roster_health"),
        "labour": pl.col("roster_labour"),
        "id_state": pl.col("roster_id_state"),
        "birth_contradicts": pl.col("roster_birth_contradicts"),
        "sex_contradicts": pl.col("roster_sex_contradicts"),
        "other_names": _other_names(),
        "number_shared": pl.col("is_shared_number").fill_null(value=False),
        "two_numbers": pl.col("is_two_numbers").fill_null(value=False),
        "households": _households(),
        "assisted_since": pl.col("assisted_since"),
        "assistance_village_code": pl.col("assistance_village_code"),
        "hidden_spouse": pl.col("is_hidden_spouse").fill_null(value=False),
        "not_insured_reason": pl.col("enrolment_not_insured_reason"),
        "was_insured": _found("is_insured_before", night, ENROLMENT),
        "premium_aid_fen": pl.col("enrolment_premium_aid"),
        "ill": _ill(night),
        "late_bills": pl.col("late_bills").fill_null(0),
        "card_active": _found("certificates_is_active", night, CERTIFICATES),
        "disabled": _disabled(night),
        "at_school": _at_school(night),
        "in_no_school_list": _in_no_school_list(night),
        "living_subsidy_fen": pl.col("certificates_living_subsidy"),
        "nursing_subsidy_fen": pl.col("certificates_nursing_subsidy"),
        "rain_dew": _found("is_rain_dew", night, AID, unsure="is_rain_dew_undated"),
    }


def _found(fact: str, night: Night, feed: str, unsure: str = "") -> pl.Expr:
    """Yes where the fact was found; no where the feed would have told; unknown else, and where it is `unsure`."""
    doubtful = pl.col(unsure) if unsure else pl.lit(value=False)
    return (
        pl.when(pl.col(fact))
        .then(statement=True)
        .when(_tells(night, feed) & ~doubtful.fill_null(value=False))
        .then(statement=False)
    )


def _tells(night: Night, feed: str) -> pl.Expr:
    """Whether silence of the feed about the person means no."""
    return pl.col("by_number") & pl.lit(feed in night.delivered)


def _ill(night: Night) -> pl.Expr:
    sick = pl.col("roster_health").cast(pl.String).is_in(SICK)
    return pl.when(pl.col("is_ill") | sick).then(statement=True).when(_tells(night, SETTLEMENTS)).then(statement=False)


def _disabled(night: Night) -> pl.Expr:
    """The disability feed is the authority: who is linked and holds no active card is not disabled, unless the register says so."""
    said = (pl.col("roster_health").cast(pl.String) == "disabled").fill_null(value=False)
    return _found("certificates_is_active", night, CERTIFICATES) | said


def _at_school(night: Night) -> pl.Expr:
    status = pl.col("students_school_status")
    return pl.when(status.is_not_null()).then(status.is_in(AT_SCHOOL)).when(_in_no_school_list(night)).then(statement=False)


def _in_no_school_list(night: Night) -> pl.Expr:
    """A row whose status is blank is a row: such a pupil is listed, and nothing more is known."""
    return _tells(night, STUDENTS) & pl.col("students_drop_id").is_null()


def _other_names() -> pl.Expr:
    """Whether a row under the number of the roster's person bears another name than the roster row; rows linked otherwise say nothing."""
    named = [pl.when(f"{voice}_by_number").then(f"{voice}_name") for voice in VOICES.values() if voice != "roster"]
    ranges = [pl.col(name) for name in ("name_low", "name_high", "bills_name_low", "bills_name_high")]
    differs = [(name != pl.col("roster_name")).fill_null(value=False) for name in (*named, *ranges)]
    return pl.col("roster_by_number").fill_null(value=False) & pl.any_horizontal(differs)


def _households() -> pl.Expr:
    """In how many households of the roster the person stands."""
    others = pl.col("other_homes").list.set_difference(pl.concat_list("roster_household_id")).list.len()
    listed = pl.col("roster_household_id").is_not_null().cast(pl.Int64)
    return listed + pl.when(pl.col("other_homes").is_not_null()).then(others.cast(pl.Int64)).otherwise(0)

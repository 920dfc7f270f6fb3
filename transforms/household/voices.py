"""The feeds that say who a person is, and where their say stands in the dossier."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from config.policies import Source
from transforms.household.states import ASSISTANCE, CERTIFICATES, ENROLMENT, ROSTER, STUDENTS

VOICES: Mapping[str, str] = {
    ROSTER: "roster",
    ENROLMENT: "enrolment",
    STUDENTS: "students",
    CERTIFICATES: "certificates",
    ASSISTANCE: "assistance",
}
"""Feed -> prefix of its columns in the dossier."""

ELSEWHERE = "elsewhere"
"""Prefix of what is known of people no feed lists."""

NUMBER = "number"
"""Column of a source that tells the number itself."""

_OF_NUMBER = {"birth": "number_birth", "sex": "number_sex"}


def is_told_by_number(source: Source) -> bool:
    """Whether the value comes out of a resident ID number."""
    return "__" in source.column


def candidate(source: Source) -> pl.Expr:
    """The dossier's column for what a source says."""
    voice = VOICES[source.feed]
    if is_told_by_number(source):
        return pl.when(f"{voice}_by_number").then(_OF_NUMBER[source.column.partition("__")[2]])
    return number(voice) if source.column == NUMBER else pl.col(f"{voice}_{source.column}")


def has_value(source: Source) -> pl.Expr:
    """Whether `candidate` has a value, told without making it."""
    voice = VOICES[source.feed]
    by_number = pl.col(f"{voice}_by_number").fill_null(value=False)
    if is_told_by_number(source):
        return by_number & pl.col(_OF_NUMBER[source.column.partition("__")[2]]).is_not_null()
    if source.column == NUMBER:
        return by_number | pl.col(f"{voice}_in_its_place").is_not_null()
    return pl.col(f"{voice}_{source.column}").is_not_null()


def number(voice: str) -> pl.Expr:
    """The person's number as a feed has it: the person_id where it is usable, else a token of what is in its place."""
    return pl.when(f"{voice}_by_number").then("person_id").otherwise(f"{voice}_in_its_place")


def unlisted(field: str) -> pl.Expr:
    """What is known of a person whom no feed lists."""
    if field == "name":
        return pl.col(f"{ELSEWHERE}_name")
    if field == "id_number":
        return number(ELSEWHERE)
    return pl.when(f"{ELSEWHERE}_by_number").then({"birth_date": "number_birth", "sex": "number_sex"}[field])

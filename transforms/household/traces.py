"""The rows that evidence can point to, by the trace's name: the frames of the night, each with whose rows they are."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.costs import in_window
from transforms.household.evidence import traced
from transforms.household.states import AID, ASSISTANCE, CERTIFICATES, ENROLMENT, ROSTER, SETTLEMENTS, STUDENTS
from transforms.stages import Night

SPOKEN = ("roster", "enrolment", "students", "certificates")
"""Traces that are the row which speaks for the person in a feed."""


def sources(dossier: pl.LazyFrame) -> pl.LazyFrame:
    """Of everybody where the rows stand that speak for them, and whose name and death is looked up by."""
    places = [f"{name}_{part}" for name in (*SPOKEN, "death") for part in ("drop_id", "sheet", "row")]
    return dossier.select("person_id", *places, "roster_name", "died_on", pl.col("died").fill_null(value=False))


def of_dossier(spoken: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The rows that speak for a person, and the confirmed death. `spoken`: `sources` of those who are asked about."""
    said = {name: traced(spoken, "person_id", name, prefix=f"{name}_") for name in SPOKEN}
    return {**said, "death": traced(spoken.filter("died"), "person_id", "death", prefix="death_")}


def of_rows(night: Night, rows: Mapping[str, pl.LazyFrame], assisted: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Rows of a feed as they lie. `assisted`: ranked assistance rows."""
    bills = rows[SETTLEMENTS].filter(in_window(night))
    return {
        "roster_rows": traced(rows[ROSTER], "person_id", "roster_rows"),
        "assistance": traced(assisted.filter("is_received"), "person_id", "assistance"),
        "bills": traced(bills, "person_id", "bills", weight=pl.col("self_pay")),
        "aid": traced(rows[AID], "person_id", "aid"),
    }


def of_names(rows: Mapping[str, pl.LazyFrame], sighted: pl.LazyFrame, holders: pl.LazyFrame) -> pl.LazyFrame:
    """Rows under a number that bear another name than the roster's holder of it does.

    `holders`: person_id and `roster_name` of those of whom it is asked.
    """
    named = [_named(rows[feed].filter("by_number"), feed) for feed in (ROSTER, ENROLMENT, STUDENTS, CERTIFICATES, ASSISTANCE)]
    bills = _named(rows[SETTLEMENTS].filter("numbered"), SETTLEMENTS)
    seen = sighted.filter("by_number").select("person_id", "feed", "name", "_drop_id", "_sheet", "_row")
    known = holders.select("person_id", "roster_name")
    others = pl.concat([frame.join(known, on="person_id") for frame in (*named, bills, seen)])
    return traced(others.filter(pl.col("name") != pl.col("roster_name")), "person_id", "names")


def _named(rows: pl.LazyFrame, feed: str) -> pl.LazyFrame:
    return rows.select("person_id", feed=pl.lit(feed), name="name", _drop_id="_drop_id", _sheet="_sheet", _row="_row")

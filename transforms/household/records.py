"""What linkage compares: the rows of people without a usable number, and those of the people they may be.

Grain of a record: one row a person and spelling (name, birth date, sex) under which the feeds know them, since nearly all feeds repeat the same.
Names, numbers and phones are tokens here; whoever may look into the vault puts the values in their place.
Known trap: a number that is somebody else's (a guardian's) is no number of the row's person, and says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.states import AID, ASSISTANCE, CERTIFICATES, ENROLMENT, EVENTS, ROSTER, SETTLEMENTS, STUDENTS
from transforms.household.voices import VOICES

LISTS = tuple(VOICES)
"""Feeds that list people, the most telling first."""
FACTS = (SETTLEMENTS, AID, EVENTS)
TOLD = pl.Schema(
    {
        "person_id": pl.String(),
        "feed": pl.String(),
        "anchored": pl.Boolean(),
        "name": pl.String(),
        "birth_date": pl.Date(),
        "sex": pl.String(),
        "number": pl.String(),
        "household_id": pl.String(),
        "village_code": pl.String(),
        "town": pl.String(),
        "phone": pl.String(),
        "kin": pl.String(),
        "kin_name": pl.String(),
        "source_no": pl.String(),
        "stage": pl.String(),
        "_key": pl.String(),
    }
)
"""A feed's row as linkage hears it. `anchored`: the person is known by a usable number, this row's or another's; `number`: the person_id where
the row bears a usable one, else the token of what stands in its place; `kin`: guardian, head or partner; `source_no`: the insurer's or the
school's number, which other feeds repeat.
"""

OF_FEED: Mapping[str, Mapping[str, str]] = {
    ROSTER: {name: name for name in ("birth_date", "sex", "household_id", "village_code", "town", "phone")},
    ENROLMENT: {"birth_date": "birth_date", "sex": "sex", "source_no": "psn_no"},
    STUDENTS: {
        "birth_date": "birth_date",
        "sex": "sex",
        "kin": "guardian_id_number__person",
        "kin_name": "guardian_name",
        "source_no": "student_no",
        "stage": "stage",
    },
    CERTIFICATES: {},
    ASSISTANCE: {"kin": "head_id_number__person", "kin_name": "head_name", "village_code": "village_code"},
    SETTLEMENTS: {"source_no": "psn_no"},
    AID: {"source_no": "student_no"},
    EVENTS: {"kin": "partner_id_number__person", "kin_name": "partner_name"},
}
"""Feed -> column of TOLD -> the feed's own."""
HOME = ("household_id", "village_code", "town", "phone")


def told(rows: Mapping[str, pl.LazyFrame]) -> Mapping[str, pl.LazyFrame]:
    """Every feed's identified rows as TOLD, row by row."""
    return {feed: _told(rows[feed], feed) for feed in OF_FEED}


def unanchored(heard: Mapping[str, pl.LazyFrame]) -> list[pl.LazyFrame]:
    """The rows of people whom no usable number makes known (TOLD), feed by feed."""
    return [rows.filter(~pl.col("anchored")) for rows in heard.values()]


def is_unborn(person: str) -> pl.Expr:
    """Whether no row of the person (a column of ids) tells a birth date: then a name alone has to do."""
    return pl.col("birth_date").is_null().all().over(person)


def homes(heard: Mapping[str, pl.LazyFrame], people: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person of `people` (person_id) whom the roster lists: where they live (HOME); of several households the smallest id."""
    return (
        heard[ROSTER].join(people, on="person_id", how="semi").sort("person_id", "household_id", "_key")
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", *HOME)
    )  # fmt: skip


def listed(heard: Mapping[str, pl.LazyFrame], people: pl.LazyFrame) -> list[pl.LazyFrame]:
    """The rows of these people in the feeds that list any (TOLD), feed by feed."""
    return [heard[feed].join(people, on="person_id", how="semi") for feed in LISTS]


def records(rows: pl.LazyFrame, homes: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """One row a record, ordered by `record_id`, with the columns that `config/linkage.yaml` reads; names, numbers and phones still tokens.

    `homes`: of these people and their kin; `names`: `names_at_home`. `households` are the person's own and that of their kin.
    """
    own = homes.rename({name: f"home_{name}" for name in HOME})
    of_kin = homes.select(kin="person_id", **{f"kin_{name}": name for name in HOME if name != "phone"})
    places = [pl.coalesce(name, f"home_{name}", f"kin_{name}").alias(name) for name in ("village_code", "town")]
    at_home = [pl.coalesce(name, f"home_{name}").alias(name) for name in ("household_id", "phone")]
    return (
        _spellings(rows)
        .join(own, on="person_id", how="left")
        .join(of_kin, on="kin", how="left")
        .with_columns(*places, *at_home)
        .with_columns(households=pl.concat_list("household_id", "kin_household_id").list.drop_nulls().list.unique().list.sort())
        .with_columns(home=pl.coalesce("household_id", "kin_household_id"))
        .join(names, on="home", how="left")
        .with_columns(
            kin_names=pl.when(pl.col("kin_name").is_not_null()).then(pl.concat_list("kin_name")).otherwise("names_at_home"),
        )
        .drop("^home_.*$", "^kin_(household_id|village_code|town)$", "names_at_home", "kin_name")
        .rename({"person_id": "entity_id"})
        .sort("record_id")
    )


def names_at_home(heard: Mapping[str, pl.LazyFrame], homes: pl.LazyFrame) -> pl.LazyFrame:
    """One row a household (`home`) of `homes`: `names_at_home`, the name tokens of everybody the roster has there."""
    there = homes.select("household_id").unique()
    return (
        heard[ROSTER]
        .join(there, on="household_id", how="semi")
        .group_by(home="household_id")
        .agg(names_at_home=pl.col("name").drop_nulls().unique().sort())
    )


def _told(rows: pl.LazyFrame, feed: str) -> pl.LazyFrame:
    own = {name: pl.col(column) for name, column in OF_FEED[feed].items()}
    has_birth, has_sex = "birth_date" in own, "sex" in own
    born, sex = pl.col("number_birth"), pl.col("number_sex").cast(pl.String)
    cells: dict[str, pl.Expr] = {
        **own,
        "feed": pl.lit(feed),
        "anchored": pl.col("anchored") if feed == AID else pl.col("by_number"),
        "number": pl.when("by_number").then("person_id").otherwise("in_its_place"),
        "birth_date": pl.coalesce("birth_date", born) if has_birth else born,
        "sex": pl.coalesce(pl.col("sex").cast(pl.String), sex) if has_sex else sex,
    }
    return rows.select((cells.get(name, _as_is(name))).cast(dtype).alias(name) for name, dtype in TOLD.items())


def _as_is(name: str) -> pl.Expr:
    return pl.col(name) if name in ("person_id", "name", "_key") else pl.lit(None)


def _spellings(rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person and spelling; of what only some of its rows tell the first by feed."""
    order = pl.col("feed").replace_strict({feed: place for place, feed in enumerate(OF_FEED)}, return_dtype=pl.UInt8)
    spelling = ("person_id", "name", "birth_date", "sex")
    others = [name for name in TOLD if name not in (*spelling, "feed", "anchored", "source_no", "_key")]
    return (
        rows.with_columns(_order=order)
        .sort("_order", "_key")
        .group_by(spelling, maintain_order=True)
        .agg(
            pl.col("feed", "anchored").first(),
            *(pl.col(name).drop_nulls().first() for name in others),
            source_nos=pl.col("source_no").drop_nulls().unique().sort(),
            record_id=pl.concat_str("person_id", "feed", "_key", separator="|").first(),
        )
    )

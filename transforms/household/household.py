"""The household master: one row a household of the roster, registered or not.

Household facts stand on every roster row of the household; the head's row speaks first, and the next rows (in the
order of their person numbers) fill what it leaves blank. Rows of people published in another household speak too.
"""

from __future__ import annotations

import polars as pl

from transforms.household.insurance import INSURED, UNINSURED
from transforms.household.schooling import AT_SCHOOL
from transforms.household.states import ASSISTANCE, CERTIFICATES, ENROLMENT, ROSTER, SETTLEMENTS, SOURCE, STUDENTS
from transforms.household.tables import yuan
from transforms.ordering import by_text
from transforms.stages import Night, stage

FACTS = (
    "household_no",
    "town",
    "village",
    "village_code",
    "household_type",
    "monitored_type",
    "cause_primary",
    "cause_secondary",
    "income_per_capita",
    "risk_eliminated",
    "exited_on",
    "identified_on",
    "dangerous_house",
    "safe_water",
)
OF_FACTS = ("household_id", "_key", "relation", *FACTS, *SOURCE)
"""What is needed of a roster row."""


@stage(key="household_id")
def homes(*, roster: pl.LazyFrame) -> pl.LazyFrame:
    """One row a household, ordered by household_id, with its facts: the head's row first, blanks filled by the next.

    `heads` counts the rows that say head; `_drop_id`, `_sheet`, `_row` are those of the row that speaks first.
    """
    is_head = (pl.col("relation") == "head").fill_null(value=False)
    rows = roster.select("household_id", "_key", *FACTS, *SOURCE, is_head=is_head)
    return (
        pl.concat([rows.filter("is_head").sort("_key"), rows.filter(~pl.col("is_head")).sort("_key")])
        .group_by("household_id", maintain_order=True)
        .agg(
            *(pl.col(fact).first(ignore_nulls=True) for fact in FACTS),
            pl.col(SOURCE).first(),
            heads=pl.col("is_head").sum().cast(pl.Int64),
        )
        .sort(by_text("household_id"))
    )


@stage(key="household_id")
def households(
    night: Night, *, homes: pl.LazyFrame, persons: pl.LazyFrame, causes: pl.LazyFrame, gates: pl.LazyFrame
) -> pl.LazyFrame:
    """One row a household, in the order of `homes`, `causes` and `gates`, which is that of household_id; money in fen.

    What depends on a feed never delivered is null: unknown, never zero.
    """
    members = persons.filter(pl.col("household_id").is_not_null()).with_columns(living=pl.col("alive").fill_null(value=True))
    # Side by side in one order: lists of structs are the dearest columns there are to pass through a join or a sort.
    beside = [
        causes,
        gates,
        _members(homes, members),
        _of_living(homes, members, "groups"),
        _of_living(homes, members, "schemes"),
    ]
    return (
        pl.concat([homes, *(columns.drop("household_id") for columns in beside)], how="horizontal")
        .with_columns(*_known(night))
        .with_columns(
            causes_declared=pl.concat_list("cause_primary", "cause_secondary").list.drop_nulls().list.unique(maintain_order=True),
            stalest_feed=pl.lit(stalest_feed(night), pl.String),
            edition=pl.lit(night.edition),
        )
    )


def household(households: pl.LazyFrame, open_findings: pl.LazyFrame) -> pl.LazyFrame:
    """`households` as they are published but for the order of columns. `open_findings`: how many, of those who have any."""
    return households.join(open_findings, on="household_id", how="left", maintain_order="left").with_columns(
        pl.col("open_findings").fill_null(0), self_pay_12m=yuan("self_pay_fen"), income_per_capita=yuan("income_per_capita")
    )


def stalest_feed(night: Night) -> str | None:
    """The delivered feed whose newest data are the oldest; of several the first by name."""
    return min(((newest, feed) for feed, newest in night.freshness.items()), default=(None, None))[1]


def _members(homes: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """What is listed and counted of a household's members, who come in the order of their ids: a row each of `homes`, in order.

    Households all of whose people are published elsewhere have no members, not unknown ones: so `homes` are grouped too.
    """
    heads = pl.col("person_id").filter(pl.col("relation") == "head")
    living = pl.col("living")
    birth_year = pl.col("birth_date").dt.year().cast(pl.Int64)
    people = members.with_columns(
        is_member=pl.lit(value=True),
        member=pl.struct("person_id", "relation", "sex", birth_year.alias("birth_year"), "groups"),
        insured=living & pl.col("insurance").is_in(INSURED),
        uninsured=living & pl.col("insurance").is_in(UNINSURED),
        student=living & pl.col("school_status").is_in(AT_SCHOOL),
        severe=living & pl.col("severe_disabled").fill_null(value=False),
    )
    return (
        pl.concat([homes.select("household_id", is_member=pl.lit(value=False)), people], how="diagonal")
        .sort(by_text("household_id"), maintain_order=True)
        .group_by("household_id", maintain_order=True)
        .agg(
            pl.col("member").filter("is_member").alias("members"),
            head_person_id=pl.when(heads.len() == 1).then(heads.first()),
            size=_count("living"),
            insured_members=_count("insured"),
            uninsured_members=_count("uninsured"),
            students=_count("student"),
            severe_disabled=_count("severe"),
            self_pay_fen=pl.col("self_pay_fen").sum(),
        )
    )


def _count(column: str) -> pl.Expr:
    return pl.col(column).sum().cast(pl.Int64)


def _of_living(homes: pl.LazyFrame, members: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """The different entries of a list column among living members, sorted; few households have any. A row each of `homes`."""
    entries = (
        members.filter(pl.col("living") & (pl.col(column).list.len() > 0))
        .select("household_id", pl.col(column))
        .explode(column)
        .group_by("household_id")
        .agg(pl.col(column).unique().sort())
    )
    return homes.select("household_id").join(entries, on="household_id", how="left", maintain_order="left")


def _known(night: Night) -> list[pl.Expr]:
    """Counts and lists: nothing where the feed speaks of nobody, unknown where it never came."""
    of_feed = {
        "size": ROSTER,
        "groups": ROSTER,
        "insured_members": ENROLMENT,
        "uninsured_members": ENROLMENT,
        "students": STUDENTS,
        "severe_disabled": CERTIFICATES,
        "self_pay_fen": SETTLEMENTS,
        "schemes": ASSISTANCE,
    }
    lists = ("groups", "schemes")
    return [
        pl.when(pl.lit(feed in night.delivered))
        .then(pl.coalesce(column, _empty() if column in lists else pl.lit(0, pl.Int64)))
        .alias(column)
        for column, feed in of_feed.items()
    ]


def _empty() -> pl.Expr:
    return pl.lit([], pl.List(pl.String))

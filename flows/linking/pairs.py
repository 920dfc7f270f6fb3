"""The pairs of records that may be one person, each side with what a person needs to tell; the most valuable first.

Grain: one row a row of `links`. Nothing is masked yet. What was judged since the night counts at once: a pair judged today waits
no longer, and one whose judgement was taken back or has run out waits again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from flows.findings.words import TO_DO
from transforms.linkage.decisions import ENGINE
from transforms.linkage.judgements import UNDECIDED, counting, newest

LINK: Mapping[str, pl.DataType] = {
    "left": pl.String(),
    "right": pl.String(),
    "score": pl.Float64(),
    "why": pl.String(),
    "why_en": pl.String(),
    "decision": pl.String(),
    "decided_by": pl.String(),
    "decided_on": pl.Date(),
    "until": pl.Date(),
}
"""What is read of `links`; an edition of an earlier version of the contract may lack some."""
SIDE: Mapping[str, pl.DataType] = {
    "name": pl.String(),
    "id_number": pl.String(),
    "birth_year": pl.Int32(),
    "town": pl.String(),
    "village": pl.String(),
    "feeds": pl.List(pl.String()),
    "findings": pl.UInt32(),
}
"""Of either person, as `left_…` and `right_…`. `findings`: those about this person that are to be done."""


@dataclass(frozen=True)
class Sources:
    """Where pairs come from: an edition's tables, the vault's list of persons, every judgement there is, and the feeds."""

    links: pl.LazyFrame
    person: pl.LazyFrame
    household: pl.LazyFrame
    person_field: pl.LazyFrame
    findings: pl.LazyFrame
    village: pl.LazyFrame
    persons: pl.LazyFrame
    judgements: pl.LazyFrame
    records: Callable[[pl.Series], pl.DataFrame]
    """What the feeds say of ids that no table has, since they count as somebody else (`records.records_of`)."""


@dataclass(frozen=True)
class Asked:
    """What to narrow the pairs to; an empty town or feed does not narrow. Either side may lie in the town or come from the feed."""

    decision: str = "open"
    town: str = ""
    feed: str = ""


def pairs(sources: Sources, asked: Asked, today: date) -> pl.DataFrame:
    """The pairs asked for: LINK, `is_unsure` (somebody looked and could not tell) and SIDE of both, in order of `_order`."""
    links = _as_judged(sources, today).filter(pl.col("decision") == asked.decision).collect(engine="streaming")
    sides = _sides(sources, pl.concat([links["left"], links["right"]]).unique().alias("person_id"))
    for side in ("left", "right"):
        named = sides.rename({"person_id": side} | {name: f"{side}_{name}" for name in SIDE})
        links = links.join(named, on=side, how="left")
    counted = links.with_columns(pl.col("left_findings", "right_findings").fill_null(0))
    return counted.filter(_wanted(asked)).sort(_order())


def _as_judged(sources: Sources, today: date) -> pl.LazyFrame:
    """The links with the decision that counts today."""
    pair = [pl.min_horizontal("left", "right").alias("low"), pl.max_horizontal("left", "right").alias("high")]
    said = counting(sources.judgements, today).select(*pair, judged="decision", judged_by="by")
    unsure = newest(sources.judgements).filter(pl.col("decision") == UNDECIDED).select(*pair, is_unsure=pl.lit(value=True))
    by_engine = pl.col("decided_by").fill_null(ENGINE) == ENGINE
    links = pl.concat([pl.LazyFrame(schema=LINK), sources.links.select(pl.col(r"^(?:" + "|".join(LINK) + ")$"))], how="diagonal")
    return (
        links.with_columns(pair)
        .join(said, on=["low", "high"], how="left")
        .join(unsure, on=["low", "high"], how="left")
        .with_columns(
            decision=pl.coalesce("judged", pl.when(by_engine).then("decision").otherwise(pl.lit(UNDECIDED))),
            is_unsure=pl.col("is_unsure").fill_null(value=False),
        )
        .select(*LINK, "is_unsure")
    )


def _sides(sources: Sources, named: pl.Series) -> pl.DataFrame:
    """`person_id` and SIDE of everybody named: as the edition has them, or, where it counts them as somebody else, as the feeds do."""
    told = _published(sources, named.to_frame())
    unseen = named.filter(~named.is_in(told["person_id"].implode()))
    if unseen.is_empty():
        return told
    places = sources.village.select("village_code", "village").collect()
    others = sources.records(unseen).join(places, on="village_code", how="left").with_columns(findings=None)
    return pl.concat([told, others.select("person_id", *SIDE).cast(pl.Schema(SIDE))])


def _published(sources: Sources, ids: pl.DataFrame) -> pl.DataFrame:
    """`person_id` and SIDE of those of the people whom the edition has. Of the large tables only their rows are held."""
    people = _of(sources.person.select("person_id", "birth_date", "household_id"), ids).collect(engine="streaming")
    homes = _of(sources.household.select("household_id", "town", "village"), people).collect(engine="streaming")
    names = _of(sources.persons.select("person_id", "name", "id_number"), ids)
    told = _of(sources.person_field.select("person_id", "feed"), ids).drop_nulls().unique()
    feeds = told.group_by("person_id").agg(feeds=pl.col("feed").sort())
    todo = sources.findings.filter(pl.col("grain") == "person", pl.col("status").is_in(TO_DO))
    hang = _of(todo.select(person_id="subject_id"), ids).group_by("person_id").agg(findings=pl.len())
    found = people.join(homes, on="household_id", how="left").with_columns(birth_year=pl.col("birth_date").dt.year())
    for part in (names, feeds, hang):
        found = found.join(part.collect(engine="streaming"), on="person_id", how="left")
    return found.select("person_id", *SIDE).cast(pl.Schema(SIDE))


def _of(table: pl.LazyFrame, rows: pl.DataFrame) -> pl.LazyFrame:
    """The table's rows whose key, its first column, the rows name."""
    key = table.collect_schema().names()[0]
    return table.join(rows.lazy().select(key).drop_nulls().unique(), on=key, how="semi")


def _wanted(asked: Asked) -> pl.Expr:
    tests = [pl.lit(value=True)]
    if asked.town:
        tests.append(pl.any_horizontal(pl.col(f"{side}_town").eq_missing(pl.lit(asked.town)) for side in ("left", "right")))
    if asked.feed:
        tests.append(
            pl.any_horizontal(
                pl.col(f"{side}_feeds").list.contains(asked.feed).fill_null(value=False) for side in ("left", "right")
            )
        )
    return pl.all_horizontal(tests)


def _order() -> list[pl.Expr]:
    """What a judgement is worth: how likely it links two persons, times one and the findings that hang on them.

    Where somebody could not tell, everything else comes first.
    """
    hanging = 1 + pl.col("left_findings") + pl.col("right_findings")
    return [pl.col("is_unsure"), -(pl.col("score").fill_null(0) * hanging), pl.col("left"), pl.col("right")]

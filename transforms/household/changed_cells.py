"""Where tonight's rows say what changed: the cells of each event, and its day."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from config.policies import Policies
from transforms.household.continued import HOME, PERSON
from transforms.household.evidence import CELL, MOST
from transforms.household.joined import Joined
from transforms.household.states import EVENTS, ROSTER, SOURCE
from transforms.household.survivorship import OF_DOSSIER, person_field
from transforms.household.tables import schema_of
from transforms.parts import Divider
from transforms.stages import Night

SAYS = ("chosen", "unverifiable")
"""States of the rows of person_field whose value the table has."""
DATED = {"entered": "identified_on", "left": "exited_on"}
"""Event of a household -> the column of its row that dates it."""
BY_PEOPLE = ("split", "merged", "head_changed")
"""Events of a household that the rows of its people show."""
LAST = 9
"""Place of a day: after the cells of the field."""
_ASKED = pl.Schema({"at": pl.UInt32(), "place": pl.Int32(), PERSON: pl.String(), "field": pl.String()})


def changed_cells(night: Night, joined: Joined, told: pl.LazyFrame, by: Divider) -> pl.LazyFrame:
    """`at, evidence, day` of every event of `told` (EVENT with `at`): the cells that show it, and its day where these rows have one."""
    asked = by.keep("changes-asked", [_asked(told)]).whole
    # Of a city few change: their rows are picked out once, and looked at as those of everybody are.
    read = [name for name in joined.dossier.whole.collect_schema() if name in {*OF_DOSSIER, "died_on"}]
    people = asked.select(PERSON).unique()
    wide = by.keep(
        "changes-dossier", (part.select(read).join(people, on=PERSON, how="semi") for part in joined.dossier.each)
    ).whole
    homes = by.keep("changes-rows-of-homes", [joined.homes.whole.join(told.select(HOME).unique(), on=HOME, how="semi")]).whole
    cells = (
        pl.concat(
            [
                _of_people(night, joined, asked, wide),
                _of_groups(asked, joined.groups),
                _of_homes(night.policies, told, homes),
            ]
        )
        .sort("at", "place", *CELL)
        .group_by("at", maintain_order=True)
        .agg(evidence=pl.struct(CELL).unique(maintain_order=True).head(MOST))
        .with_columns(pl.col("evidence").cast(schema_of("changes")["evidence"]))
    )
    return told.select("at").join(cells, on="at", how="left").join(_days(told, wide, homes), on="at", how="left")


def _asked(told: pl.LazyFrame) -> pl.LazyFrame:
    """Whose rows show an event, and which field of theirs: of splits and merges that of everybody who went, of a head the new one's."""
    people = told.filter(pl.col(PERSON).is_not_null())
    went = people.select(HOME, PERSON, "event", "old")
    shapes = told.filter(pl.col(PERSON).is_null() & pl.col("event").is_in(["split", "merged"])).drop(PERSON)
    heads = told.filter(pl.col("event") == "head_changed")
    return pl.concat(
        [
            _rows(people, 0, pl.col("field").replace(PERSON, "id_number")),
            _rows(people.filter(pl.col("event") == "born"), 1, pl.lit("birth_date")),
            _rows(shapes.join(went, on=[HOME, "event", "old"]), 0, pl.col("field")),
            _rows(heads.with_columns(pl.col("new").alias(PERSON)), 0, pl.lit("relation")),
        ]
    )


def _rows(told: pl.LazyFrame, place: int, field: pl.Expr) -> pl.LazyFrame:
    return told.select("at", pl.lit(place, pl.Int32).alias("place"), PERSON, field.alias("field")).cast(_ASKED)


def _of_people(night: Night, joined: Joined, asked: pl.LazyFrame, wide: pl.LazyFrame) -> pl.LazyFrame:
    """The rows that person_field has of what is asked; of a death also the one that only reports it."""
    nobody = {name: rows.clear() for name, rows in joined.losing.items()}
    assisted = joined.assisted.join(wide.select(PERSON), on=PERSON, how="semi")
    fields = person_field(night, dossier=wide, **nobody, assistance=assisted)
    says = pl.col("state").is_in(SAYS) | (pl.col("field") == "alive")
    return (
        asked.join(fields.filter(says), on=[PERSON, "field"])
        .join(_columns(night.policies), on=["field", "feed", "policy"], how="left")
        .with_columns(
            column=pl.coalesce("column", pl.when(pl.col("feed") == EVENTS).then(pl.lit("event_date")), pl.lit("id_number"))
        )
        .select("at", "place", *_cell())
    )


def _columns(policies: Policies) -> pl.LazyFrame:
    """Which column of a feed a policy believes: `field, feed, policy, column`; of several the first."""
    rows = [
        (field, source.feed, source.policy, source.column.partition("__")[0])
        for field, sources in policies.person.items()
        for source in sources
    ]
    names = ["field", "feed", "policy", "column"]
    return pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row").unique(
        names[:3], keep="first", maintain_order=True
    )


def _of_groups(asked: pl.LazyFrame, groups: pl.LazyFrame) -> pl.LazyFrame:
    """The cells that put a person into special groups."""
    members = asked.filter(pl.col("field") == "groups")
    told = groups.select(PERSON, "group_evidence").join(members, on=PERSON)
    return told.explode("group_evidence").drop_nulls("group_evidence").unnest("group_evidence").select("at", "place", *_cell())


def _of_homes(policies: Policies, told: pl.LazyFrame, homes: pl.LazyFrame) -> pl.LazyFrame:
    """The cells of the row that speaks for the household: of its field, and of the day where one dates the event."""
    columns = pl.LazyFrame(
        _columns_of_homes(policies), schema={"field": pl.String, "column": pl.String, "place": pl.Int32}, orient="row"
    )
    mine = told.filter(pl.col(PERSON).is_null(), ~pl.col("event").is_in(BY_PEOPLE))
    dated = mine.filter(pl.col("event").is_in(list(DATED))).with_columns(
        column=pl.col("event").replace_strict(DATED), place=pl.lit(LAST, pl.Int32)
    )
    names = ("at", HOME, "column", "place")
    asked = pl.concat([mine.join(columns, on="field").select(names), dated.select(names)])
    rows = homes.select(HOME, *(pl.col(name).alias(name.removeprefix("_")) for name in SOURCE), feed=pl.lit(ROSTER))
    return asked.join(rows, on=HOME).select("at", "place", *_cell())


def _columns_of_homes(policies: Policies) -> list[tuple[str, str, int]]:
    """Field, column, place of each column of the roster that a field of households is made of."""
    return [
        (HOME, "household_no", 0),
        *((field, source.column, place) for field, sources in policies.household.items() for place, source in enumerate(sources)),
    ]


def _days(told: pl.LazyFrame, wide: pl.LazyFrame, homes: pl.LazyFrame) -> pl.LazyFrame:
    """`at, day`: when somebody died, a household was identified, or left."""
    died = told.filter(pl.col("event") == "died").join(wide, on=PERSON).select("at", day="died_on")
    dated = [
        told.filter(pl.col("event") == event).join(homes, on=HOME).select("at", pl.col(column).alias("day"))
        for event, column in DATED.items()
    ]
    return pl.concat([died, *dated])


def _cell() -> Iterator[pl.Expr]:
    for name in CELL:
        yield pl.col(name).cast(pl.Int64 if name == "row" else pl.String)

"""The dossier: one wide row a person with what every feed says of them and where it stands.

Everything published about persons is a row-local choice from the dossier, everything about households an aggregate of
it: so each feed is joined once, and the order of persons is made once. A feed says `<voice>_name` and so on; its source
is `<voice>_drop_id`, `_sheet`, `_row`. What a number tells is the same in every feed and stands here once: `by_number`,
`number_birth`, `number_sex`, `is_unusable`; `<voice>_by_number` says who holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from transforms.household.ranking import first_of
from transforms.household.schemes import received
from transforms.household.voices import ELSEWHERE, VOICES
from transforms.stages import stage

SOURCE = ("drop_id", "sheet", "row")
OF_ROSTER = ("health", "labour", "student_status", "id_state", "birth_contradicts", "sex_contradicts")
OF_CARD = ("is_active", "living_subsidy", "nursing_subsidy")
OF_PERSON = ("number_birth", "number_sex", "is_unusable")


@stage(key="person_id")
def dossier(
    *,
    everyone: pl.LazyFrame,
    unlisted: pl.LazyFrame,
    roster: pl.LazyFrame,
    enrolment: pl.LazyFrame,
    students: pl.LazyFrame,
    certificates: pl.LazyFrame,
    assistance: pl.LazyFrame,
    dead: pl.LazyFrame,
    paid: pl.LazyFrame,
    flags: pl.LazyFrame,
    names: pl.LazyFrame,
    homes: pl.LazyFrame,
) -> pl.LazyFrame:
    """One row a person, in the order of `everyone`, who are each there once. The feeds' frames are ranked: their first rows speak.

    `flags`, `names` and `homes` hold what was found out about few of them, one row a person.
    """
    says = [
        _says("roster", first_of(roster), "name", "sex", "birth_date", "household_id", "relation", "phone", *OF_ROSTER),
        _says("enrolment", first_of(enrolment), "name", "sex", "birth_date", "insurance", "premium_aid", "not_insured_reason"),
        _says("students", first_of(students), "name", "sex", "birth_date", "school_stage", "school_status"),
        _says("certificates", first_of(certificates), "name", "disability_type", "disability_grade", *OF_CARD),
        _says("assistance", first_of(assistance), "name", "village_code"),
        _says(ELSEWHERE, unlisted, "name", "feed"),
        dead.rename({f"_{part}": f"death_{part}" for part in SOURCE}),
        received(assistance),
        paid,
        flags,
        names,
        homes,
    ]
    people = everyone.select("person_id")
    return (
        pl.concat([people, *_beside(people, says)], how="horizontal")
        .with_columns(
            *(pl.coalesce(_of_every_voice(column)).alias(column) for column in OF_PERSON),
            by_number=pl.any_horizontal(pl.col(_of_every_voice("by_number")).fill_null(value=False)),
        )
        .drop(*(_of_every_voice(column) for column in OF_PERSON))
    )


def _beside(people: pl.LazyFrame, says: Sequence[pl.LazyFrame]) -> Iterator[pl.LazyFrame]:
    """What is said of each of the people, in their order; each frame has one row a person at most, and nobody else.

    Frames are joined one by one and laid side by side, so that no wide row passes a second join; and by 64 bits of hash,
    for a quarter of the price of the ids. That no two people share a hash is checked once, by the join's `validate`: it
    raises where that happens (one city in millions), and nobody is ever taken for somebody else.
    """
    hashed = people.select(_hash=pl.col("person_id").hash())
    for place, said in enumerate(says):
        other = said.with_columns(_hash=pl.col("person_id").hash()).drop("person_id")
        yield hashed.join(other, on="_hash", how="left", maintain_order="left", validate="1:1" if place == 0 else "m:m").drop(
            "_hash"
        )


def _says(voice: str, rows: pl.LazyFrame, *own: str) -> pl.LazyFrame:
    """What one feed says of each person: the number, its `own` columns, and where the row stands."""
    return rows.select(
        "person_id",
        *(pl.col(column).alias(f"{voice}_{column}") for column in (*OF_PERSON, "by_number", "in_its_place", *own)),
        *(pl.col(f"_{part}").alias(f"{voice}_{part}") for part in SOURCE),
    )


def _of_every_voice(column: str) -> list[str]:
    return [f"{voice}_{column}" for voice in (*VOICES.values(), ELSEWHERE)]

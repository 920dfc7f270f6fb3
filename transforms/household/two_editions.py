"""Tonight and the edition before side by side: what differs, under tonight's ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from transforms.household.continued import (
    HOME,
    PERSON,
    another_id,
    renumbered,
    under_new_numbers,
    under_tonights_ids,
    with_before,
)
from transforms.household.differing import columns_of, homes_differing, persons_differing
from transforms.household.remembered import Before, Remembered
from transforms.parts import Divider
from transforms.stages import Night

OF_PERSON = (PERSON, HOME, "sex", "birth_date", "alive", "id_valid")
OF_HOME = (HOME, "household_type", "monitored_type", "village_code", "head_person_id")
"""What is compared beside the watched columns."""


@dataclass(frozen=True)
class TwoEditions:
    """What differs. Persons and households of before stand under the ids that they have tonight."""

    persons: pl.LazyFrame
    """Rows as `differing.laid_beside` lays them; `was_listed`: the roster listed the person before, under an id that still is somebody's."""
    homes: pl.LazyFrame
    ids: pl.LazyFrame
    """Persons under another id: `old, new`, and `household_id` tonight."""
    numbers: pl.LazyFrame
    """Households under another number: `old, new`."""
    homes_before: pl.LazyFrame
    """Every household of before, under the id it had then."""


def two_editions(
    night: Night, before: Before, households: pl.LazyFrame, persons: Sequence[pl.LazyFrame], remembered: Remembered, by: Divider
) -> TwoEditions:
    """Lays the tables of both side by side and finds out who is who. `persons`: tonight's, part by part."""
    of_person = (*OF_PERSON, *(one.column for one in night.standards.watched["person"]))
    of_home = (*OF_HOME, *(one.column for one in night.standards.watched["household"]))
    known, linked = columns_of("person", before.persons, of_person), pl.LazyFrame(schema={"old": pl.String, "new": pl.String})
    if remembered.aliases is not None:
        several = [frame for frame in (remembered.aliases.strangers, remembered.aliases.numbers) if frame is not None]
        known, linked = under_tonights_ids(known, pl.concat([frame.select(PERSON, "counts_as") for frame in several]))
    people_now = [columns_of("person", part, of_person) for part in persons]
    people_then = by.divide("changes-persons-before", known, PERSON)
    homes_now = by.divide("changes-homes", columns_of("household", households, of_home), HOME)
    homes_then = by.divide("changes-homes-before", columns_of("household", before.households, of_home), HOME)
    differ = (persons_differing(night, tonight=now, before=then) for now, then in zip(people_now, people_then.each, strict=True))
    people = by.keep("changes-persons-differ", differ).whole
    differ = (homes_differing(night, tonight=now, before=then) for now, then in zip(homes_now.each, homes_then.each, strict=True))
    homes = by.keep("changes-homes-differ", differ).whole

    found = by.keep("changes-another-id", [another_id(people)]).whole
    replaced = found.filter("is_gone").select("old", "new")
    people = by.keep("changes-persons-by-id", [with_before(people, replaced, PERSON)]).whole
    numbers = by.keep("changes-numbers", [renumbered(people, homes)]).whole
    ids = by.keep("changes-ids", [_at_home(pl.concat([linked, replaced]), pl.concat(people_now))]).whole
    elsewhere = pl.concat([found.filter(~pl.col("is_gone")).select(pl.col("new").alias(PERSON)), _linked_before(before)]).unique()
    listed = elsewhere.with_columns(was_listed=pl.lit(value=True))
    compared = under_new_numbers(people, numbers).join(listed, on=PERSON, how="left")
    return TwoEditions(
        persons=by.keep("changes-persons-compared", [compared]).whole,
        homes=by.keep("changes-homes-compared", [_under_ids(with_before(homes, numbers, HOME), ids, "was_head_person_id")]).whole,
        ids=ids,
        numbers=numbers,
        homes_before=homes_then.whole,
    )


def _at_home(ids: pl.LazyFrame, persons: pl.LazyFrame) -> pl.LazyFrame:
    """The ids with the household in which the person is tonight."""
    homes = persons.select(new=PERSON, household_id=HOME).join(ids, on="new", how="semi")
    return ids.join(homes, on="new", how="left")


def _linked_before(before: Before) -> pl.LazyFrame:
    """Persons who counted as others then: whoever of them stands alone tonight is not new."""
    return before.links.filter(pl.col("decision") == "same").select(pl.col("right").cast(pl.String).alias(PERSON))


def _under_ids(frame: pl.LazyFrame, ids: pl.LazyFrame, column: str) -> pl.LazyFrame:
    renamed = ids.select(pl.col("old").alias(column), _now="new")
    return frame.join(renamed, on=column, how="left").with_columns(pl.coalesce("_now", column).alias(column)).drop("_now")

"""What changed from the edition before to tonight: one row an event, told once, with the cells of tonight's rows that show it.

Absence is not exit: a household that merely vanished from the list is neither left nor removed, and whoever the roster lists no more is told as just
that. docs/changes.md says what each event means and how a reader applies the rows.
"""

from __future__ import annotations

import polars as pl

from transforms.household.changed_cells import changed_cells
from transforms.household.events import EVENT
from transforms.household.home_events import fates, home_events
from transforms.household.joined import Joined
from transforms.household.marks import with_groups
from transforms.household.person import person, persons
from transforms.household.person_events import person_events
from transforms.household.remembered import Remembered
from transforms.household.states import ROSTER
from transforms.household.tables import schema_of, unfilled
from transforms.household.two_editions import two_editions
from transforms.parts import Divider
from transforms.stages import Night


def changes(night: Night, joined: Joined, households: pl.LazyFrame, remembered: Remembered, by: Divider) -> pl.LazyFrame:
    """The published changes; none where there is nothing to compare: no edition before, or one of both without a roster.

    `households`: tonight's table.
    """
    before = remembered.before
    if before is None or ROSTER not in night.delivered & before.delivered:
        return unfilled("changes")
    people = [person(night, with_groups(persons(night, dossier=part), joined.groups)) for part in joined.dossier.each]
    seen = two_editions(night, before, households, people, remembered, by)
    went = by.keep("changes-fates", [fates(seen)]).whole
    told = pl.concat([person_events(seen, went, night, before), home_events(seen, went, night, before)])
    told = by.keep("changes-told", [told.sort(EVENT).with_row_index("at")]).whole
    return (
        told.join(changed_cells(night, joined, told, by), on="at", how="left")
        .with_columns(
            happened_on=pl.coalesce("happened_on", "day"),
            evidence=pl.col("evidence").fill_null(pl.lit([], schema_of("changes")["evidence"])),
            edition=pl.lit(night.edition),
            since=pl.lit(before.edition),
        )
        .sort("at")
    )

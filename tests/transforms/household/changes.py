"""What a reader makes of the table `changes`: docs/changes.md, step by step."""

from __future__ import annotations

import polars as pl


def homes_of(persons: pl.DataFrame) -> dict[str, str]:
    """person_id -> household_id of whom the roster lists."""
    return dict(persons.filter(pl.col("household_id").is_not_null()).select("person_id", "household_id").iter_rows())


def applied(homes: dict[str, str], changes: pl.DataFrame) -> dict[str, str]:
    """The homes of the edition before after the changes: ids first, then numbers of households, then people."""
    of_people = pl.col("person_id").is_not_null()
    ids = dict(changes.filter(field="person_id").select("old", "new").iter_rows())
    numbers = dict(changes.filter(~of_people, event="field_changed", field="household_id").select("old", "new").iter_rows())
    # Where an id counts as another one that was listed too, that one's own row stands.
    renamed = {
        ids.get(who, who): numbers.get(where, where) for who, where in sorted(homes.items(), key=lambda home: home[0] not in ids)
    }
    moved = dict(changes.filter(of_people, field="household_id").select("person_id", "new").iter_rows())
    return {who: where for who, where in (renamed | moved).items() if where is not None}

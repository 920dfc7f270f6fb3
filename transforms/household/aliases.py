"""One person under several ids: rows of an alias count as the person's whom a link says they are.

No id is ever renamed: the alias is a row of `links`, and without it the rows are back under their own old id. A row keeps what it says itself:
`by_number` and all that hangs on a number stay false for a row that counts as somebody's by a link, so that nobody claims a number they do not bear.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.stages import Night, stage

ALIASES = pl.Schema({"person_id": pl.String(), "counts_as": pl.String()})
"""Grain: one row an alias (`person_id`); `counts_as` is nobody's alias."""


@stage(key="person_id")
def linked_rows(*, rows: pl.LazyFrame, aliases: pl.LazyFrame) -> pl.LazyFrame:
    """A feed's rows with the person they count as. Only rows without a usable number of their own can be an alias's."""
    unnumbered = ~pl.col("by_number")
    moved = rows.filter(unnumbered).join(aliases.cast(ALIASES), on="person_id", how="left", maintain_order="left")
    return pl.concat(
        [
            rows.filter(~unnumbered),
            moved.with_columns(person_id=pl.coalesce("counts_as", "person_id")).drop("counts_as"),
        ]
    )


def under_one_id(night: Night, rows: Mapping[str, pl.LazyFrame], aliases: pl.LazyFrame | None) -> Mapping[str, pl.LazyFrame]:
    """Every feed's rows with the person they count as; as they are where there are no aliases."""
    if aliases is None:
        return rows
    return {feed: linked_rows(night, rows=told, aliases=aliases) for feed, told in rows.items()}

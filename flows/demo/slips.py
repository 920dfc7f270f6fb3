"""What a department has written down wrongly of a person and delivers so month after month, until somebody corrects it.

Unlike dirt, a slip is no accident of one file: it is in the department's own books, and the identity rules are there to find it.
"""

from __future__ import annotations

import polars as pl

SLIPS = pl.Schema({"feed": pl.String(), "person": pl.Int64(), "column": pl.String(), "text": pl.String()})
"""One row a cell: the `text` that stands in `column` of the rows of `person` in `feed`; dates as YYYY-MM-DD, blank as ""."""


def no_slips() -> pl.DataFrame:
    """A city whose departments make none."""
    return pl.DataFrame(schema=SLIPS)


def as_written(rows: pl.DataFrame, slips: pl.DataFrame, feed: str) -> pl.DataFrame:
    """A feed's typed `rows` (person, and its columns) with its slips in them.

    Adds `_owner` (the true number of the row's person, from `id_number`) and `_slip` (some cell of the row is a slip).
    """
    own = slips.filter(pl.col("feed") == feed)
    written = rows.with_columns(_owner="id_number", _slip=pl.col("person").is_in(own["person"].implode()))
    for (column,), cells in own.group_by("column", maintain_order=True):
        name, dtype = str(column), rows.schema[str(column)]
        text = pl.col("text").str.to_date() if dtype == pl.Date else pl.col("text").cast(dtype)
        wrong = cells.select("person", _wrong=text, _is_wrong=pl.lit(value=True))
        written = (
            written.join(wrong, on="person", how="left", maintain_order="left")
            .with_columns(pl.when("_is_wrong").then("_wrong").otherwise(name).alias(name))
            .drop("_wrong", "_is_wrong")
        )
    return written

"""Numbers that are somebody else's: a child entered under the number of a parent or guardian.

A row whose birth date contradicts its number, while other rows under that number agree with it and none of them bears the row's name, is not
the number's holder: it becomes a person without a number, so that nobody is merged with a parent. Feeds without a birth date cannot tell.
"""

from __future__ import annotations

import polars as pl

from transforms.stages import stage

NUMBER = "id_number__person"


@stage(key="id_number__person")
def holders(*, roster: pl.LazyFrame, enrolment: pl.LazyFrame, students: pl.LazyFrame) -> pl.LazyFrame:
    """One row a number that some row's birth date contradicts and others' agree with: `holders`, the names of those that agree."""
    told = [rows.select(NUMBER, "id_number__birth", "birth_date", "name") for rows in (roster, enrolment, students)]
    doubtful = pl.concat([rows.filter(contradicts()).select(NUMBER) for rows in told])
    return holders_of(pl.concat([rows.filter(agrees()) for rows in told]), doubtful)


def holders_of(agreeing: pl.LazyFrame, doubtful: pl.LazyFrame) -> pl.LazyFrame:
    """As `holders`, of the rows given."""
    return agreeing.join(doubtful, on=NUMBER, how="semi").group_by(NUMBER).agg(holders=pl.col("name").unique())


def disowned(rows: pl.LazyFrame, holders: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with `borrowed_from`: the holder of a number that is not the row's own, which is taken from it then."""
    doubtful = rows.filter(contradicts())
    own = rows.filter(~contradicts()).with_columns(borrowed_from=pl.lit(None, pl.String))
    other = pl.col("holders").is_not_null() & ~pl.col("name").is_in(pl.col("holders"))
    return pl.concat(
        [
            own,
            doubtful.join(holders, on=NUMBER, how="left", maintain_order="left")
            .with_columns(other=other)
            .with_columns(
                pl.when(~pl.col("other")).then(NUMBER).alias(NUMBER),
                pl.when("other").then(NUMBER).alias("borrowed_from"),
                pl.when("other").then(pl.lit("invalid")).otherwise("id_number__state").alias("id_number__state"),
            )
            .drop("holders", "other"),
        ],
        how="diagonal",
    )


def contradicts() -> pl.Expr:
    """A usable number that tells another birth date than the row does."""
    other = pl.col(NUMBER).is_not_null() & (pl.col("birth_date") != pl.col("id_number__birth"))
    return other.fill_null(value=False)


def agrees() -> pl.Expr:
    """A usable number that tells the row's birth date."""
    return pl.col(NUMBER).is_not_null() & (pl.col("birth_date") == pl.col("id_number__birth"))

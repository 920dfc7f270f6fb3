"""What the feeds say of records that an edition counts as somebody else's: in its tables they are that person's rows."""

from __future__ import annotations

import polars as pl

from flows.lake.vault import scan_tokens
from flows.night.again import seen
from flows.night.neighbours import values_of
from flows.site import Site
from transforms.household.identified import identified
from transforms.household.records import OF_FEED, told


def records_of(site: Site, edition: str, ids: pl.Series) -> pl.DataFrame:
    """One row a record of `ids` in the rows that the edition's night saw, before any link was heard: person_id, name, id_number
    (what stands in a number's place), birth_year, village_code, town, feeds. Of several spellings the first by feed.
    """
    asked, states = seen(site, edition, OF_FEED)
    heard = told(identified(states, asked))
    wanted = ids.alias("person_id").to_frame().lazy()
    rows = pl.concat([frame.join(wanted, on="person_id", how="semi") for frame in heard.values()])
    order = pl.col("feed").replace_strict({feed: place for place, feed in enumerate(OF_FEED)}, return_dtype=pl.UInt8)
    first = [
        pl.col(name).sort_by(order, "_key").drop_nulls().first()
        for name in ("name", "number", "birth_date", "village_code", "town")
    ]
    found = rows.group_by("person_id").agg(*first, feeds=pl.col("feed").unique().sort()).collect(engine="streaming")
    for kind, column, header in (("name", "name", "name"), ("number", "number", "id_number")):
        values = values_of(scan_tokens(site.lake), kind, found[column]).rename({"token": column, "value": f"_{header}"})
        found = found.join(values, on=column, how="left").drop(column).rename({f"_{header}": header})
    return found.with_columns(birth_year=pl.col("birth_date").dt.year()).drop("birth_date")

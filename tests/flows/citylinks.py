"""Whose rows the night's strangers are, by the truth about a written city: what its links are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from flows.demo.truth import Truth
from flows.demo.truth_world import FEEDS
from flows.night.inputs import inputs, known, question
from flows.site import open_site
from transforms.household.identified import identified
from transforms.household.records import told


@dataclass(frozen=True)
class Strangers:
    """`owners`: person_id, owner (true number), anchored (the owner is known by a number elsewhere), feed; a row a person without a usable number."""

    owners: pl.DataFrame

    def judged(self, links: pl.DataFrame, ids: Mapping[str, str]) -> tuple[float, float]:
        """(precision of the pairs decided same, recall over strangers whose owner is known by a number; an open pair of theirs counts half).

        `ids`: owner's number -> person_id.
        """
        owner_of = {
            **{person: number for number, person in ids.items()},
            **dict(self.owners.select("person_id", "owner").iter_rows()),
        }
        same = links.filter(pl.col("decision") == "same").select("left", "right").rows()
        right = [pair for pair in same if owner_of.get(pair[0], pair[0]) == owner_of.get(pair[1], pair[1])]
        there = {
            row
            for row in links.filter(pl.col("decision").is_in(["same", "open"])).select("left", "right", "decision").iter_rows()
        }
        found = 0.0
        wanted = self.owners.filter("anchored")
        for person, owner in wanted.select("person_id", "owner").iter_rows():
            pair = (ids[owner], person)
            found += 1.0 if (*pair, "same") in there else 0.5 if (*pair, "open") in there else 0.0
        return len(right) / max(len(same), 1), found / max(wanted.height, 1)


def strangers(truth: Truth, drops: Mapping[str, str | None], night: date) -> Strangers:
    """The people without a usable number on a night. `drops`: path -> drop_id."""
    batch = truth.nights.index(night) + 1
    rows = _rows(truth, drops, night, batch)
    anchored = rows.filter(pl.col("id_number").is_not_null()).select("owner").unique().with_columns(anchored=pl.lit(value=True))
    return Strangers(
        _told(night)
        .filter(~pl.col("anchored"))
        .drop("anchored")
        .join(rows.drop("id_number", "feed"), on=["_drop_id", "_sheet", "_row"], how="left")
        .join(anchored, on="owner", how="left")
        .with_columns(pl.col("anchored").fill_null(value=False))
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", "owner", "anchored", "feed")
    )


def _rows(truth: Truth, drops: Mapping[str, str | None], night: date, batch: int) -> pl.DataFrame:
    parts = [
        delivery.rows.select(
            "owner", "id_number", _sheet="sheet", _row=pl.col("line").cast(pl.UInt32), _drop_id=pl.lit(drops[delivery.path]),
            feed=pl.lit(feed),
        )
        for feed in FEEDS
        for delivery in truth.accepted(feed, night, batch)
    ]  # fmt: skip
    return pl.concat(parts)


def _told(night: date) -> pl.DataFrame:
    site = open_site()
    given = inputs(site, night, None)
    with site.lake.scratch() as scratch:
        states = known(given, scratch).states
        rows = identified(states, question(site, given))
        heard = told(rows)
        parts = [
            pl.concat(
                [rows[feed].select("_drop_id", "_sheet", "_row"), heard[feed].select("person_id", "anchored", "feed")],
                how="horizontal",
            )
            for feed in FEEDS
        ]
        return pl.concat(parts).with_columns(pl.col("_drop_id", "_sheet").cast(pl.String)).collect()

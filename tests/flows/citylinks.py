"""Whose rows the night's strangers are, by the truth about a written city: what its links are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from flows.demo.truth import Truth
from flows.demo.truth_world import FEEDS
from flows.lake import published
from flows.lake.vault import scan_tokens
from flows.night.inputs import inputs, known, question
from flows.site import open_site
from transforms.household.identified import identified
from transforms.household.records import told

PLACE = ["drop_id", "sheet", "line"]


@dataclass(frozen=True)
class CityLinks:
    """A night's rows beside their truth: drop_id, sheet, line, feed, person_id, anchored (the pipeline's), _key, owner and id_number
    (the truth's; id_number null where the row links nobody). `ids`: number -> person_id. `links`: the pairs of the night.
    """

    rows: pl.DataFrame
    ids: Mapping[str, str]
    links: pl.DataFrame

    @property
    def strangers(self) -> pl.DataFrame:
        """person_id, owner, and whether the owner is `anchored`: known by a number in some row; a row a person without a usable number."""
        by_number = (
            self.rows.filter(pl.col("id_number").is_not_null()).select("owner").unique().with_columns(known=pl.lit(value=True))
        )
        once = self.rows.filter(~pl.col("anchored")).unique("person_id", keep="first", maintain_order=True)
        return once.join(by_number, on="owner", how="left").select(
            "person_id", "owner", "feed", anchored=pl.col("known").fill_null(value=False)
        )

    @property
    def wrong(self) -> pl.DataFrame:
        """The pairs that count as one person and are two."""
        numbers = {person: number for number, person in self.ids.items()}
        owners = numbers | dict(self.strangers.select("person_id", "owner").iter_rows())
        whose = [pl.col(side).replace_strict(owners, default=None, return_dtype=pl.String) for side in ("left", "right")]
        return self.same.filter(whose[0].ne_missing(whose[1]))

    @property
    def same(self) -> pl.DataFrame:
        return self.links.filter(pl.col("decision") == "same")

    @property
    def recall(self) -> float:
        """Share of strangers who are found to be whom they are, among those who are known by a number; of an open pair half."""
        decided = {
            (left, right): decision for left, right, decision in self.links.select("left", "right", "decision").iter_rows()
        }
        wanted = self.strangers.filter("anchored").select("person_id", "owner").rows()
        worth = {"same": 1.0, "open": 0.5}
        found = (worth.get(decided.get((self.ids[owner], person), ""), 0.0) for person, owner in wanted)
        return sum(found) / max(len(wanted), 1)

    @property
    def counted(self) -> pl.DataFrame:
        """feed, _key, owner of the rows that bear no usable number and count as their owner's."""
        counts_as = dict(self.same.select("right", "left").iter_rows())
        person = pl.col("person_id").replace(counts_as)
        owner = pl.col("owner").replace_strict(self.ids, default=None, return_dtype=pl.String)
        return self.rows.filter(pl.col("id_number").is_null(), person == owner).select("feed", "_key", "owner")


def city_links(
    truth: Truth, drops: Mapping[str, str], night: date, known_by: datetime | None = None, links: pl.DataFrame | None = None
) -> CityLinks:
    """`drops`: path -> drop_id; `links`: those published of the night if none are given. Asks the installation that is set."""
    site = open_site()
    numbers = scan_tokens(site.lake).filter(pl.col("kind") == "person").select("value", "token").unique().collect()
    shown = published.scan(site.lake, "links", night.isoformat()).collect() if links is None else links
    rows = _heard(night, known_by).join(_written(truth, drops, night), on=PLACE)
    return CityLinks(rows, dict(numbers.iter_rows()), shown)


def _written(truth: Truth, drops: Mapping[str, str], night: date) -> pl.DataFrame:
    batch = truth.nights.index(night) + 1
    return pl.concat(
        delivery.rows.select(
            "sheet",
            "owner",
            "id_number",
            "_key",
            line=pl.col("line").cast(pl.UInt32),
            drop_id=pl.lit(drops[delivery.path]),
        )
        for feed in FEEDS
        for delivery in truth.accepted(feed, night, batch)
    )


def _heard(night: date, known_by: datetime | None) -> pl.DataFrame:
    """Every row of the night with its person."""
    site = open_site()
    given = inputs(site, night, known_by)
    with site.lake.scratch() as scratch:
        rows = identified(known(given, scratch).states, question(site, given))
        heard = told(rows)
        places = {feed: rows[feed].select(drop_id="_drop_id", sheet="_sheet", line="_row") for feed in FEEDS}
        people = {feed: heard[feed].select("person_id", "anchored", "feed") for feed in FEEDS}
        parts = [pl.concat([places[feed], people[feed]], how="horizontal") for feed in FEEDS]
        return pl.concat(parts).with_columns(pl.col("drop_id", "sheet").cast(pl.String)).collect()

"""What must come out of a written city: counts a drop, refused rows, and households on any date, by the settled meanings.

It is a second, slow-witted reading of the rules, made from what was written and not from the files, so that tests can compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import polars as pl

State = Literal["done", "held", "duplicate"]
ROSTER, ENROLMENT = "civil_affairs/household_roster", "health_insurance/enrolment"
SETTLEMENTS, EVENTS = "health_insurance/settlements", "civil_affairs/vital_events"


@dataclass(frozen=True)
class Delivery:
    """One written file. `path` is below the inbox; `rows` holds what `kept.py` names, `id_number` being null where it links nobody, and
    where each row stands (sheet, line); `rejections` holds sheet, row, column, rule; `kinds` the kinds of dirt in the file.
    """

    batch: int
    path: str
    feed: str
    is_snapshot: bool
    data_date: date
    state: State
    rows_read: int
    rows_rejected: int
    rows: pl.DataFrame
    rejections: pl.DataFrame
    kinds: tuple[str, ...] = ()


@dataclass
class Truth:
    """Everything written so far. `batch` arguments limit what is known to the deliveries up to that batch (1, 2, …)."""

    deliveries: list[Delivery] = field(default_factory=list)
    nights: list[date] = field(default_factory=list)
    """As-of date of each batch."""

    @property
    def drops(self) -> pl.DataFrame:
        """One row a file: batch, path, feed, data_date, state, rows_read, rows_accepted, rows_rejected. Counts of a held or doubled
        file are those it would have.
        """
        return pl.DataFrame(
            [
                (d.batch, d.path, d.feed, d.data_date, d.state, d.rows_read, d.rows_read - d.rows_rejected, d.rows_rejected)
                for d in self.deliveries
            ],
            schema={
                "batch": pl.Int64, "path": pl.String, "feed": pl.String, "data_date": pl.Date, "state": pl.String,
                "rows_read": pl.Int64, "rows_accepted": pl.Int64, "rows_rejected": pl.Int64,
            },
            orient="row",
        )  # fmt: skip

    @property
    def rejections(self) -> pl.DataFrame:
        """One row a refused cell: path, sheet (empty for text files), row (1 = first line), column, rule; `kind` names the dirt."""
        parts = [d.rejections.select(pl.lit(d.path).alias("path"), pl.all()) for d in self.deliveries]
        return pl.concat(parts)

    def state(self, feed: str, as_of: date, batch: int | None = None) -> pl.DataFrame:
        """The rows of a feed known on `as_of`: later data dates win, a refused row keeps the last known one, absence removes."""
        known = pl.DataFrame()
        for delivery in self.accepted(feed, as_of, batch):
            accepted = delivery.rows.filter(~pl.col("refused"))
            if known.is_empty():
                known = accepted
            elif delivery.is_snapshot:
                refused = delivery.rows.filter("refused").select("_key").join(accepted, on="_key", how="anti")
                known = pl.concat([accepted, known.join(refused, on="_key", how="semi")])
            else:
                known = pl.concat([known.join(accepted, on="_key", how="anti"), accepted])
        return known

    def members(self, as_of: date, batch: int | None = None) -> pl.DataFrame:
        """One row a person of the roster: id_number (null if it links nobody), household_no, town, village, village_code, alive.

        A person in two households is in the one identified last, then in the one with the smaller number.
        """
        roster = self.state(ROSTER, as_of, batch).sort(
            "identified_on", "household_no", "_key", descending=[True, False, False], nulls_last=True
        )
        linked = roster.filter(pl.col("id_number").is_not_null()).unique("id_number", keep="first", maintain_order=True)
        once = pl.concat([linked, roster.filter(pl.col("id_number").is_null())])
        return once.with_columns(alive=~pl.col("id_number").is_in(self.dead(as_of, batch).implode()).fill_null(value=False))

    def dead(self, as_of: date, batch: int | None = None) -> pl.Series:
        """ID numbers of the people who are dead by ID and name."""
        events = self.state(EVENTS, as_of, batch)
        if events.is_empty():
            return pl.Series("id_number", [], dtype=pl.String)
        borne = ~pl.col("by_link").fill_null(value=False)
        named = pl.col("is_death") & pl.col("name_agrees") & (pl.col("event_date") <= as_of) & borne
        return events.filter(named & pl.col("id_number").is_not_null())["id_number"].unique().sort()

    def household(self, as_of: date, batch: int | None = None) -> pl.DataFrame:
        """One row a household: household_no, town, village, village_code, size (living), insured_members, uninsured_members (living
        without an active row), self_pay_12m (fen, of all members shown), deaths (ID numbers), ids_decide.

        `ids_decide` is false where a member, or a row meant for a member, has no usable ID: there other readings are possible.
        """
        members = self.members(as_of, batch)
        insured = self._insured(as_of, batch)
        spent = self._self_pay(as_of, batch)
        muddled = self._muddled(as_of, batch)
        told = members.join(spent, on="id_number", how="left").with_columns(
            insured=pl.col("id_number").is_in(insured.implode()).fill_null(value=False),
            muddled=pl.col("id_number").is_null() | pl.col("person").is_in(muddled.implode()),
        )
        alive = pl.col("alive")
        return (
            told.group_by("household_no")
            .agg(
                pl.col("town", "village", "village_code").first(),
                size=alive.sum().cast(pl.Int64),
                insured_members=(alive & pl.col("insured")).sum().cast(pl.Int64),
                uninsured_members=(alive & ~pl.col("insured")).sum().cast(pl.Int64),
                self_pay_12m=pl.col("self_pay").sum(),
                deaths=pl.col("id_number").filter(~alive).sort(),
                ids_decide=~pl.col("muddled").any(),
            )
            .sort("household_no")
        )

    def accepted(self, feed: str, as_of: date, batch: int | None = None) -> Sequence[Delivery]:
        """The feed's deliveries that got in and speak of `as_of` or a day before, in the order of what they say."""
        known = [
            d for d in self.deliveries
            if d.feed == feed and d.state == "done" and d.data_date <= as_of and (batch is None or d.batch <= batch)
        ]  # fmt: skip
        return sorted(known, key=lambda d: (d.data_date, d.batch))

    def linked(self, rows: pl.DataFrame) -> Truth:
        """The truth in which rows of these keys (feed, _key, owner) that bear no usable number count as their owner's: as links say."""
        return replace(
            self, deliveries=[_linked(delivery, rows.filter(pl.col("feed") == delivery.feed)) for delivery in self.deliveries]
        )

    def findings(self, as_of: date, batch: int | None = None) -> pl.DataFrame:
        """One row a suspicion of the rule pack: rule_id, subject (ID number or household_no), certain; see `truth_findings`."""
        from flows.demo.truth_findings import findings  # it rests on this module

        return findings(self, as_of, batch)

    def _insured(self, as_of: date, batch: int | None) -> pl.Series:
        rows = self.state(ENROLMENT, as_of, batch)
        if rows.is_empty():
            return pl.Series("id_number", [], dtype=pl.String)
        return rows.filter(pl.col("active") & pl.col("id_number").is_not_null())["id_number"].unique()

    def _self_pay(self, as_of: date, batch: int | None) -> pl.DataFrame:
        """Per ID number: fen of the bills settled in (as_of − 12 months, as_of], reversals being negative."""
        bills = self.state(SETTLEMENTS, as_of, batch)
        if bills.is_empty():
            return pl.DataFrame(schema={"id_number": pl.String, "self_pay": pl.Int64})
        since = pl.lit(as_of).dt.offset_by("-12mo")
        window = (pl.col("settled_at") > since) & (pl.col("settled_at") <= as_of)
        return bills.filter(window & pl.col("id_number").is_not_null()).group_by("id_number").agg(pl.col("self_pay").sum())

    def _muddled(self, as_of: date, batch: int | None) -> pl.Series:
        states = (self.state(feed, as_of, batch) for feed in (ENROLMENT, SETTLEMENTS, EVENTS))
        idle = [state.filter(pl.col("id_number").is_null())["person"] for state in states if not state.is_empty()]
        return pl.concat([*idle, pl.Series("person", [], dtype=pl.Int64)]).unique()


def _linked(delivery: Delivery, keys: pl.DataFrame) -> Delivery:
    counts = keys.select("_key", "owner", by_link=pl.lit(value=True)).unique()
    unnumbered = pl.col("id_number").is_null() & ~pl.col("refused")
    rows = (
        delivery.rows.drop("by_link")
        .join(counts, on=["_key", "owner"], how="left", maintain_order="left")
        .with_columns(by_link=pl.col("by_link").fill_null(value=False) & unnumbered)
        .with_columns(id_number=pl.when("by_link").then("owner").otherwise("id_number"))
    )
    return replace(delivery, rows=rows.select(delivery.rows.columns))

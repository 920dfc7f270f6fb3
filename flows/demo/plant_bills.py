"""Planted medical bills: EX03, GA07, IN03, RI01, each with what only looks like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from flows.demo.city import City
from flows.demo.days import days_before, next_month_end
from flows.demo.insurance import HOSPITALS, SIGNED
from flows.demo.lots import Lots
from flows.demo.plant_events import died, with_events

NO_BILLS = pl.col("bills").sum().over("home") == 0
YUAN = 100


def catastrophes(lots: Lots, city: City) -> City:
    """Self-pay of 20,000 and more in households nobody registered (EX03); a fen less; taken back; a day too long ago."""
    grown = pl.col("listed") & ~pl.col("registered") & (pl.col("age") > 18) & NO_BILLS
    ruined = lots.draw(grown, 1.4)
    for last in (20, 120):
        city = billed(
            city, ruined, _ago(lots, city, ruined, last, last + 90), lots.days_ago(10_000, 18_000, ruined.height) * YUAN
        )
    near, back, old = lots.draw(grown, 0.6), lots.draw(grown, 0.4), lots.draw(grown, 0.4)
    city = billed(city, near, _ago(lots, city, near, 20, 200), 19_999 * YUAN + 99)
    city = billed(city, back, _ago(lots, city, back, 20, 200), 30_000 * YUAN, reversed_=True)
    return billed(city, old, pl.Series([_falls_out(city)] * old.height, dtype=pl.Date), 30_000 * YUAN)


def unaided(lots: Lots, city: City) -> City:
    """Self-pay of 5,000 and more of registered people without medical aid (GA07, RI01); a fen less; with a little aid."""
    member = pl.col("registered") & (pl.col("age") > 18) & NO_BILLS
    without, near, with_aid = lots.draw(member, 1.2), lots.draw(member, 0.6), lots.draw(member, 0.6)
    city = billed(city, without, _ago(lots, city, without, 10, 250), lots.days_ago(5_000, 9_500, without.height) * YUAN)
    city = billed(city, near, _ago(lots, city, near, 10, 250), 4_999 * YUAN + 99)
    return billed(city, with_aid, _ago(lots, city, with_aid, 10, 250), 6_000 * YUAN, aid=100 * YUAN)


def watched(lots: Lots, city: City) -> City:
    """The same in monitored households that are not exited: with the risk still there (RI01), and with it eliminated."""
    member = (pl.col("household_type") == "一般农户") & pl.col("monitored_type").is_not_null() & (pl.col("age") > 18)
    for is_over, share in ((True, 0.6), (False, 0.6)):
        ill = lots.draw(member & (pl.col("risk_eliminated") == is_over), share)
        city = billed(city, ill, _ago(lots, city, ill, 10, 250), 7_000 * YUAN, aid=2_000 * YUAN)
    return city


def billed_dead(lots: Lots, city: City) -> City:
    """Bills after death (IN03); on the day of death; after it, and taken back."""
    old = pl.col("listed") & (pl.col("age") > 55) & (pl.col("bills") == 0)
    for share, later, reversed_ in ((1.2, 20, False), (0.6, 0, False), (0.6, 20, True)):
        gone = lots.draw(old, share)
        deaths = died(lots, city, gone, 60, 300)
        day = deaths["event_date"].dt.offset_by(f"{later}d")
        city = billed(with_events(city, deaths), gone, day, 1_200 * YUAN, reversed_=reversed_)
    return city


def _ago(lots: Lots, city: City, people: pl.DataFrame, last: int, first: int) -> pl.Series:
    return days_before(city.as_of, lots.days_ago(last, first, people.height).to_numpy())


def _falls_out(city: City) -> date:
    """The day that is exactly 12 months before the third night: within the window until then."""
    third = next_month_end(next_month_end(city.as_of))
    return third.replace(year=third.year - 1)


def billed(
    city: City,
    people: pl.DataFrame,
    settled_at: pl.Series,
    self_pay: pl.Series | int,
    *,
    aid: int = 0,
    reversed_: bool = False,
    visit_type: str = "普通住院",
) -> City:
    """The city with one more bill of each of `people` (person), in fen; `reversed_` takes it back on the same day."""
    serial = city.settlements["settlement_id"].str.starts_with("JP").sum()
    bills = people.select(
        "person",
        visit_type=pl.lit(visit_type),
        settled_at=settled_at,
        hospital=pl.lit(HOSPITALS[0]),
        diagnosis_code=pl.lit("J18.9"),
        self_pay=pl.lit(self_pay),
        medical_aid_pay=pl.lit(aid),
        major_illness_pay=pl.lit(0),
        settlement_id=pl.format(f"JP{city.as_of:%Y%m}{{}}", (serial + pl.int_range(pl.len())).cast(pl.String).str.zfill(9)),
        reversal_of=pl.lit(None, dtype=pl.String),
        disease_code=pl.lit(None, dtype=pl.String),
        disease_name=pl.lit(None, dtype=pl.String),
    ).with_columns(pooled_pay="self_pay", total=2 * pl.col("self_pay") + aid)
    back = bills.with_columns(
        *(-pl.col(name) for name in SIGNED), reversal_of=pl.col("settlement_id"), settlement_id="C" + pl.col("settlement_id")
    )
    columns = [pl.col(name).cast(dtype) for name, dtype in city.settlements.schema.items()]
    new = [bills.select(columns), *([back.select(columns)] if reversed_ else [])]
    return replace(city, settlements=pl.concat([city.settlements, *new]))

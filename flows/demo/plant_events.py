"""Planted deaths and marriages: IN01, IN02, IN06, RI05, each with what only looks like it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from flows.demo.city import City
from flows.demo.days import days_before
from flows.demo.lots import Lots, put
from flows.demo.vital import COLUMNS, number_events


def breadwinners(lots: Lots, city: City) -> City:
    """The only able worker dies (RI05); one of two does; one is said to be dead under another name."""
    earner = pl.col("able") & pl.col("age").is_between(24, 60) & (pl.col("size") > 1)
    only, second = pl.col("able_in_home") == 1, pl.col("able_in_home") == 2
    gone = [lots.draw(earner & only, 1.2), lots.draw(earner & second, 0.6)]
    return with_events(city, *(died(lots, city, people) for people in gone), mistaken(lots, city, lots.draw(earner & only, 0.4)))


def old_members(lots: Lots, city: City) -> City:
    """Old members of registered households die, and the register does not know (IN01)."""
    return with_events(city, died(lots, city, lots.draw(pl.col("registered") & (pl.col("age") > 55), 1.0)))


def assisted_dead(lots: Lots, city: City) -> City:
    """Assistance goes on after death (IN02); is stopped a few days later; goes on for somebody who is not the one that died."""
    old = pl.col("scheme").is_not_null() & (pl.col("age") > 58)
    paid, stopped = lots.draw(old, 1.2), lots.draw(old, 0.6)
    ended = died(lots, city, stopped)
    ends = ended.select("person", _ends=pl.col("event_date").dt.offset_by("5d"))
    assistance = city.assistance.join(ends, on="person", how="left", maintain_order="left")
    assistance = put(assistance, "person", ends["person"], stopped_on=pl.col("_ends"), stop_reason="死亡").drop("_ends")
    others = mistaken(lots, city, lots.draw(old, 0.4))
    return with_events(replace(city, assistance=assistance), died(lots, city, paid), ended, others)


def hidden_spouses(lots: Lots, city: City) -> City:
    """Registered men marry women of no or another household (IN06); some divorce, some are widowed; couples marry within the home."""
    groom = pl.col("registered") & pl.col("male") & (pl.col("relation") == "之子") & pl.col("age").is_between(22, 45)
    elsewhere = pl.col("relation").is_null() | ((pl.col("relation") == "之女") & (pl.col("spouses") == 1))
    bride = ~pl.col("male") & ~pl.col("registered") & elsewhere & pl.col("age").is_between(21, 45)
    events = []
    for share, then in ((1.4, ""), (0.6, "离婚"), (0.6, "火化")):
        men, women = lots.draw(groom, share), lots.draw(bride, share)
        both = min(men.height, women.height)
        pairs = pl.DataFrame({"person": men["person"].head(both), "partner": women["person"].head(both)})
        events.append(united(lots, city, pairs, "结婚", 200, 330))
        if then == "离婚":
            events.append(united(lots, city, pairs, then, 20, 150))
        if then == "火化":
            events.append(died(lots, city, pairs.select(person="partner"), 20, 150))
    return with_events(city, *events, united(lots, city, _couples(lots), "结婚", 20, 330))


def _couples(lots: Lots) -> pl.DataFrame:
    heads = lots.draw(pl.col("registered") & (pl.col("relation") == "户主") & (pl.col("spouses") == 1), 0.8)
    spouses = lots.census.filter(pl.col("relation") == "配偶").select("home", partner="person")
    return heads.select("home", "person").join(spouses, on="home", maintain_order="left").drop("home")


def united(lots: Lots, city: City, pairs: pl.DataFrame, kind: str, last: int, first: int) -> pl.DataFrame:
    """Marriages or divorces of `pairs` (person, partner), `last` to `first` days ago."""
    on = days_before(city.as_of, lots.days_ago(last, first, pairs.height).to_numpy())
    return pairs.select("person", "partner", event_type=pl.lit(kind), event_date=on, name_given=pl.lit(None, dtype=pl.String))


def died(lots: Lots, city: City, people: pl.DataFrame, last: int = 30, first: int = 300) -> pl.DataFrame:
    """Deaths of `people` (person), `last` to `first` days ago."""
    alone = people.select("person", partner=pl.lit(None, dtype=pl.Int64))
    return united(lots, city, alone, "火化", last, first)


def mistaken(lots: Lots, city: City, people: pl.DataFrame) -> pl.DataFrame:
    """Deaths registered under the number of `people` (person, name) with another name: they live."""
    return died(lots, city, people).with_columns(name_given=people["name"].str.slice(0, 1) + "某某")


def with_events(city: City, *events: pl.DataFrame) -> City:
    """The city with more vital events, numbered anew."""
    known = [city.vital.select(COLUMNS), *(rows.select(COLUMNS) for rows in events)]
    return replace(city, vital=number_events(pl.concat(known), city.as_of))

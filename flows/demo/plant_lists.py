"""Planted rows of assistance, enrolment and cards: EX05, IN05, GA01 to GA04, RI02, each with what only looks like it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from flows.demo.city import City
from flows.demo.days import days_before
from flows.demo.lots import Lots, in_home, put

SCHEMES = (("农村低保", 0.8), ("特困供养", 0.4), ("城市低保", 0.8), ("临时救助", 0.4), ("低保边缘", 0.2))


def strangers(lots: Lots, city: City) -> City:
    """Town dwellers on rural allowance or destitute support (EX05); on schemes that are not meant; on one that was stopped."""
    outside = ~pl.col("listed") & (pl.col("age") > 18)
    for scheme, share in SCHEMES:
        city = granted(lots, city, lots.draw(outside, share), scheme)
    return _stopped(lots, city, lots.draw(outside, 0.4))


def others_helped(lots: Lots, city: City) -> City:
    """Households not registered with what is no rural allowance: urban allowance, an orphan's; with one that was stopped."""
    plain = pl.col("listed") & ~pl.col("registered") & ~in_home(pl.col("scheme").is_not_null())
    city = granted(lots, city, lots.draw(plain & (pl.col("age") > 18), 0.8), "城市低保")
    city = granted(lots, city, lots.draw(plain & (pl.col("age") < 14), 0.4), "孤儿")
    return _stopped(lots, city, lots.draw(plain & (pl.col("age") > 18), 0.4))


def after_exit(lots: Lots, city: City) -> City:
    """Exited households helped from the month of exit on, which is not after it; helped afterwards (RI02), and stopped again."""
    plain = (pl.col("household_type") == "脱贫户") & ~in_home(pl.col("scheme").is_not_null()) & (pl.col("age") > 18)
    same_month = lots.draw(plain, 0.6)
    city = granted(lots, city, same_month, "农村低保", pl.col("exited_on").dt.offset_by("10d"))
    return _stopped(lots, city, lots.draw(plain, 0.4))


def poor_and_employed(lots: Lots, city: City) -> City:
    """Poor people with a job that insures them (IN05); with one that no longer does."""
    poor = (pl.col("household_type") == "贫困户") & (pl.col("insured") == "正常参保") & pl.col("age").is_between(20, 58)
    works, worked = lots.draw(poor, 1.0), lots.draw(poor, 0.4)
    enrolment = put(
        city.enrolment, "person", pl.concat([works["person"], worked["person"]]), insurance_type="职工", premium_aid=0
    )
    return replace(city, enrolment=put(enrolment, "person", worked["person"], status="暂停参保"))


def excused(lots: Lots, city: City) -> City:
    """Registered people without insurance for a reason that excuses (GA01 not), for one that leaves it open, and for none (GA01)."""
    insured = pl.col("registered") & (pl.col("insured") == "正常参保") & (pl.col("age") > 18)
    states = (
        ("暂停参保", "异地参保"), ("终止参保", "异地参保"), ("终止参保", "参军"), ("终止参保", "服刑"), ("终止参保", "失联"),
        ("终止参保", "自愿放弃"), ("暂停参保", None),
    )  # fmt: skip
    for status, reason in states:
        people = lots.draw(insured, 0.4)["person"]
        city = replace(city, enrolment=put(city.enrolment, "person", people, status=status, not_insured_reason=reason))
    return city


def subsidies(lots: Lots, city: City) -> City:
    """Severe cards with nursing subsidy 0 (GA03), blank, and frozen; cards without living subsidy under urban allowance (GA04)."""
    active = (pl.col("card") == "有效") & pl.col("listed")
    severe = active & pl.col("grade").is_in(["一级", "二级"])
    none, blank, frozen = lots.draw(severe, 0.8), lots.draw(severe, 0.4), lots.draw(severe, 0.4)
    cards = put(city.certificates, "person", pl.concat([none["person"], frozen["person"]]), nursing_subsidy=0)
    cards = put(put(cards, "person", blank["person"], nursing_subsidy=None), "person", frozen["person"], status="冻结")
    urban = lots.draw(active & ~in_home(pl.col("scheme").is_not_null()), 0.4)
    city = replace(city, certificates=put(cards, "person", urban["person"], living_subsidy=0))
    return granted(lots, city, urban, "城市低保")


def granted(lots: Lots, city: City, people: pl.DataFrame, scheme: str, since: pl.Expr | None = None) -> City:
    """The city with a certificate of its own for each of `people` (person, home, exited_on), approved long ago or `since`."""
    code = city.villages["village_code"].gather(lots.rng.integers(0, city.villages.height, people.height))
    began = days_before(city.as_of, lots.rng.integers(200, 1500, people.height))
    rows = people.select(
        "person",
        head="person",
        certificate_no=pl.lit("DB522399") + (50_000_000 + pl.col("person")).cast(pl.String),
        scheme=pl.lit(scheme),
        village_code=code,
        coverage=pl.lit("单人"),
        monthly_amount=pl.Series(lots.rng.integers(250, 620, people.height).astype(np.int64)) * 100,
        started_on=began if since is None else since,
        stopped_on=pl.lit(None),
        stop_reason=pl.lit(None),
    )
    columns = [pl.col(name).cast(dtype) for name, dtype in city.assistance.schema.items()]
    return replace(city, assistance=pl.concat([city.assistance, rows.select(columns)]))


def _stopped(lots: Lots, city: City, people: pl.DataFrame) -> City:
    """Rural allowance of `people` that was stopped a month or more ago."""
    city = granted(lots, city, people, "农村低保")
    day = days_before(city.as_of, lots.rng.integers(30, 180, people.height))
    ends = people.select("person", _ends=day)
    assistance = city.assistance.join(ends, on="person", how="left", maintain_order="left")
    stopped = put(assistance, "person", ends["person"], stopped_on=pl.col("_ends"), stop_reason="收入提高").drop("_ends")
    return replace(city, assistance=stopped)

"""Planted causes of poverty that nothing bears out, CA01 to CA05, each with what little would bear it out."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from flows.demo.city import City
from flows.demo.days import days_before
from flows.demo.lots import Lots, in_home, put
from flows.demo.plant_bills import NO_BILLS, YUAN, billed

IN_REGISTER = pl.col("registered")


def no_disabled(lots: Lots, city: City) -> City:
    """因残: nobody disabled (CA01); nobody but a card that is not active (CA01); health 残疾 without a card."""
    carded = in_home(pl.col("card").is_not_null())
    well = IN_REGISTER & ~carded & ~in_home(pl.col("health") == "残疾")
    idle = IN_REGISTER & carded & ~in_home(pl.col("card") == "有效") & pl.col("card").is_not_null()
    nobody, card, disabled = lots.draw(well, 1.2), lots.draw(idle, 0.4), lots.draw(well & (pl.col("age") > 30), 0.6)
    city = replace(city, persons=put(city.persons, "person", disabled["person"], health="残疾"))
    city = replace(city, persons=put(city.persons, "person", _everyone(lots, card), health="健康"))
    return declared(city, pl.concat([nobody["home"], card["home"], disabled["home"]]), cause_primary="因残")


def nobody_ill(lots: Lots, city: City) -> City:
    """因病: nobody ill (CA02); an inpatient bill that was taken back (CA02); a chronic bill though everybody is called healthy."""
    well = IN_REGISTER & NO_BILLS & ~in_home(pl.col("health").is_in(["长期慢性病", "患有大病"])) & (pl.col("age") > 18)
    nobody, back, chronic = lots.draw(well, 1.4), lots.draw(well, 0.4), lots.draw(well, 0.6)
    for ill, visit, reversed_ in ((back, "普通住院", True), (chronic, "门诊慢特病", False)):
        day = days_before(city.as_of, lots.days_ago(30, 300, ill.height).to_numpy())
        city = billed(city, ill, day, 300 * YUAN, reversed_=reversed_, visit_type=visit)
    return declared(city, pl.concat([nobody["home"], back["home"], chronic["home"]]), cause_primary="因病")


def no_student(lots: Lots, city: City) -> City:
    """因学: no student (CA03); a single one, and that one suspended; a single one, taught at home."""
    at_school = pl.col("pupil_no").is_not_null()
    nobody = lots.draw(IN_REGISTER & ~in_home(at_school), 1.2)
    homes = [nobody["home"]]
    for status in ("休学", "送教上门"):
        alone = lots.draw(IN_REGISTER & at_school & (at_school.sum().over("home") == 1), 0.4)
        city = replace(city, students=put(city.students, "person", alone["person"], status=status))
        homes.append(alone["home"])
    return declared(city, pl.concat(homes), cause_primary="因学")


def mostly_able(lots: Lots, city: City) -> City:
    """缺劳力: most of the grown-ups able (CA04); exactly half of them."""
    grown, able = pl.col("grown"), pl.col("grown_able")
    most = lots.draw(IN_REGISTER & (grown > 1) & (2 * able > grown), 1.2)
    half = lots.draw(IN_REGISTER & (grown > 1) & (2 * able == grown), 0.6)
    return declared(city, pl.concat([most["home"], half["home"]]), cause_primary="缺劳力")


def no_cause(lots: Lots, city: City) -> City:
    """No cause at all (CA05); a secondary one only."""
    neither, second = lots.draw(IN_REGISTER, 1.0), lots.draw(IN_REGISTER, 0.6)
    city = declared(city, neither["home"], cause_primary=None, cause_secondary=None)
    return declared(city, second["home"], cause_primary=None, cause_secondary="缺资金")


def declared(city: City, homes: pl.Series, **facts: str | None) -> City:
    """The city with other facts of some households in the register."""
    return replace(city, households=put(city.households, "household", homes, **facts))


def _everyone(lots: Lots, people: pl.DataFrame) -> pl.Series:
    """Everybody in the homes of `people`."""
    return lots.census.filter(pl.col("home").is_in(people["home"].implode()))["person"]

"""Planted students: EX04, GA05, GA06, RI03, each with what only looks like it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from flows.demo.city import City
from flows.demo.days import days_before
from flows.demo.lots import Lots, put

THERE = pl.col("status") == "在读"
COMPULSORY = pl.col("age").is_between(7, 15.5)


def dropped_out(lots: Lots, city: City) -> City:
    """Children who dropped out, in households not registered (EX04) and in exited ones (RI03), there also older ones."""
    plain, exited = pl.col("listed") & ~pl.col("registered"), pl.col("household_type") == "脱贫户"
    children, older = lots.draw(plain & THERE & COMPULSORY, 1.0), lots.draw(plain & THERE & (pl.col("age") > 16.2), 0.4)
    of_exited = lots.draw(exited & THERE & pl.col("age").is_between(10, 19), 1.4)
    gone = pl.concat([children["person"], older["person"], of_exited["person"]])
    return replace(city, students=put(city.students, "person", gone, status="辍学"))


def in_no_list(lots: Lots, city: City) -> City:
    """Children whom no school has in its list (GA05); who changed schools; and whom a school has let go, which tells nothing."""
    child = pl.col("listed") & COMPULSORY & THERE
    nowhere, changed = lots.draw(child, 1.0), lots.draw(child, 0.6)
    city = replace(city, students=city.students.filter(~pl.col("person").is_in(nowhere["person"].implode())))
    for status in ("休学", "送教上门", "转出", "毕业"):
        people = lots.draw(child & (pl.col("age") > 12.5), 0.2)["person"]
        city = replace(city, students=put(city.students, "person", people, status=status))
    return _changed_schools(city, changed["person"])


def _changed_schools(city: City, people: pl.Series) -> City:
    """They stand in the old school's list as moved away, and in the new one's under a number without meaning."""
    old = city.students.filter(pl.col("person").is_in(people.implode()))
    new = old.with_columns(
        student_no=pl.lit("J9") + pl.col("person").cast(pl.String).str.zfill(17), school_name=pl.lit("云岭县第40学校")
    )
    return replace(city, students=pl.concat([put(city.students, "person", people, status="转出"), new]))


def vocational(lots: Lots, city: City) -> City:
    """Vocational students of registered households whose last 雨露计划 was too long ago (GA06); who are suspended."""
    student = pl.col("registered") & pl.col("stage").is_in(["中职", "高职"]) & THERE
    old, suspended = lots.draw(student & ~pl.col("person").is_in(city.aid["person"].implode()), 0.6), lots.draw(student, 0.4)
    city = replace(city, students=put(city.students, "person", suspended["person"], status="休学"))
    unpaid = city.aid.filter(~pl.col("person").is_in(suspended["person"].implode()))
    paid = old.select(
        "person",
        aid_no=pl.lit(f"ZP{city.as_of:%Y%m}") + pl.int_range(pl.len()).cast(pl.String).str.zfill(7),
        student_no="pupil_no",
        programme=pl.lit("雨露计划"),
        term=pl.lit(f"{city.as_of.year - 1}年春季学期"),
        amount=pl.lit(150_000),
        paid_on=days_before(city.as_of, lots.days_ago(380, 440, old.height).to_numpy()),
    )
    columns = [pl.col(name).cast(dtype) for name, dtype in city.aid.schema.items()]
    return replace(city, aid=pl.concat([unpaid, paid.select(columns)]))

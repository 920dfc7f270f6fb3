"""Planted households that cannot be as they are listed, HH01 to HH03, and unable ones with a severely disabled member, EX02."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from flows.demo.city import City
from flows.demo.lots import Lots, put
from flows.demo.people import with_check_digit

DIVISION = 522328
"""Division of the numbers given to people whose birth date is planted; nobody else has it."""


def heads(lots: Lots, city: City) -> City:
    """No head; two heads (HH01)."""
    several = pl.col("size") > 1
    none, two = (lots.draw((pl.col("relation") == word) & several, 0.8) for word in ("户主", "配偶"))
    return _related(_related(city, none["person"], pl.lit("其他")), two["person"], pl.lit("户主"))


def spouses(lots: Lots, city: City) -> City:
    """Somebody of the head's sex is entered as spouse (HH02)."""
    kin = pl.col("relation").is_in(["之父", "之母", "之子", "之女"])
    wrong = lots.draw(kin & (pl.col("age") > 20) & (pl.col("spouses") == 0) & (pl.col("male") == pl.col("head_male")), 1.0)
    return _related(city, wrong["person"], pl.lit("配偶"))


def generations(lots: Lots, city: City) -> City:
    """The spouse entered as a child, a child as a grandchild (HH03); exactly 14 and 28 years, which can be."""
    spouse = lots.draw((pl.col("relation") == "配偶") & (pl.col("size") > 1), 0.6)
    near = pl.col("head_birth").dt.year() + 27 > pl.col("birth_date").dt.year()
    child = lots.draw(pl.col("relation").is_in(["之子", "之女"]) & near, 0.6)
    for people, (his, hers) in ((spouse, ("之子", "之女")), (child, ("之孙子", "之孙女"))):
        word = people.select("person", _word=pl.when("male").then(pl.lit(his)).otherwise(pl.lit(hers)))
        city = replace(city, members=_replaced(city.members, word))
    city = _born(city, lots.draw(_free("之子", "之女"), 0.4), 14)
    return _born(city, lots.draw(_free("之孙子", "之孙女") & (pl.col("head_birth").dt.year() < 1978), 0.4), 28)


def grown_pupils(lots: Lots, city: City) -> City:
    """Adults whom a primary school has in its list (HH03); adults whom it has let go."""
    student = pl.col("listed") & (pl.col("age") > 18.1) & (pl.col("status") == "在读")
    there, gone = lots.draw(student, 0.6), lots.draw(student, 0.4)
    students = put(
        city.students, "person", pl.concat([there["person"], gone["person"]]), stage="小学", school_name="云岭县第3小学校"
    )
    return replace(city, students=put(students, "person", gone["person"], status="毕业"))


def unable(lots: Lots, city: City) -> City:
    """A severely disabled member and nobody able (EX02); with an expired card; with somebody whose labour is blank."""
    severe = (pl.col("card") == "有效") & pl.col("grade").is_in(["一级", "二级"])
    held = pl.col("listed") & ~pl.col("registered") & severe
    hit, expired, blank = lots.draw(held, 1.2), lots.draw(held, 0.4), lots.draw(held & (pl.col("size") > 1), 0.4)
    grown = lots.census.filter(pl.col("age") >= 16)
    for people in (hit, expired, blank):
        idle = grown.filter(pl.col("home").is_in(people["home"].implode()))["person"]
        city = replace(city, persons=put(city.persons, "person", idle, labour="弱劳动力或半劳动力", months_worked=0))
    city = replace(city, persons=put(city.persons, "person", blank["person"], labour=None))
    return replace(city, certificates=put(city.certificates, "person", expired["person"], status="过期"))


def _free(*relations: str) -> pl.Expr:
    """Relatives of this kind whose number stands in no other department's number, of heads old enough for it."""
    leap_day = (pl.col("head_birth").dt.month() == 2) & (pl.col("head_birth").dt.day() == 29)
    plain = pl.col("card").is_null() & pl.col("pupil_no").is_null() & ~leap_day
    return pl.col("relation").is_in(relations) & plain & (pl.col("head_birth").dt.year() < 1988)


def _born(city: City, people: pl.DataFrame, years: int) -> City:
    """The city with `people` born on the day their head became so old, under a number that says so."""
    birth = people["head_birth"].dt.offset_by(f"{years}y")
    serial = 2 * pl.int_range(pl.len()) + pl.when("male").then(1).otherwise(2) + 100 * (years == 28)
    first17 = DIVISION * 10**11 + birth.dt.strftime("%Y%m%d").cast(pl.Int64) * 1000 + people.select(serial.alias("n"))["n"]
    new = people.select("person", _birth=birth, _number=with_check_digit(first17))
    persons = city.persons.join(new, on="person", how="left", maintain_order="left").with_columns(
        birth_date=pl.coalesce("_birth", "birth_date"), id_number=pl.coalesce("_number", "id_number")
    )
    return replace(city, persons=persons.drop("_birth", "_number"))


def _related(city: City, people: pl.Series, word: pl.Expr) -> City:
    return replace(city, members=put(city.members, "person", people, relation=word))


def _replaced(members: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """`members` with the relations of `words` (person, _word)."""
    told = members.join(words, on="person", how="left", maintain_order="left")
    return told.with_columns(relation=pl.coalesce("_word", "relation")).drop("_word")

"""Draws whom a planted situation befalls: by chance, and nobody's household twice, so that no plant undoes another."""

from __future__ import annotations

import numpy as np
import polars as pl

from flows.demo.attributes import LABOUR, age_in_years
from flows.demo.city import City


class Lots:
    """`census` is the city as it was before anything was planted: one row a person, see `census`."""

    def __init__(self, city: City) -> None:
        self.rng = np.random.default_rng([city.seed, 1])
        self.census = census(city)
        self._persons = self.census.filter("listed").height
        # Where somebody died or is listed twice there is a situation already.
        twice = city.members.filter(pl.col("person").is_duplicated())["household"]
        self._taken = {*self.census.filter("died")["home"], *twice}

    def count(self, per_thousand: float) -> int:
        """How many of a situation there are in this city, in a small one perhaps none."""
        return int(self._persons * per_thousand / 1000 + 0.5)

    def draw(self, where: pl.Expr, per_thousand: float) -> pl.DataFrame:
        """Rows of the census that satisfy `where`, of as many households, which are never drawn again."""
        free = self.census.filter(where & ~pl.col("home").is_in(sorted(self._taken)))
        shuffled = free[self.rng.permutation(free.height)].unique("home", keep="first", maintain_order=True)
        drawn = shuffled.head(self.count(per_thousand))
        self._taken.update(drawn["home"])
        return drawn

    def days_ago(self, first: int, last: int, count: int) -> pl.Series:
        """So many whole numbers of days, from `first` to `last`."""
        return pl.Series(self.rng.integers(first, last + 1, count))


def in_home(fact: pl.Expr) -> pl.Expr:
    """Whether it is so of anyone in the person's household."""
    return fact.fill_null(value=False).any().over("home")


def put(rows: pl.DataFrame, key: str, keys: pl.Series, **cells: pl.Expr | str | bool | int | None) -> pl.DataFrame:
    """`rows` with other cells where `key` is one of `keys`."""
    there = pl.col(key).is_in(keys.implode())
    cast = {name: (cell if isinstance(cell, pl.Expr) else pl.lit(cell)).cast(rows.schema[name]) for name, cell in cells.items()}
    return rows.with_columns(pl.when(there).then(cell).otherwise(name).alias(name) for name, cell in cast.items())


def census(city: City) -> pl.DataFrame:
    """person, home (household, or a negative number of their own for town dwellers), listed, relation, male, age, health, labour,
    able, birth_date, name, id_number; the household's type, monitored_type, registered, risk_eliminated, exited_on, cause_primary,
    size, able_in_home, grown (16 to 59), grown_able, spouses, head_male, head_birth, head_number; card_no, card, grade, stage, status, pupil_no,
    insured, insurance, scheme, died, bills.
    """
    listed = city.members.unique("person", keep="first", maintain_order=True)
    return (
        city.persons.join(listed, on="person", how="left", maintain_order="left")
        .join(city.households.drop("village"), on="household", how="left", maintain_order="left")
        .with_columns(
            listed=pl.col("household").is_not_null(),
            home=pl.coalesce("household", -1 - pl.col("person")),
            age=age_in_years(pl.col("birth_date"), pl.lit(city.as_of)),
            able=pl.col("labour").is_in(LABOUR[:2]).fill_null(value=False),
            registered=pl.col("registered").fill_null(value=False),
        )
        .pipe(_of_home)
        .pipe(_of_feeds, city)
    )


def _of_home(people: pl.DataFrame) -> pl.DataFrame:
    grown = pl.col("age").is_between(16.05, 59.9)
    return people.with_columns(
        size=pl.len().over("home"),
        able_in_home=pl.col("able").sum().over("home"),
        grown=grown.sum().over("home"),
        grown_able=(grown & pl.col("able")).sum().over("home"),
        spouses=(pl.col("relation") == "配偶").sum().over("home"),
        head_male=pl.col("male").filter(pl.col("relation") == "户主").first().over("home"),
        head_birth=pl.col("birth_date").filter(pl.col("relation") == "户主").first().over("home"),
        head_number=pl.col("id_number").filter(pl.col("relation") == "户主").first().over("home"),
    )


def _of_feeds(people: pl.DataFrame, city: City) -> pl.DataFrame:
    """What the departments have of each person, from the first row where there are several; scheme: of assistance not stopped."""
    has = {
        "cards": city.certificates.select("person", card="status", grade="grade", card_no="certificate_no"),
        "students": city.students.select("person", "stage", "status", pupil_no="student_no"),
        "enrolment": city.enrolment.select("person", insured="status", insurance="insurance_type"),
        "assistance": city.assistance.filter(pl.col("stopped_on").is_null()).select("person", "scheme"),
        "deaths": city.vital.filter(pl.col("event_type") == "火化").select("person", died=pl.lit(value=True)),
        "bills": city.settlements.group_by("person", maintain_order=True).agg(bills=pl.len()),
    }
    for rows in has.values():
        once = rows.unique("person", keep="first", maintain_order=True)
        people = people.join(once, on="person", how="left", maintain_order="left")
    return people.with_columns(died=pl.col("died").fill_null(value=False), bills=pl.col("bills").fill_null(0))

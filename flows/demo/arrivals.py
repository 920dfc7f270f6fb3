"""Children born into the city's households."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from flows.demo.attributes import age_in_years
from flows.demo.city import City
from flows.demo.days import days_before
from flows.demo.people import LOCAL_DIVISIONS, given_names, id_numbers


def add_births(rng: np.random.Generator, city: City) -> City:
    """One household in 150 that could has a newborn: a child of a young head, or of the head's daughter-in-law."""
    families = _families(city)
    families = families.filter(pl.Series(rng.random(families.height) < 1 / 150))
    count = families.height
    male = rng.random(count) < 0.52
    birth = days_before(city.as_of, rng.integers(0, max((city.as_of - city.since).days, 1), count))
    division = np.array(LOCAL_DIVISIONS)[rng.integers(0, len(LOCAL_DIVISIONS), count)]
    babies = families.with_columns(
        person=city.persons.height + pl.int_range(pl.len()),
        male=pl.Series(male),
        birth_date=birth,
        name=pl.col("name").str.slice(0, 1) + given_names(rng, male),
        id_number=id_numbers(division, birth, male),
        health=pl.lit("健康"),
        labour=pl.lit("无劳动力"),
    )
    blank = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in city.persons.schema.items() if name not in babies.columns]
    persons = babies.with_columns(blank).select(pl.col(name).cast(dtype) for name, dtype in city.persons.schema.items())
    members = babies.select(
        "household",
        "person",
        relation=pl.when("grand")
        .then(pl.when("male").then(pl.lit("之孙子")).otherwise(pl.lit("之孙女")))
        .otherwise(pl.when("male").then(pl.lit("之子")).otherwise(pl.lit("之女"))),
        person_no=(pl.col("last_no") + 1).cast(pl.String).str.zfill(2),
    )
    return replace(
        city,
        persons=pl.concat([city.persons, persons]),
        members=pl.concat([city.members, members.select(city.members.columns)]),
    )


def _families(city: City) -> pl.DataFrame:
    """Households that could have a child: household, head's name and ethnicity, grand (the child would be a grandchild), last_no."""
    age = age_in_years(pl.col("birth_date"), pl.lit(city.as_of))
    known = city.members.join(
        city.persons.select("person", "name", "ethnicity", "birth_date"), on="person", maintain_order="left"
    )
    traits = known.group_by("household", maintain_order=True).agg(
        head_age=age.filter(pl.col("relation") == "户主").first(),
        has_wife=(pl.col("relation") == "配偶").any(),
        grand=(pl.col("relation") == "之儿媳").any(),
        last_no=pl.col("person_no").cast(pl.Int64).max(),
        name=pl.col("name").filter(pl.col("relation") == "户主").first(),
        ethnicity=pl.col("ethnicity").filter(pl.col("relation") == "户主").first(),
    )
    young = pl.col("has_wife") & pl.col("head_age").is_between(22, 42) & ~pl.col("grand")
    return traits.filter(young | (pl.col("grand") & pl.col("head_age").is_between(45, 70)))

"""Households as they live together: head, spouse, children, in-laws, grandchildren, parents, with ages that can be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from flows.demo.people import dotted_names, given_names, surnames

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SLOTS = ("head", "spouse", "child_1", "child_2", "child_3", "in_law", "grand_1", "grand_2", "father", "mother")
YEAR = 365.2425


def compose(rng: np.random.Generator, persons: int) -> pl.DataFrame:
    """Exactly `persons` rows, one a person: household (index), relation (as the register writes it), male, age in years.

    Heads come first in their household; the last household may be cut short to meet the number.
    """
    count = int(persons / 2.9) + 20
    age, there, male = _ages(rng, count)
    relation = _relations(male)
    flat = there.ravel()
    frame = pl.DataFrame(
        {
            "household": np.repeat(np.arange(count), len(SLOTS))[flat],
            "slot": np.tile(np.arange(len(SLOTS)), count)[flat],
            "relation": relation.ravel()[flat].tolist(),
            "male": male.ravel()[flat],
            "age": age.ravel()[flat],
        }
    ).head(persons)
    if frame.height < persons:
        raise ValueError("the households drawn hold fewer people than asked for")
    return frame


def _ages(rng: np.random.Generator, count: int) -> tuple[Floats, Bools, Bools]:
    """Age, presence and sex of every slot: three arrays of shape (households, slots)."""
    shape = (count, len(SLOTS))
    age, there, male = np.zeros(shape), np.zeros(shape, dtype=bool), rng.random(shape) < 0.53
    alone = rng.random(count) < 0.1
    head = np.where(alone, rng.uniform(60, 91, count), np.clip(rng.normal(49, 12, count), 23, 86))
    male[:, 0] = rng.random(count) < np.where(alone, 0.5, 0.87)
    age[:, 0], there[:, 0] = head, True
    _spouses(rng, age, there, male, alone)
    younger = np.where(there[:, 1], np.minimum(head, age[:, 1]), head)
    _children(rng, age, there, younger, alone)
    _in_laws_and_grandchildren(rng, age, there, male)
    for slot, share, is_male in ((8, 0.16, True), (9, 0.27, False)):
        age[:, slot] = head + rng.uniform(19, 31, count)
        there[:, slot] = (rng.random(count) < share) & ~alone & (age[:, slot] < 97)
        male[:, slot] = is_male
    return age, there, male


def _spouses(rng: np.random.Generator, age: Floats, there: Bools, male: Bools, alone: Bools) -> None:
    count = len(alone)
    gap = rng.normal(2, 2.3, count)
    age[:, 1] = np.clip(age[:, 0] + np.where(male[:, 0], -gap, gap), 21.5, 93)
    there[:, 1] = (rng.random(count) < np.where(age[:, 0] < 75, 0.84, 0.5)) & ~alone
    male[:, 1] = ~male[:, 0]


def _children(rng: np.random.Generator, age: Floats, there: Bools, younger: Floats, alone: Bools) -> None:
    """Up to three children, the grown-up ones mostly gone; parents are at least 20 years older."""
    count = len(alone)
    wanted = rng.choice(4, count, p=[0.15, 0.36, 0.35, 0.14])
    youngest = younger - rng.uniform(20, 27, count)
    for number, slot in enumerate((2, 3, 4)):
        age[:, slot] = youngest
        stays = rng.random(count) < np.where(youngest < 19, 1.0, np.where(youngest < 30, 0.5, 0.3))
        there[:, slot] = (number < wanted) & (youngest > 0.05) & stays & ~alone
        youngest = youngest - rng.uniform(1.3, 5, count)


def _in_laws_and_grandchildren(rng: np.random.Generator, age: Floats, there: Bools, male: Bools) -> None:
    count = len(age)
    age[:, 5] = np.clip(age[:, 2] + rng.normal(0, 2.3, count), 20.5, 70)
    there[:, 5] = there[:, 2] & (age[:, 2] > 22) & (rng.random(count) < 0.55)
    male[:, 5] = ~male[:, 2]
    age[:, 6] = np.minimum(age[:, 2], age[:, 5]) - rng.uniform(20, 27, count)
    age[:, 7] = age[:, 6] - rng.uniform(1.3, 5, count)
    for slot, share in ((6, 0.8), (7, 0.45)):
        there[:, slot] = there[:, 5] & (age[:, slot] > 0.05) & (age[:, slot] < 30) & (rng.random(count) < share)


def _relations(male: Bools) -> npt.NDArray[np.str_]:
    """The register's word for each slot, by sex where the word differs."""
    words = (
        ("户主", "户主"), ("配偶", "配偶"), ("之子", "之女"), ("之子", "之女"), ("之子", "之女"), ("之女婿", "之儿媳"),
        ("之孙子", "之孙女"), ("之孙子", "之孙女"), ("之父", "之父"), ("之母", "之母"),
    )  # fmt: skip
    his, hers = np.array([w[0] for w in words]), np.array([w[1] for w in words])
    return np.where(male, his, hers)


def name_members(rng: np.random.Generator, members: pl.DataFrame) -> pl.Series:
    """Names in the order of `members` (household, relation, male): blood relatives share the head's surname."""
    families = surnames(rng, int(members.select(pl.col("household").max() + 1).item()))
    own = surnames(rng, members.height)
    dotted_family = pl.Series(rng.random(len(families)) < 0.02)
    frame = members.select("household", "relation", "male").with_columns(
        family=families.gather(members["household"]),
        own=own,
        given=given_names(rng, members["male"].to_numpy()),
        dotted=dotted_names(rng, members.height),
        is_dotted=dotted_family.gather(members["household"]),
    )
    by_marriage = pl.col("relation").is_in(["配偶", "之儿媳", "之女婿", "之母"])
    plain = pl.when(by_marriage).then("own").otherwise("family") + pl.col("given")
    return frame.select(pl.when("is_dotted").then("dotted").otherwise(plain).alias("name")).to_series()

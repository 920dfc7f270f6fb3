"""What the register says about a person: ethnicity, schooling, health, labour, work."""

from __future__ import annotations

import numpy as np
import polars as pl

from flows.demo.households import YEAR
from flows.demo.people import Bools, phones, pick

ETHNICITIES = ("汉族", "苗族", "布依族", "彝族", "侗族", "土家族", "维吾尔族", "回族", "藏族", "壮族")
ETHNIC_SHARES = (78.0, 7.0, 5.0, 3.0, 2.0, 2.0, 1.0, 0.8, 0.6, 0.6)
EDUCATION = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
HEALTH = ("健康", "长期慢性病", "患有大病", "残疾")
LABOUR = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力")


def age_in_years(birth: pl.Expr, as_of: pl.Expr) -> pl.Expr:
    """Age as a fraction of years, good to a day or two; for chances, never for rules."""
    return (as_of - birth).dt.total_days() / YEAR


def describe(rng: np.random.Generator, persons: pl.DataFrame) -> pl.DataFrame:
    """`persons` (name, id_number, male, age, disabled, …) with ethnicity, education_level, health, labour, months_worked, phone."""
    count = persons.height
    age = persons["age"].to_numpy()
    disabled: Bools = persons["disabled"].to_numpy()
    health = _health(rng, persons)
    labour = _labour(rng, persons.with_columns(health=health), disabled)
    return persons.with_columns(
        ethnicity=_ethnicity(rng, persons),
        education_level=_education(rng, persons),
        health=health,
        labour=labour,
        phone=phones(rng, count),
    ).with_columns(
        months_worked=pl.when(pl.col("labour").is_in(LABOUR[:2]) & pl.Series(rng.random(count) < 0.7))
        .then(pl.Series(rng.integers(1, 13, count)))
        .when(pl.Series(age >= 16))
        .then(0),
        phone=pl.when(pl.Series(age >= 16)).then("phone"),
    )


def _ethnicity(rng: np.random.Generator, persons: pl.DataFrame) -> pl.Series:
    families = pick(rng, ETHNICITIES, int(persons.select(pl.col("household").max() + 1).item()), ETHNIC_SHARES)
    own = pick(rng, ETHNICITIES, persons.height, ETHNIC_SHARES)
    frame = pl.DataFrame({"family": families.gather(persons["household"]), "own": own, "r": persons["relation"]})
    married_in = pl.col("r").is_in(["配偶", "之儿媳", "之女婿"])
    return frame.select(pl.when(married_in).then("own").otherwise("family").alias("ethnicity")).to_series()


def _education(rng: np.random.Generator, persons: pl.DataFrame) -> pl.Series:
    """Highest schooling; blank below school age."""
    count = persons.height
    old = pick(rng, EDUCATION, count, (30, 45, 18, 5, 1, 0.5))
    adult = pick(rng, EDUCATION, count, (4, 24, 46, 14, 8, 4))
    frame = pl.DataFrame({"age": persons["age"], "old": old, "adult": adult})
    level = (
        pl.when(pl.col("age") < 6)
        .then(None)
        .when(pl.col("age") < 12.5)
        .then(pl.lit("小学"))
        .when(pl.col("age") < 15.5)
        .then(pl.lit("初中"))
        .when(pl.col("age") < 20)
        .then(pl.lit("高中"))
        .when(pl.col("age") < 60)
        .then("adult")
        .otherwise("old")
    )
    return frame.select(level.alias("education_level")).to_series()


def _health(rng: np.random.Generator, persons: pl.DataFrame) -> pl.Series:
    """Health: card holders mostly "disabled", illness grows with age."""
    draw = rng.random(persons.height)
    ill = 0.01 + np.clip((persons["age"].to_numpy() - 35) / 60, 0, 0.6) * 0.4
    frame = pl.DataFrame({"draw": draw, "ill": ill, "disabled": persons["disabled"]})
    health = (
        pl.when(pl.col("disabled") & (pl.col("draw") < 0.9))
        .then(pl.lit("残疾"))
        .when(pl.col("draw") > 0.988)
        .then(pl.lit("患有大病"))
        .when(pl.col("draw") > 0.988 - pl.col("ill"))
        .then(pl.lit("长期慢性病"))
        .otherwise(pl.lit("健康"))
    )
    return frame.select(health.alias("health")).to_series()


def _labour(rng: np.random.Generator, persons: pl.DataFrame, disabled: Bools) -> pl.Series:
    """Labour: none under 16, able in working age unless ill or disabled, weak or lost in old age."""
    count = persons.height
    able = pick(rng, LABOUR, count, (80, 14, 4, 1, 1))
    unwell = pick(rng, LABOUR, count, (25, 2, 40, 30, 3))
    aged = pick(rng, LABOUR, count, (12, 1, 45, 25, 17))
    frame = persons.select("age", "health").with_columns(able=able, unwell=unwell, aged=aged, disabled=pl.Series(disabled))
    labour = (
        pl.when(pl.col("age") < 16)
        .then(pl.lit("无劳动力"))
        .when(pl.col("age") >= 62)
        .then("aged")
        .when(pl.col("disabled") | (pl.col("health") == "患有大病"))
        .then("unwell")
        .otherwise("able")
    )
    return frame.select(labour.alias("labour")).to_series()

"""Students: who is at school, where, under which number; and the aid that was paid to them."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from flows.demo.days import days_before
from flows.demo.people import pick

STAGES = ("学前", "小学", "初中", "普通高中", "中职", "高职", "大学")
YEARS = (
    "小班",
    "一年级",
    "二年级",
    "三年级",
    "四年级",
    "五年级",
    "六年级",
    "七年级",
    "八年级",
    "九年级",
    "高一",
    "高二",
    "高三",
)
PROGRAMMES = ("雨露计划", "义务教育生活补助", "国家助学金", "免学费")


def build_students(rng: np.random.Generator, persons: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """One row a student: person, guardian (person), student_no and the school's facts.

    Numbers: G + ID for nearly all, J or L + 18 digits of no meaning for the rest.
    """
    pupils = persons.filter(pl.col("age").is_between(3, 22)).select("person", "id_number", "age")
    count = pupils.height
    age = pl.col("age")
    draw, other = pl.Series(rng.random(count)), pl.Series(rng.random(count))
    stage = (
        pl.when(age < 6.2)
        .then(pl.when(draw < 0.75).then(pl.lit("学前")))
        .when(age < 12.2)
        .then(pl.lit("小学"))
        .when(age < 15.2)
        .then(pl.lit("初中"))
        .when(age < 18.2)
        .then(pl.when(draw < 0.55).then(pl.lit("普通高中")).when(draw < 0.88).then(pl.lit("中职")))
        .otherwise(pl.when(draw < 0.2).then(pl.lit("高职")).when(draw < 0.42).then(pl.lit("大学")))
    )
    status = (
        pl.when(other < 0.975)
        .then(pl.lit("在读"))
        .when(other < 0.982)
        .then(pl.lit("休学"))
        .when(other < 0.989)
        .then(pl.lit("辍学"))
        .when(other < 0.993)
        .then(pl.lit("转出"))
        .when(other < 0.996)
        .then(pl.lit("送教上门"))
        .otherwise(pl.lit("在读"))
    )
    letter = pick(rng, ("G", "J", "L"), count, (95, 3, 2))
    number = pl.Series(rng.integers(10**16, 10**17, count)).cast(pl.String)
    known = pupils.with_columns(stage=stage, status=status, letter=letter, number=number).filter(pl.col("stage").is_not_null())
    return known.join(_guardians(members), on="person", how="left", maintain_order="left").select(
        "person",
        "guardian",
        student_no=pl.col("letter")
        + pl.when(pl.col("letter") == "G").then("id_number").otherwise(pl.lit("9") + pl.col("number")),
        school_name=pl.lit("云岭县第")
        + pl.Series(rng.integers(1, 30, known.height)).cast(pl.String)
        + pl.col("stage")
        + pl.lit("校"),
        stage="stage",
        school_year=pl.Series(YEARS).gather(known.select((age - 5).floor().clip(0, 12).cast(pl.UInt32)).to_series()),
        status="status",
        boarding=pl.Series(rng.random(known.height) < 0.3),
    )


def _guardians(members: pl.DataFrame) -> pl.DataFrame:
    """Person → guardian: the head of the household the person is first listed in."""
    heads = members.filter(pl.col("relation") == "户主").select("household", guardian="person")
    return members.join(heads, on="household").select("person", "guardian").unique("person", keep="first", maintain_order=True)


def build_aid(
    rng: np.random.Generator, students: pl.DataFrame, registered: pl.Series, since: date, until: date, serial: int
) -> pl.DataFrame:
    """One row a payment made in (since, until]: person, aid_no, student_no, programme, term, amount (fen), paid_on.

    Goes to students of registered households (`registered` holds persons), vocational ones with 雨露计划 most often.
    """
    months = max((until - since).days / 30, 0.2)
    poor = students.filter(pl.col("person").is_in(registered.implode()) & (pl.col("status") == "在读"))
    paid = poor.filter(pl.Series(rng.random(poor.height) < min(0.8, 0.07 * months)))
    count = paid.height
    vocational = pl.col("stage").is_in(["中职", "高职"])
    return paid.select(
        "person",
        aid_no=pl.lit(f"ZZ{until:%Y%m}") + (serial + pl.int_range(pl.len())).cast(pl.String).str.zfill(7),
        student_no="student_no",
        programme=pl.when(vocational)
        .then(pl.lit("雨露计划"))
        .when(pl.col("stage").is_in(["小学", "初中"]))
        .then(pl.lit("义务教育生活补助"))
        .otherwise(pick(rng, PROGRAMMES[2:], count)),
        term=pl.lit(f"{until.year}年{'春' if until.month < 8 else '秋'}季学期"),
        amount=pl.Series(rng.choice(np.array([50_000, 62_500, 75_000, 150_000]), count)),
        paid_on=days_before(until, rng.integers(0, max((until - since).days, 1), count)),
    )

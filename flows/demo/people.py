"""Names and resident IDs of people who do not exist.

Everything here is made up: names are random combinations of common characters, ID numbers carry real division prefixes but
random birth dates and sequences. Any likeness to a living person is chance.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SURNAMES = (
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦",
    *"付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤",
    *("欧阳", "司马", "上官", "诸葛"),
)
MALE = tuple("伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢建国志文德福贵生荣富成光海山祥顺先才发昌永世兴启")
FEMALE = tuple("芳娜敏静秀丽艳娟霞燕玲桂英兰凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉春菊秋仙翠群先学会琴")
RARE = ("㛃", "䶮", "喆", "昇", "𬭎", "𠮷", "堃", "燚")
DOTTED_FIRST = (
    "阿依古丽",
    "买买提",
    "吐尔逊",
    "帕提古丽",
    "艾力",
    "古丽娜尔",
    "阿卜杜拉",
    "热依汗",
    "吉克",
    "阿呷",
    "曲比",
    "沙马",
)
DOTTED_LAST = ("艾合买提", "买买提江", "阿不都热合曼", "玉素甫", "拉则", "伍牛", "木呷", "尔古", "依布拉音", "吐尔地")

LOCAL_DIVISIONS = (522326, 522325, 522327, 522301, 522322, 520201, 522401, 532128, 451026, 510723)
INCOMER_DIVISIONS = (431227, 500243, 530627, 522732, 451029, 511702, 420528, 360731, 341522, 411628)
"""Prefixes kept for people who arrive after the first month, one a month, so that their numbers never meet earlier ones."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = pl.Series(list("10X98765432"))


def pick(rng: np.random.Generator, values: tuple[str, ...], count: int, weights: tuple[float, ...] | None = None) -> pl.Series:
    """`count` draws from `values` (String), by relative `weights` or evenly."""
    share = None if weights is None else np.array(weights) / np.sum(weights)
    return pl.Series(values, dtype=pl.String).gather(rng.choice(len(values), count, p=share))


def surnames(rng: np.random.Generator, count: int) -> pl.Series:
    """Surnames with the steep frequencies of the real list."""
    return pick(rng, SURNAMES, count, tuple(1 / (rank + 6) for rank in range(len(SURNAMES))))


def given_names(rng: np.random.Generator, male: Bools) -> pl.Series:
    """Given names of one or two characters, one in 300 with a character that old systems lack."""
    count = len(male)
    his = pick(rng, MALE, count) + pick(rng, (*MALE, ""), count, (*([1.0] * len(MALE)), 20.0))
    hers = pick(rng, FEMALE, count) + pick(rng, (*FEMALE, ""), count, (*([1.0] * len(FEMALE)), 14.0))
    rare = pick(rng, RARE, count) + pick(rng, MALE[:12], count)
    names = pl.DataFrame({"male": male, "his": his, "hers": hers, "rare": rare, "is_rare": rng.random(count) < 1 / 300})
    named = pl.when("is_rare").then("rare").when("male").then("his").otherwise("hers")
    return names.select(named.alias("given")).to_series()


def dotted_names(rng: np.random.Generator, count: int) -> pl.Series:
    """Names with the middle dot of several ethnic groups, as the register writes them (U+00B7)."""
    return pick(rng, DOTTED_FIRST, count) + "·" + pick(rng, DOTTED_LAST, count)


def id_numbers(division: Ints, birth: pl.Series, male: Bools) -> pl.Series:
    """Valid 18-digit numbers, one a row, no two alike within a call; sequences stay below 996.

    `birth` is a Date series. Raises ValueError where one division, day and sex has more people than sequences.
    """
    frame = pl.DataFrame({"division": division, "birth": birth, "male": male}).with_columns(
        rank=pl.int_range(pl.len()).over("division", "birth", "male"),
        day=pl.col("birth").dt.year() * 10_000 + pl.col("birth").dt.month().cast(pl.Int32) * 100 + pl.col("birth").dt.day(),
    )
    if frame["rank"].max() is not None and frame.select(pl.col("rank").max() >= 490).item():
        raise ValueError("more people were born in one place on one day than ID sequences exist")
    offset = (pl.col("division") * 31 + pl.col("day").cast(pl.Int64) * 7) % 490
    sequence = ((offset + pl.col("rank")) % 490) * 2 + pl.when("male").then(1).otherwise(2)
    first17 = pl.col("division") * 10**11 + pl.col("day").cast(pl.Int64) * 1000 + sequence
    return with_check_digit(frame.select(first17.alias("id_number")).to_series())


def with_check_digit(first17: pl.Series) -> pl.Series:
    """The 18-digit String of 17-digit integers."""
    digits = first17.to_numpy()
    total = sum((digits // 10 ** (16 - place) % 10) * weight for place, weight in enumerate(WEIGHTS))
    return first17.cast(pl.String) + CHECK.gather(np.asarray(total % 11))


def phones(rng: np.random.Generator, count: int) -> pl.Series:
    """Mobile numbers of a prefix that no carrier has (100…), one in eight missing."""
    number = pl.Series(rng.integers(10_000_000_000, 10_099_999_999, count)).cast(pl.String)
    return pl.DataFrame({"n": number, "has": rng.random(count) > 1 / 8}).select(pl.when("has").then("n")).to_series()

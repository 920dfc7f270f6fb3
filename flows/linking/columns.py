"""The columns of a workbook of pairs: both sides of each next to each other, and those that the clerk fills in."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.findings.columns import Column, as_it_is, name_column, number_column
from flows.linking.words import STATE_WORDS, UNSURE

SIDES: Mapping[str, str] = {"left": "甲", "right": "乙"}
TO_FILL: Mapping[str, int] = {"判断结果": 13, "依据": 34, "判断人": 12, "判断日期": 13, "有效期至": 13}
"""Headings of the empty columns, as the contract of the judgements knows them, and their widths."""


def columns(titles: Mapping[str, str], *, masked: bool) -> list[Column]:
    """The columns that show a pair. `titles`: what the feeds are called."""
    left, right = (_of_side(side, zh, titles, masked=masked) for side, zh in SIDES.items())
    return [
        *(column for both in zip(left, right, strict=True) for column in both),
        Column("可能性", percent(pl.col("score")), 9),
        Column("系统给出的理由", pl.col("why"), 46, is_wrapped=True),
        Column("相关疑点", (pl.col("left_findings") + pl.col("right_findings")).cast(pl.String), 10),
        Column("状态", state(), 15),
    ]


def _of_side(side: str, zh: str, titles: Mapping[str, str], *, masked: bool) -> list[Column]:
    place = pl.concat_str(f"{side}_town", f"{side}_village", ignore_nulls=True)
    return [
        Column(f"编号{zh}", pl.col(side), 12, is_repeated=False, show=as_it_is),
        name_column(f"姓名{zh}", pl.col(f"{side}_name"), masked=masked),
        number_column(f"证件号码{zh}", pl.col(f"{side}_id_number"), masked=masked),
        Column(f"出生年{zh}", pl.col(f"{side}_birth_year").cast(pl.String), 9),
        Column(f"村{zh}", pl.when(place != "").then(place), 18),
        Column(f"来源{zh}", feeds(pl.col(f"{side}_feeds"), titles), 20, is_wrapped=True),
    ]


def percent(score: pl.Expr) -> pl.Expr:
    """A probability in whole percent, of which nothing is certain: 99% at most."""
    return (score * 100).floor().clip(upper_bound=99).cast(pl.Int64).cast(pl.String) + "%"


def feeds(names: pl.Expr, titles: Mapping[str, str]) -> pl.Expr:
    """The titles of feeds as one text."""
    return names.list.eval(pl.element().replace(titles)).list.join("、")


def state() -> pl.Expr:
    """Where a pair stands, in the clerk's words."""
    return pl.when("is_unsure").then(pl.lit(UNSURE)).otherwise(pl.col("decision").replace(STATE_WORDS))

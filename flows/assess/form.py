"""The form of a sample as a workbook: a line a household, what is known of it, and the questions of a spot check to be answered.

Its headings are those of the feed's contract, so that the filled form is dropped into the inbox as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path

import polars as pl

from config.assessment import Assessment
from config.contracts import Column as Asked
from config.contracts import Contract
from flows.findings.columns import Column, as_it_is, name_column, texts_of
from flows.findings.workbook import MASKED_STEP, UNMASKED_STEP, Form, write_form

SHEET = "抽查表"
YES_NO = {True: "是", False: "否"}
VILLAGE, HEAD = "村", "户主"
"""Headings that the contract knows as not taken in."""
_HOUSEHOLD = r"^\d{1,17}$|^0\d{17}$"
"""Household numbers that hold no ID number. One that looks like a phone number is shown too: by it the answer comes back."""
_WIDTHS = {"date": 13, "yesno": 12, "code": 14, "int": 10}


def write_sample(
    path: Path, households: pl.DataFrame, assessment: Assessment, contract: Contract, edition: str, *, masked: bool
) -> None:
    """Writes the households of a sample to `path`, in their order; the same sample makes the same bytes.

    `households`: `sample_id`, `household_no`, `town`, `village`, `name`, `stratum`, `stratum_households`, and every prefilled column of
    the feed under its own name.
    """
    shown = _shown(assessment, contract, masked=masked)
    known = {column.header for column in shown}
    to_fill = [column for column in contract.columns if column.header not in known]
    title = f"抽查表 {households['sample_id'][0]}"
    form = Form(
        title=title,
        sheet=SHEET,
        shown=shown,
        to_fill={column.header: _WIDTHS.get(column.type, 14) for column in to_fill},
        choices={column.header: choices for column in to_fill if (choices := _choices(column))},
        heading=f"{title}（数据截至 {date.fromisoformat(edition[:10])}）：怎么填",
        steps=(*_steps(assessment, contract, to_fill), MASKED_STEP if masked else UNMASKED_STEP),
    )
    write_form(path, texts_of(households, shown), form)


def words_of(column: Asked) -> Mapping[str, str]:
    """Code -> the first of the texts that a contract knows for it."""
    by_code = groupby(
        sorted(((str(code), text) for text, code in column.codes.items()), key=lambda item: item[0]), key=lambda i: i[0]
    )
    return {code: next(texts)[1] for code, texts in by_code}


def _shown(assessment: Assessment, contract: Contract, *, masked: bool) -> list[Column]:
    """What a line says already: which sample, which household, which stratum, and what the register says."""
    header = {part: contract.by_name[name].header for part, name in assessment.columns.items()}
    number = Column(header["household"], pl.col("household_no"), 16, is_repeated=False, easy=_HOUSEHOLD, easily=as_it_is)
    named = {header[part] for part in ("sample", "town", "household", "stratum", "stratum_households")}
    known = [
        Column(column.header, _text(column), 14)
        for name in assessment.prefilled
        if (column := contract.by_name[name]).header not in named
    ]
    return [
        number,
        Column(header["town"], pl.col("town"), 12),
        Column(VILLAGE, pl.col("village"), 14),
        name_column(HEAD, pl.col("name"), masked=masked),
        *known,
        Column(header["sample"], pl.col("sample_id"), 32, show=as_it_is),
        Column(header["stratum"], pl.col("stratum"), 20),
        Column(header["stratum_households"], pl.col("stratum_households").cast(pl.String), 10),
    ]


def _text(column: Asked) -> pl.Expr:
    """A value as the department would write it."""
    value = pl.col(column.name)
    if column.type == "yesno":
        return value.replace_strict(YES_NO, default=None, return_dtype=pl.String)
    return value.cast(pl.String).replace(words_of(column)) if column.codes else value.cast(pl.String)


def _choices(column: Asked) -> list[str]:
    return list(YES_NO.values()) if column.type == "yesno" else [*words_of(column).values()]


def _steps(assessment: Assessment, contract: Contract, to_fill: list[Asked]) -> list[str]:
    header = {part: contract.by_name[name].header for part, name in assessment.columns.items()}
    asked = "、".join(f"“{column.header}”" for column in to_fill if _choices(column))
    return [
        "每行是抽中的一户。请入户调查，在右边蓝色表头的各列填写结果。灰色表头的各列是抽样时的登记信息，请不要改动，也不要增删行。",
        f"{asked}从下拉选项里选。问题与本户无关的，或者没有问到的，留空：留空按“不清楚”单独统计，不算“否”。",
        f"“{header['checked_on']}”填实际调查的日期，例如 2024-05-31；没有找到人、没有调查的户，这一列留空。“{header['persons']}”填实际家庭人口。",
        "不要另外抽取农户代替没有找到的户，否则结果不能代表全市。",
        f"填好后保存（仍为 xlsx），放入收件目录 {contract.name}/。可以先报一部分，补齐后再报一次，以后报的为准。",
    ]

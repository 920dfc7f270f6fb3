"""Bills of any number as the insurance writes them: UTF-8, Chinese headers, reversals with negative amounts, codes beside their texts,
dates in four spellings and with the time of day, yuan with commas. For benchmarks of ingest; nobody in it exists.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from tests.bench.cells import digits, id_number, name, pick, sometimes, spelt, write_csv, yuan

BILLS = 3
"""Bills a person."""
REVERSED = 50
"""One bill in so many is followed by its reversal."""


def write_settlements(path: Path, rows: int) -> None:
    """Writes `rows` bills with the 16 columns of the contract."""
    write_csv(path, rows, _columns)


def _columns(i: pl.Expr) -> dict[str, pl.Expr]:
    reverses = i % REVERSED == 1
    bill = pl.when(reverses).then(i - 1).otherwise(i)
    person = bill // BILLS
    chronic = bill % 8 == 3
    return {
        "结算ID": _bill_number(i),
        "人员编号": (61_000_000_000_000 + person).cast(pl.String),
        "姓名": name(person),
        "证件号码": id_number(person),
        "医疗类别": _visit(bill, chronic),
        "结算时间": _settled(i),
        "定点机构名称": pl.lit("第") + (bill * 31 % 211).cast(pl.String) + pick(bill, "人民医院", "中心卫生院", "大药房"),
        "病种编码": pl.when(chronic).then(pick(bill // 8, "M03900", "M07801", "M01600")),
        "病种名称": pl.when(chronic).then(pick(bill // 8, "高血压", "尿毒症透析", "糖尿病")),
        "诊断编码": pick(bill, "I", "E", "J", "N") + digits(bill * 7 % 100, 2) + "." + (bill % 10).cast(pl.String),
        **_amounts(bill, pl.when(reverses).then(-1).otherwise(1)),
        "冲销原结算ID": pl.when(reverses).then(_bill_number(i - 1)),
    }


def _bill_number(i: pl.Expr) -> pl.Expr:
    return pl.lit("110000J") + digits(i, 14)


def _visit(bill: pl.Expr, chronic: pl.Expr) -> pl.Expr:
    usual = pick(bill, "11", "普通门诊", "11", "21", "普通住院", "门诊", "11", "住院")
    return sometimes(chronic, pick(bill // 8, "14", "门诊慢特病", "14", "门诊慢性病"), usual)


def _settled(i: pl.Expr) -> pl.Expr:
    """One cell in four with the time of day."""
    day = pl.lit(date(2023, 1, 1)) + pl.duration(days=i * 7919 % 510)
    clock = pl.lit(" ") + digits(i % 9 + 8, 2) + ":" + digits(i * 7 % 60, 2) + ":" + digits(i * 13 % 60, 2)
    return sometimes(i % 4 == 2, day.dt.to_string("%Y-%m-%d") + clock, spelt(i, day))


def _amounts(bill: pl.Expr, sign: pl.Expr) -> dict[str, pl.Expr]:
    """The total is the sum of the parts; few bills reach the major-illness insurance or medical aid, and those cells may be blank."""
    grouped = bill % 10 == 0
    pooled, own = bill * 7919 % 900_000, bill * 104_729 % 500_000
    major, aid = sometimes(bill % 40 == 5, pooled // 3, pl.lit(0)), sometimes(bill % 25 == 6, own // 2, pl.lit(0))
    blank = bill % 5 == 4
    return {
        "医疗费总额(元)": yuan(sign * (pooled + major + aid + own), grouped),
        "统筹支付(元)": yuan(sign * pooled, grouped),
        "大病保险支付(元)": pl.when(~blank | (major > 0)).then(yuan(sign * major, grouped)),
        "医疗救助支付(元)": pl.when(~blank | (aid > 0)).then(yuan(sign * aid, grouped)),
        "个人负担(元)": yuan(sign * own, grouped),
    }

"""A roster of any size as a department writes it: UTF-8, Chinese headers, spaces and width, four spellings of a date, yuan with
commas. For benchmarks of ingest; nobody in it exists.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

HOUSEHOLD = 3
"""Persons a household."""
CHUNK = 250_000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华玉兰红建国志强婷雪梅凤鹏飞宇浩然"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def write_roster(path: Path, rows: int) -> None:
    """Writes `rows` persons with the 29 columns of the roster's contract."""
    with path.open("wb") as target:
        for first in range(0, rows, CHUNK):
            count = min(CHUNK, rows - first)
            frame = pl.DataFrame({"i": pl.int_range(first, first + count, eager=True)}).lazy().select(**_columns()).collect()
            target.write(frame.write_csv(include_header=first == 0).encode())


def _columns() -> dict[str, pl.Expr]:
    i = pl.col("i")
    home = i // HOUSEHOLD
    village = home // 400
    born = pl.date(1936, 1, 1) + pl.duration(days=i * 7919 % 31_000)
    registered = home % 10 > 7
    return {
        "县(市、区)": pl.lit("安宁县"),
        "乡(镇)": pl.lit("第") + (village // 15).cast(pl.String) + "镇",
        "行政村": pl.lit("第") + village.cast(pl.String) + "村",
        "行政区划代码": (110_101_001_001 + village).cast(pl.String),
        "户编号": (4_400_000_000 + home).cast(pl.String),
        "人编号": (66_000_000_000 + i).cast(pl.String),
        "姓名": _sometimes(i % 20 == 0, pl.lit("  ") + _name(i), _name(i)),
        "证件号码": _number(i, born),
        "性别": _pick(i * 7 // 3, "男", "女"),
        "出生日期": _spelt(i, born),
        "民族": _pick(i // 50, "汉族", "汉", "回族", "01"),
        "与户主关系": _pick(i, "户主", "配偶", "之子"),
        "文化程度": _pick(i * 31 // 7, "小学", "初中", "文盲或半文盲", "高中"),
        "在校生状况": _sometimes(i % 6 == 0, pl.lit("小学"), pl.lit(None, pl.String)),
        "健康状况": _pick(i * 13 // 5, "健康", "健康", "健康", "长期慢性病", "残疾"),
        "劳动技能": _pick(i * 17 // 5, "普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "无劳动力"),
        "务工时间(月)": (i % 13).cast(pl.String),
        "户类型": _pick(home, *["一般农户"] * 8, "贫困户", "脱贫户"),
        "监测对象类型": _sometimes(home % 40 == 9, pl.lit("边缘易致贫户"), pl.lit(None, pl.String)),
        "风险是否消除": _pick(home, "否", "是"),
        "主要致贫原因": pl.when(registered).then(_pick(home // 10, "因病", "因残", "缺劳力")),
        "次要致贫原因": pl.when(registered & (home % 3 == 0)).then(pl.lit("因学")),
        "人均纯收入(元)": _yuan(home),
        "是否危房户": _pick(home // 7, *["否"] * 9, "是"),
        "是否解决安全饮用水": _pick(home // 9, *["是"] * 9, "否"),
        "是否易地搬迁户": _pick(home // 11, *["否"] * 9, "是"),
        "识别时间": pl.when(registered).then(pl.lit("2016-") + (home % 12 + 1).cast(pl.String).str.pad_start(2, "0")),
        "脱贫时间": pl.when(home % 10 == 9).then(pl.lit("2020年") + (home % 12 + 1).cast(pl.String) + "月"),
        "联系电话": (13_000_000_000 + home * 37 % 900_000_000).cast(pl.String),
    }


def _pick(number: pl.Expr, *texts: str) -> pl.Expr:
    return (number % len(texts)).replace_strict(dict(enumerate(texts)), return_dtype=pl.String)


def _sometimes(when: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(when).then(then).otherwise(otherwise)


def _name(i: pl.Expr) -> pl.Expr:
    return _pick(i // 3, *SURNAMES) + _pick(i * 7919 // 11, *GIVEN) + _pick(i * 104_729 // 13, *GIVEN)


def _number(i: pl.Expr, born: pl.Expr) -> pl.Expr:
    """Valid numbers, the check character among them; one in fifty without, one in two hundred with a wrong one."""
    first17 = pl.lit("110101") + born.dt.to_string("%Y%m%d") + (i % 1000).cast(pl.String).str.pad_start(3, "0")
    weighed = [first17.str.slice(place, 1).cast(pl.Int32) * weight for place, weight in enumerate(WEIGHTS)]
    check = (pl.sum_horizontal(weighed) + (i % 200 == 7).cast(pl.Int32)) % 11
    number = first17 + check.replace_strict(dict(enumerate(CHECKS)), return_dtype=pl.String)
    return pl.when(i % 50 != 0).then(_sometimes(i % 30 == 1, number.str.to_lowercase(), number))


def _spelt(i: pl.Expr, born: pl.Expr) -> pl.Expr:
    forms = [born.dt.to_string(form) for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")]
    kind = i % 20
    return pl.when(kind < 17).then(forms[0]).when(kind == 17).then(forms[1]).when(kind == 18).then(forms[2]).otherwise(forms[3])


def _yuan(home: pl.Expr) -> pl.Expr:
    whole, fen = home % 30_000 + 800, (home % 100).cast(pl.String).str.pad_start(2, "0")
    plain = whole.cast(pl.String) + "." + fen
    grouped = (whole // 1000).cast(pl.String) + "," + (whole % 1000).cast(pl.String).str.pad_start(3, "0") + "." + fen
    return _sometimes((home % 10 == 0) & (whole >= 1000), grouped, plain)

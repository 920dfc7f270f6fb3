"""A roster of any size as a department writes it: UTF-8, Chinese headers, spaces and width, four spellings of a date, yuan with
commas. For benchmarks of ingest; nobody in it exists.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.bench.cells import birth, digits, id_number, name, pick, sometimes, spelt, write_csv, yuan

HOUSEHOLD = 3
"""Persons a household."""


def write_roster(path: Path, rows: int) -> None:
    """Writes `rows` persons with the 29 columns of the roster's contract."""
    write_csv(path, rows, _columns)


def _columns(i: pl.Expr) -> dict[str, pl.Expr]:
    home = i // HOUSEHOLD
    village = home // 400
    registered = home % 10 > 7
    return {
        "县(市、区)": pl.lit("安宁县"),
        "乡(镇)": pl.lit("第") + (village // 15).cast(pl.String) + "镇",
        "行政村": pl.lit("第") + village.cast(pl.String) + "村",
        "行政区划代码": (110_101_001_001 + village).cast(pl.String),
        "户编号": (4_400_000_000 + home).cast(pl.String),
        "人编号": (66_000_000_000 + i).cast(pl.String),
        "姓名": name(i),
        "证件号码": id_number(i),
        "性别": pick(i * 7 // 3, "男", "女"),
        "出生日期": spelt(i, birth(i)),
        "民族": pick(i // 50, "汉族", "汉", "回族", "01"),
        "与户主关系": pick(i, "户主", "配偶", "之子"),
        "文化程度": pick(i * 31 // 7, "小学", "初中", "文盲或半文盲", "高中"),
        "在校生状况": sometimes(i % 6 == 0, pl.lit("小学"), pl.lit(None, pl.String)),
        "健康状况": pick(i * 13 // 5, "健康", "健康", "健康", "长期慢性病", "残疾"),
        "劳动技能": pick(i * 17 // 5, "普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "无劳动力"),
        "务工时间(月)": (i % 13).cast(pl.String),
        "户类型": pick(home, *["一般农户"] * 8, "贫困户", "脱贫户"),
        "监测对象类型": sometimes(home % 40 == 9, pl.lit("边缘易致贫户"), pl.lit(None, pl.String)),
        "风险是否消除": pick(home, "否", "是"),
        "主要致贫原因": pl.when(registered).then(pick(home // 10, "因病", "因残", "缺劳力")),
        "次要致贫原因": pl.when(registered & (home % 3 == 0)).then(pl.lit("因学")),
        "人均纯收入(元)": yuan((home % 30_000 + 800) * 100 + home % 100, home % 10 == 0),
        "是否危房户": pick(home // 7, *["否"] * 9, "是"),
        "是否解决安全饮用水": pick(home // 9, *["是"] * 9, "否"),
        "是否易地搬迁户": pick(home // 11, *["否"] * 9, "是"),
        "识别时间": pl.when(registered).then(pl.lit("2016-") + digits(home % 12 + 1, 2)),
        "脱贫时间": pl.when(home % 10 == 9).then(pl.lit("2020年") + (home % 12 + 1).cast(pl.String) + "月"),
        "联系电话": (13_000_000_000 + home * 37 % 900_000_000).cast(pl.String),
    }

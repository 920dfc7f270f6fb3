"""A small contract and raw rows for it; synthetic people only."""

from __future__ import annotations

from typing import Any

import polars as pl

from config.contracts import Column, Contract
from transforms.feeds import clean
from transforms.normalise.identifiers import check_character

KEY = bytes(range(32))
FIRST17 = ("11010119900307775", "11010119850102002", "61080220150617001", "61080219480229013")
IDS = tuple(first17 + check_character(first17) for first17 in FIRST17)

COLUMNS = (
    Column("place", "乡镇", "text", required=True, on_bad="refuse"),
    Column("no", "编号", "text", required=True, on_bad="refuse"),
    Column("name", "姓名", "text", required=True, on_bad="refuse", privacy="name"),
    Column("id_number", "证件号码", "id", on_bad="refuse", privacy="id"),
    Column("student_no", "学籍号", "text", carries_id="^G(.{18})$", privacy="id"),
    Column("guardian_id", "监护人证件号码", "id", privacy="id"),
    Column("sex", "性别", "code", codes={"男": "male", "女": "female", "1": "male", "2": "female"}, on_bad="refuse"),
    Column("grade", "等级", "code", codes={"一级": 1, "二级": 2}),
    Column("safe_water", "安全饮水", "yesno"),
    Column("born", "出生日期", "date"),
    Column("since", "识别时间", "month"),
    Column("amount", "金额(元)", "money", minimum=0, maximum=100_000),
    Column("months", "务工时间(月)", "int", minimum=0, maximum=12, unit="月"),
    Column("area", "面积", "number"),
    Column("phone", "电话", "text", privacy="phone"),
    Column("remark", "备注", "text", privacy="free_text"),
)

ROW: dict[str, str | None] = {
    "place": "青石镇",
    "no": "A1",
    "name": "王小明",
    "id_number": IDS[0],
    "student_no": f"G{IDS[2]}",
    "guardian_id": IDS[1],
    "sex": "男",
    "grade": "一级",
    "safe_water": "是",
    "born": "1990-03-07",
    "since": "201701",
    "amount": "1,200.50",
    "months": "3",
    "area": "12.5",
    "phone": "13812345678",
    "remark": f"本人电话13912345678，证号{IDS[0]}",
}


def contract(
    columns: tuple[Column, ...] = COLUMNS, key: tuple[str, ...] = ("place", "no"), key_fallback: tuple[str, ...] = ()
) -> Contract:
    return Contract(
        department="test",
        feed="things",
        title="测试",
        owner="test",
        version="1",
        delivery="snapshot",
        key=key,
        key_fallback=key_fallback,
        scope="",
        columns=columns,
        rows_min=0,
        rows_max=10,
        shrink_threshold=0.1,
        refused_share_hold=0.5,
        valid_id_share_min=0.9,
        on_new_column="warn",
        on_late="warn",
        cadence_days=31,
        ignored_headers=(),
    )


def raw(*rows: dict[str, str | None], **flags: list[bool]) -> pl.DataFrame:
    """Raw rows of COLUMNS: ROW with the given cells changed."""
    frame = pl.DataFrame([{**ROW, **row} for row in rows], schema={column.name: pl.String for column in COLUMNS})
    place = [pl.lit("").alias("_sheet"), pl.int_range(2, pl.len() + 2, dtype=pl.UInt32).alias("_row")]
    return frame.with_columns(*place, *(pl.Series(name, marks) for name, marks in flags.items()))


def cleaned(frame: pl.DataFrame, feed: Contract | None = None, **options: Any) -> pl.DataFrame:
    return clean(frame.lazy(), feed or contract(), pivot_year=2024, **options).collect()

"""The workbook of pairs: a line a pair with both sides and empty columns to fill in, and the sheet 填写说明."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from flows.findings.columns import texts_of
from flows.findings.workbook import Form, write_form
from flows.linking.columns import TO_FILL, columns
from flows.linking.words import ANSWER_WORDS

SHEET = "待判断名单"
TITLE = "是否同一人判断表"
STEPS = (
    "每行是两条记录（甲、乙），可能是同一个人，也可能不是。请核对两边的姓名、证件号码、出生年、村，必要时查阅原始材料或入户询问，再填右边蓝色表头的各列。",
    "“判断结果”从下拉选项里选：同一人、不是同一人、不能确定。拿不准就选“不能确定”，宁可不合并，不要错合并。",
    "选“同一人”或“不是同一人”的，必须填“依据”，说明凭什么判断，例如“查户口簿，曾用名一致”。选“不能确定”的可以不填。",
    "“判断人”填单位或岗位，例如“青石镇民政办”，会随结果公布，不要写个人姓名。",
    "“判断日期”填作出判断的日期，例如 2024-05-31，不填按导入当天算。“有效期至”一般不填（长期有效）；只在一段时间内有效的，填最后一天。",
    "判断为“同一人”的，下次夜间汇总时两条记录按一个人计算；以后发现判断错了可以撤销，原来的记录不会丢。",
    "还没有看的行，判断结果留空即可，下次再报。请不要改动列名和“编号甲”“编号乙”两列。“依据”里不要写姓名、证件号码、电话。",
    "填好后保存（仍为 xlsx）交给数据管理员导入。有问题的行会逐行说明原因，其余的行照常接收。",
)
MASKED_STEP = "姓名、证件号码用 * 遮挡，以保护个人信息。遮挡后看不出来的，请查阅本单位的原始材料。"
UNMASKED_STEP = "本表含未遮挡的个人信息，查看已登记在审计日志。请勿转发，用完即删。"


def write_pairs(path: Path, pairs: pl.DataFrame, edition: str, titles: Mapping[str, str], *, masked: bool) -> None:
    """Writes pairs (`pairs.pairs`) to `path`; the same pairs make the same bytes. `titles`: what the feeds are called."""
    shown = columns(titles, masked=masked)
    form = Form(
        title=TITLE,
        sheet=SHEET,
        shown=shown,
        to_fill=TO_FILL,
        choices={next(iter(TO_FILL)): list(ANSWER_WORDS)},
        heading=f"{TITLE}（数据截至 {date.fromisoformat(edition[:10])}）：怎么填",
        steps=(*STEPS, MASKED_STEP if masked else UNMASKED_STEP),
    )
    write_form(path, texts_of(pairs, shown), form)

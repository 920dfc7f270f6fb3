"""The page of an audit packet: everything known of one finding, for people who look into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.findings.words import GRAIN_WORDS, RESULT_WORDS, SEVERITY_WORDS, STATUS_WORDS
from flows.report.pages import render

STATUSES = {**STATUS_WORDS, "not_confirmed": "不属实", "waived": "暂缓", "closed": "已消除"}
RESULTS = {code: text for text, code in RESULT_WORDS.items()}
CELL_STATES = {
    "read": "",
    "not_there": "原文件里没有这一格",
    "archive_missing": "原文件已不在存档里",
    "archive_damaged": "存档里的文件与登记的校验值不符",
    "no_contract": "没有这类数据的规范，不能读取",
}
"""What became of reading a cell -> what the page says of it."""
DROP_STATES = {"done": "已接收", "held": "暂停接收", "refused": "没有接收", "duplicate": "重复"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class PacketPage:
    """What the page shows; rows as the packet's entries have them."""

    finding: Row
    life: Sequence[Row]
    rule: Row
    cells: Sequence[Row]
    drops: Sequence[Row]
    results: Sequence[Row]
    links: Sequence[Row]
    kinds: Mapping[str, str]
    """Kind of the rules -> its title."""
    edition: date
    masked: bool


def packet_html(page: PacketPage) -> bytes:
    """The page; the same packet gives the same bytes."""
    words = {
        "kinds": page.kinds,
        "grains": GRAIN_WORDS,
        "severities": SEVERITY_WORDS,
        "statuses": STATUSES,
        "results": RESULTS,
        "states": CELL_STATES,
        "drop_states": DROP_STATES,
    }
    files = {drop["drop_id"]: drop["key"].rpartition("/")[2] for drop in page.drops}
    return render("packet.html.j2", page=page, files=files, **words)

"""Which rows of a table are not data: blank rows, totals, signatures, page numbers, repeated headers and titles.

A row is left out for its structure, never for a word alone: a person named 合计 has the other cells of a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from config.contracts import Contract
from flows.reading.headings import heading

TOTAL = r"(?:本页|全[县市区镇乡村]|各[乡镇村]+)?(?:合\s*计|小\s*计|总\s*计|累\s*计|共\s*计|总\s*数)"
TOTAL_CELL = re.compile(rf"^\s*{TOTAL}\s*(?:[:：(（].*)?$|^\s*\S{{1,12}}{TOTAL}\s*[:：]?\s*$")
SIGNER = (
    "填表人|填报人|制表人|制表|制单人|经办人|审核人|审核|复核人|复核|审批人|负责人|单位负责人|主要负责人|分管领导|领导签字|签字|签章|盖章|联系人|联系电话|"
    "填报单位|填表单位|制表单位|单位|填报日期|填表日期|填表时间|填报时间|制表日期|制表时间|打印时间|打印日期|导出时间|日期|数据来源|备注|注|说明|填表说明"
)
SIGNATURE = rf"^[\s(（]*(?:{SIGNER})\s*(?:[(（][^()（）]*[)）])?\s*(?:[:：]|$|[)）]\s*$)"
PAGE = r"^\s*[-—]*\s*(?:第\s*\d+\s*页.*|共\s*\d+\s*页.*|以下空白.*|\d+\s*/\s*\d+\s*页?)\s*[-—]*\s*$"
STARTS = re.compile(rf"{SIGNATURE}|{PAGE}")
SIGNATURE_CELL = re.compile(SIGNATURE)
COUNTED_TYPES = frozenset({"money", "int", "number"})
LABEL_PLACES = 6

Cells = Sequence[tuple[str, str]]
"""(frame column, text) of a row's filled cells in the file's order."""
COUNT = re.compile(r"^\d{1,9}\s*[人户条行笔名]?$")
"""What stands behind a leading total word, in whatever column it lands."""


@dataclass(frozen=True)
class Footers:
    """What tells data from the rest in one table. Frame columns are in the file's order, without spare ones."""

    columns: Sequence[str]
    headers: Sequence[str]
    titles: frozenset[str]
    keys: frozenset[str]
    """Frame columns of the contract's key."""
    required: frozenset[str]
    """Frame columns that a person's row fills with something other than an amount."""
    personal: frozenset[str]
    """Those of them that say more than a place, so that no subtotal has them before its label."""
    names: frozenset[str]
    anchors: Sequence[str]
    """A few matched columns; a repeated header repeats their headings."""

    def candidates(self, frame: pl.DataFrame) -> pl.Series:
        """Rows of `frame` worth looking at one by one: cheap, and true for every row that is left out."""
        first = pl.coalesce(self.columns)
        texts = dict(zip(self.columns, self.headers, strict=True))
        alone = [
            first.is_null(),
            first.str.contains(f"{SIGNATURE}|{PAGE}|^\\s*{TOTAL}"),
            first.is_in(sorted(self.titles)),
            *(_same(name, texts[name]) for name in self.anchors),
        ]
        found = frame.select(pl.any_horizontal(alone).fill_null(value=False)).to_series()
        found |= _all(frame, (_label_or_blank(name) for name in sorted(self.keys) or self.columns))
        if len(self.columns) > 4:
            second = pl.col(self.columns[1]).str.contains(r"^\D*2\D*$")
            found |= _all(frame, (second, pl.col(self.columns[0]).str.contains("1")))
        return found

    def verdict(self, row: Mapping[str, str | None]) -> Literal["data", "blank", "other"]:
        """Say whether a candidate row is data after all, blank, or one of the rows that only surround data."""
        cells = [(name, text.strip()) for name in self.columns if (text := row[name]) is not None and text.strip()]
        if not cells:
            return "blank"
        title = len(cells) == 1 and cells[0][1] in self.titles
        tests = (self._is_header, self._is_numbering, self._is_signature, self._is_total)
        return "other" if title or any(test(cells) for test in tests) else "data"

    def _is_header(self, cells: Cells) -> bool:
        own = dict(zip(self.columns, self.headers, strict=True))
        same = [heading(text).key == heading(own[name]).key for name, text in cells]
        return len(same) > 1 and sum(same) * 10 >= len(same) * 6

    def _is_numbering(self, cells: Cells) -> bool:
        """The row of column numbers below a header: 1, 2, 3 …"""
        numbers = [text.strip("()（）") for _, text in cells]
        return len(numbers) == len(self.columns) > 4 and numbers == [str(n) for n in range(1, len(numbers) + 1)]

    def _is_signature(self, cells: Cells) -> bool:
        """Starts with a label such as 填表人, and holds no more values than labels."""
        texts = [text for _, text in cells]
        labels = sum(bool(SIGNATURE_CELL.match(text)) for text in texts)
        return bool(STARTS.match(texts[0])) and len(texts) <= 2 * max(labels, 1)

    def _is_total(self, cells: Cells) -> bool:
        """A total word near the start, no key, at most places before it and nothing but amounts after it."""
        place = next((n for n, (_, text) in enumerate(cells[:LABEL_PLACES]) if TOTAL_CELL.match(text)), None)
        if place is None:
            return False
        before = [name for name, _ in cells[:place]]
        if before and (cells[place][0] in self.names or not self.personal.isdisjoint(before)):
            return False
        counts = COUNT if place == 0 else TOTAL_CELL
        after = [name for name, text in cells[place + 1 :] if not (TOTAL_CELL.match(text) or counts.match(text))]
        return self.keys.isdisjoint(before) and self.keys.isdisjoint(after) and self.required.isdisjoint(after)


def footers(
    contract: Contract,
    columns: Sequence[str],
    headers: Sequence[str],
    mapping: Mapping[str, str],
    titles: Iterable[str],
) -> Footers:
    """The test for one table. `mapping`: contract column -> frame column, for those the table has."""
    solid = {column.name for column in contract.columns if column.required and column.type not in COUNTED_TYPES}
    return Footers(
        columns=columns,
        headers=headers,
        titles=frozenset(titles),
        keys=frozenset(mapping[name] for name in contract.key if name in mapping),
        required=frozenset(mapping[name] for name in solid if name in mapping),
        personal=frozenset(mapping[name] for name in solid if name in mapping and contract.by_name[name].type != "text"),
        names=frozenset(mapping[column.name] for column in contract.of_privacy("name") if column.name in mapping),
        anchors=list(mapping.values())[:3],
    )


def _all(frame: pl.DataFrame, tests: Iterable[pl.Expr]) -> pl.Series:
    """Rows that pass every test; as a rule none passes the first, and the others are not asked."""
    found = pl.repeat(value=True, n=frame.height, eager=True)
    for test in tests:
        found &= frame.select(test.fill_null(value=False)).to_series()
        if not found.any():
            break
    return found


def _same(name: str, header: str) -> pl.Expr:
    """Whether a cell repeats its heading, white space and brackets aside; `verdict` compares exactly."""
    # Few cells begin as their heading does: nothing is replaced in the others.
    alike = pl.when(pl.col(name).str.starts_with(header[:1])).then(name)
    return alike.str.replace_all(r"\s", "").str.starts_with(header[:2])


def _label_or_blank(name: str) -> pl.Expr:
    return pl.col(name).is_null() | pl.col(name).str.contains(r"^\s*$|计\s*[:：(（]?|总\s*数")

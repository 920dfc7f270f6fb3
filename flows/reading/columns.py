"""Holds a file's header against the contract: missing, new and doubled columns, and units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from config.contracts import Column, Contract
from flows.masking import masked
from flows.reading.header import Header
from flows.reading.headings import MONEY, Unit, heading, parse_unit, title_unit
from flows.reading.model import Note, Refusal
from flows.reading.vocabulary import Vocabulary, nearest

NAMED = 5
"""Sheets that are named where many say the same."""


@dataclass
class Drift:
    """How one table's header differs from the contract."""

    sheet: str
    refusal: Refusal | None = None
    notes: list[Note] = field(default_factory=list)
    multipliers: dict[str, int] = field(default_factory=dict)
    """Money column -> how many yuan its unit is."""

    def refuse(self, reason: str, detail: str, column: str = "", header: str = "") -> None:
        """Keep the first refusal; further ones add their detail where the reason is the same."""
        if self.refusal is None:
            self.refusal = Refusal(reason, detail, column, header)
        elif self.refusal.reason == reason:
            first = self.refusal
            self.refusal = Refusal(reason, first.detail + detail, first.column, first.header)


def drift(contract: Contract, words: Vocabulary, header: Header, sheet: str, below: Sequence[Sequence[str]]) -> Drift:
    """Everything about one header that the receipt must say, decided as the contract says.

    `below` are a few rows under the header: they show whether a column without a name holds anything.
    """
    found = Drift(sheet)
    for name, text in header.duplicates:
        found.refuse("duplicate_column", f"列“{text}”与另一列是同一项内容，只能保留一列。", name, text)
    unknown = header.unknown(words)
    for column in contract.columns:
        if column.name not in header.matched:
            _missing(found, column, unknown)
    for text in [*unknown, *_nameless(header, below)]:
        _new(found, contract, text)
    _units(found, contract, header)
    return found


def together(changes: Sequence[Drift]) -> tuple[Refusal | None, list[Note]]:
    """The first refusal and the notes of all tables, each said once: where only some tables are concerned, naming them."""
    refusals = [(change.sheet, change.refusal) for change in changes if change.refusal]
    notes: dict[tuple[str, str, str, str], list[Note]] = {}
    for note in (note for change in changes for note in change.notes):
        notes.setdefault((note.reason, note.decision, note.column, note.header), []).append(note)
    merged = [
        replace(same[0], detail=_told([(note.sheet, note.detail) for note in same], len(changes)), sheet="")
        for same in notes.values()
    ]
    if not refusals:
        return None, merged
    first = refusals[0][1]
    alike = [(sheet, refusal.detail) for sheet, refusal in refusals if refusal.reason == first.reason]
    return replace(first, detail=_told(alike, len(changes))), merged


def _told(details: Sequence[tuple[str, str]], tables: int) -> str:
    """Details by table as one text; a table is named unless all tables say the same."""
    by_detail: dict[str, list[str]] = {}
    for sheet, detail in details:
        by_detail.setdefault(detail, []).append(sheet)
    if len(by_detail) == 1 and len(details) == tables:
        return details[0][1]
    return "".join(f"工作表{_named(sheets)}：{detail}" for detail, sheets in by_detail.items())


def _named(sheets: Sequence[str]) -> str:
    names = "、".join(f"“{sheet}”" for sheet in sheets[:NAMED])
    return names + (f"等 {len(sheets)} 个" if len(sheets) > NAMED else "")


def _missing(found: Drift, column: Column, unknown: list[str]) -> None:
    like = masked(nearest(column.header, unknown))
    detail = f"缺少列“{column.header}”。" + (f"是不是改名为“{like}”了？" if like else "")
    if column.on_missing == "refuse":
        found.refuse("missing_column", detail, column.name, column.header)
    else:
        found.notes.append(Note("missing_column", column.on_missing, detail, column.name, column.header, found.sheet))


def _new(found: Drift, contract: Contract, heading_text: str) -> None:
    text = masked(heading_text)
    detail = f"出现规范里没有的列“{text}”。"
    if contract.on_new_column == "refuse":
        found.refuse("new_column", detail, "", text)
    else:
        found.notes.append(Note("new_column", contract.on_new_column, detail, "", text, found.sheet))


def _nameless(header: Header, below: Sequence[Sequence[str]]) -> list[str]:
    places = [place for place, cell in enumerate(header.cells) if not cell.text]
    filled = [place for place in places if any(place < len(row) and row[place].strip() for row in below)]
    return [f"第{place + 1}列（没有列名）" for place in filled]


def _units(found: Drift, contract: Contract, header: Header) -> None:
    whole = title_unit(list(header.titles))
    for cell in header.cells:
        column = contract.by_name.get(cell.column)
        if column is None:
            continue
        unit = heading(cell.text).unit or (whole if column.type == "money" else None)
        if unit is not None:
            _unit(found, column, unit, cell.text)


def _unit(found: Drift, column: Column, unit: Unit, text: str) -> None:
    promised = parse_unit(column.unit) or heading(column.header).unit or (Unit("元") if column.type == "money" else None)
    if promised is None:
        return
    if column.type == "money" and unit.base in MONEY and not _differs(unit.period, _period(column, promised)):
        found.multipliers[column.name] = MONEY[unit.base]
    elif column.type == "money" or (unit.base, unit.period) != (promised.base, promised.period):
        found.refuse("unit_mismatch", f"列“{text}”的单位应为{promised}。", column.name, text)


def _period(column: Column, promised: Unit) -> str:
    """What the amount is counted by: as the contract's unit says, else as its heading begins (月保障金)."""
    return promised.period or next((period for period in ("月", "年") if column.header.startswith(period)), "")


def _differs(period: str, promised: str) -> bool:
    return bool(period and promised and period != promised)

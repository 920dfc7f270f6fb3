"""From the bytes of a file to its tables with their headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.contracts import Contract
from flows.reading import delimited, excel
from flows.reading.arrange import Found
from flows.reading.container import Container, sniff
from flows.reading.encoding import decode
from flows.reading.grid import ENDING
from flows.reading.header import Header, find_header
from flows.reading.model import CORRECTION, Limits, Note, Refusal, Refused, refuse
from flows.reading.vocabulary import INSTRUCTIONS_SHEET, Vocabulary

MARKUP_HEAD = 1 << 16
LITTLE_ROWS = 20
"""A sheet without a header and with more rows than this may be data whose header was lost."""


KINDS = {"webpage": "网页表格", "spreadsheetml": "XML 表格"}
SEPARATED = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}


def separator_of(container: str) -> str:
    """What separates the cells of a text file, by what the receipt calls it."""
    return next((mark for mark, name in SEPARATED.items() if container.startswith(name)), ",")


@dataclass
class Opened:
    """What a file holds, before its columns are held against the contract."""

    found: list[Found]
    container: str
    """What kind of file it is, as the receipt names it."""
    encoding: str = ""
    serial_1904: bool = False
    notes: list[Note] = field(default_factory=list)
    refusal: Refusal | None = None


def open_file(path: Path, scratch: Path, words: Vocabulary, contract: Contract, limits: Limits) -> Opened:
    """The tables of a file, whatever it calls itself. Raises Refused where there are none."""
    if path.suffix == ENDING:
        return _sheets(excel.reopen(path, scratch), words, contract)
    if sniff(path) is Container.WORKBOOK:
        return _sheets(excel.parse("workbook", path, scratch, limits), words, contract)
    text = decode(path, scratch)
    if kind := _markup(text.path):
        return _sheets(excel.parse(kind, text.path, scratch, limits), words, contract, KINDS[kind], text.encoding)
    first = delimited.top(text, words)
    if first.header is None:
        raise _no_header(contract) if any(cell.strip() for row in first.rows for cell in row) else _no_content()
    table = delimited.table(text, first, scratch)
    below = first.rows[first.header.last + 1 :]
    return Opened([Found("", table, first.header, below)], f"{SEPARATED[first.separator]}分隔的文本", text.encoding)


def _markup(path: Path) -> str:
    """Which kind of markup a text file is; empty for delimited text."""
    with path.open("rb") as file:
        head = file.read(MARKUP_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not head.startswith(b"<"):
        return ""
    return "spreadsheetml" if b"urn:schemas-microsoft-com:office:spreadsheet" in head else "webpage"


def _sheets(
    book: excel.ParsedBook, words: Vocabulary, contract: Contract, container: str = "Excel 工作簿", encoding: str = ""
) -> Opened:
    """The sheets that have the contract's header. Hidden ones and sheets of another kind are noted."""
    visible = [sheet for sheet in book.sheets if sheet.visible and sheet.rows]
    if not visible:
        raise _no_content([note.sheet for note in _hidden(book)])
    headers = {sheet.name: find_header(sheet.top, words, sheet.merges) for sheet in visible}
    kept = _kept(headers, words)
    if not kept:
        raise _no_header(contract)
    opened = Opened([], container, encoding, book.serial_1904, _hidden(book))
    for sheet in visible:
        if sheet.name in kept:
            opened.found.append(_found(sheet, kept[sheet.name]))
    ours = {INSTRUCTIONS_SHEET} if any(CORRECTION in one.names for one in opened.found) else set()
    for sheet in visible:
        if sheet.name not in kept and sheet.name not in ours:
            _leave_out(opened, sheet)
    return opened


def _kept(headers: dict[str, Header | None], words: Vocabulary) -> dict[str, Header]:
    """Sheets that name at least half of the columns that must be there; if none does, the one that names most."""
    known = {name: header for name, header in headers.items() if header is not None}
    good = {name: header for name, header in known.items() if 2 * len(header.matched & words.required) >= len(words.required)}
    if good or not known:
        return good
    best = max(known, key=lambda name: len(known[name].matched))
    return {best: known[best]}


def _found(sheet: excel.ParsedSheet, header: Header) -> Found:
    width = max(len(header.cells), sheet.width)
    table = sheet.table(header.last + 1, width)
    return Found(sheet.name, table, header.padded(width), sheet.top[header.last + 1 :])


def _hidden(book: excel.ParsedBook) -> list[Note]:
    names = [sheet.name for sheet in book.sheets if not sheet.visible]
    return [Note("hidden_sheet", "warn", f"隐藏的工作表“{name}”没有读取。", sheet=name) for name in names]


def _leave_out(opened: Opened, sheet: excel.ParsedSheet) -> None:
    """A short or narrow sheet (instructions, code lists) is noted; one that looks like data refuses the drop."""
    widest = max(found.table.width for found in opened.found)
    if sheet.rows > LITTLE_ROWS and 2 * sheet.width >= widest:
        detail = f"工作表“{sheet.name}”有 {sheet.rows} 行内容，但没有规范的表头。请补上表头，与数据无关的工作表请删除。"
        opened.refusal = opened.refusal or Refusal("header_not_found", detail)
    else:
        detail = f"工作表“{sheet.name}”没有规范的表头，没有读取。"
        opened.notes.append(Note("header_not_found", "warn", detail, sheet=sheet.name))


def _no_header(contract: Contract) -> Refused:
    wanted = "、".join(column.header for column in contract.columns if column.required)
    return refuse("header_not_found", f"没有找到表头。至少要有这些列：{wanted}。")


def _no_content(hidden: Sequence[str] = ()) -> Refused:
    names = "、".join(f"“{name}”" for name in hidden)
    return refuse("empty_file", "文件里没有内容。" + (f"工作表{names}是隐藏的，没有读取。" if hidden else ""))

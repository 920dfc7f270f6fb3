"""SpreadsheetML 2003: the XML that older systems save under an .xls name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from flows.parsing.book import Book, Limits, SheetReport, SheetWriter
from flows.parsing.cells import number
from flows.parsing.grid import Cell, Grid

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
Events = Iterator[tuple[str, etree._Element]]
TAGS = (f"{SS}Worksheet", f"{SS}Row", f"{EXCEL}Visible", f"{EXCEL}Date1904")


def parse(source: Path, folder: Path, limits: Limits) -> Book:
    """Every worksheet as a file in `folder`. Entities are left unresolved, so that none can unfold."""
    book = Book()
    events = etree.iterparse(
        source,
        events=("start", "end"),
        tag=TAGS,
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
    )
    try:
        for event, element in events:
            if event == "start" and element.tag == TAGS[0]:
                _worksheet(events, element, book, folder, limits)
            elif event == "end" and element.tag == TAGS[3]:
                book.serial_1904 = True
    except etree.LxmlError:
        return Book(refusal="unreadable_file")
    return book


def _worksheet(events: Events, start: etree._Element, book: Book, folder: Path, limits: Limits) -> None:
    report = SheetReport(str(start.get(f"{SS}Name", "")))
    book.sheets.append(report)
    last = 0
    with SheetWriter(report, folder / f"sheet-{len(book.sheets)}.csv", limits.columns) as out:
        grid = Grid(out, report, limits.columns)
        for event, element in events:
            if event == "end" and element.tag == TAGS[0]:
                return
            if event == "end" and element.tag == TAGS[2]:
                report.visible = False
            if event == "end" and element.tag == TAGS[1]:
                last = max(last + 1, _index(element, last + 1))
                grid.write(last, [_cell(child) for child in element.iterchildren(f"{SS}Cell")])
                element.clear()


def _cell(element: etree._Element) -> Cell:
    data = element.find(f"{SS}Data")
    text = "" if data is None else "".join(str(part) for part in data.itertext())
    kind = "" if data is None else data.get(f"{SS}Type")
    return Cell(
        _rendered(text, str(kind)),
        columns=int(element.get(f"{SS}MergeAcross", "0")) + 1,
        rows=int(element.get(f"{SS}MergeDown", "0")) + 1,
        column=_index(element, 0) - 1,
    )


def _rendered(text: str, kind: str) -> str:
    if kind == "Boolean":
        return "TRUE" if text == "1" else "FALSE"
    if kind == "DateTime":
        return text.removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")
    if kind != "Number":
        return text
    try:
        return number(float(text))
    except ValueError:
        return text


def _index(element: etree._Element, default: int) -> int:
    return int(element.get(f"{SS}Index", default))

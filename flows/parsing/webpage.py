"""HTML saved under a spreadsheet's name: the rows of all its tables, one after the other, as one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from flows.parsing.book import Book, Limits, SheetReport, SheetWriter
from flows.parsing.grid import Cell, Grid


def parse(source: Path, folder: Path, limits: Limits) -> Book:
    """Rows are counted over the page. A row that holds a table of its own is layout, not data."""
    report = SheetReport("")
    try:
        with SheetWriter(report, folder / "sheet-0.csv", limits.columns) as out:
            grid = Grid(out, report, limits.columns)
            number = 0
            for row in _rows(source):
                if row is None:
                    grid.next_table()
                    continue
                number += 1
                grid.write(number, row)
    except etree.LxmlError:
        return Book(refusal="unreadable_file")
    return Book(sheets=[report])


def _rows(source: Path) -> Iterator[list[Cell] | None]:
    """Rows in document order; None where a table begins."""
    open_rows: list[bool] = []
    events = etree.iterparse(source, events=("start", "end"), tag=("table", "tr"), html=True, encoding="utf-8")
    for event, element in events:
        if element.tag == "table":
            if event == "start":
                open_rows = [True] * len(open_rows)
                yield None
        elif event == "start":
            open_rows.append(False)
        else:
            if not open_rows.pop():
                yield [_cell(child) for child in element.iterchildren("td", "th")]
            element.clear()


def _cell(element: etree._Element) -> Cell:
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "").lstrip()
    lines = "".join(str(text) for text in element.itertext()).split("\n") if len(element) else [element.text or ""]
    text = "\n".join(" ".join(line.split()) for line in lines).strip()
    return Cell(text, columns=_span(element, "colspan"), rows=_span(element, "rowspan"))


def _span(element: etree._Element, name: str) -> int:
    value = str(element.get(name, "1")).strip()
    return max(int(value), 1) if value.isascii() and value.isdigit() and len(value) < 7 else 1

"""A notice as a workbook: a sheet a village, to be printed and put up. Every cell is text; same lines, same bytes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from flows.report.notice import NoticePage, VillageList
from flows.report.sheetnames import SheetNames

_FONT = {"font_name": "微软雅黑", "num_format": "@"}
_WIDTH = 20


def write_notice(path: Path, page: NoticePage) -> None:
    """Writes the notice of one town to `path`."""
    with Workbook(path, {"tmpdir": str(path.parent)}) as book:
        # A fixed date, so that the same lines give the same bytes; xlsx dates carry no zone.
        book.set_properties({"title": page.title, "created": datetime(2000, 1, 1)})
        names = SheetNames()
        for village in page.villages:
            sheet = book.add_worksheet(names.name(village.village, "村"))
            _write(book, sheet, page, village)


def _write(book: Workbook, sheet: Worksheet, page: NoticePage, village: VillageList) -> None:
    title = book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"})
    text = book.add_format({**_FONT, "font_size": 11, "text_wrap": True, "valign": "top"})
    head = book.add_format({**_FONT, "bold": True, "font_size": 11, "border": 1, "bg_color": "#D9DEE3"})
    cell = book.add_format({**_FONT, "font_size": 11, "border": 1})
    last = len(page.headings) - 1
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, last, _WIDTH)
    _across(sheet, 0, last, f"{village.village}{page.title}", title)
    _across(sheet, 1, last, page.text, text)
    _across(sheet, 2, last, page.period, text)
    sheet.set_row(1, 34)
    for at, heading in enumerate(page.headings):
        sheet.write_string(3, at, heading, head)
    for row, cells in enumerate(village.rows, start=4):
        for at, value in enumerate(cells):
            sheet.write_string(row, at, value, cell)
    _across(sheet, len(village.rows) + 5, last, page.objections, text)
    sheet.set_row(len(village.rows) + 5, 34)
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)


def _across(sheet: Worksheet, row: int, last: int, text: str, form: object) -> None:
    if last > 0:
        sheet.merge_range(row, 0, row, last, text, form)
    else:
        sheet.write_string(row, 0, text, form)

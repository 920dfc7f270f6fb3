"""One sheet of the fix-it workbook: header, refused rows with faulty cells marked, drop-downs of allowed options."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from flows.reading.vocabulary import CORRECTION_HEADER, REASON_HEADER
from flows.report.rowsheet import Cell, RowSheet

COMMENTS = 2_000
"""Comments a sheet: Excel opens more only slowly, and 拒收原因 says the same in every row."""

_AUTHOR = "数据质检"
_SAMPLED = 200
_LIST_LIMIT = 255
_FONT = {"font_name": "微软雅黑", "font_size": 10}


@dataclass(frozen=True)
class Formats:
    """Cell formats of one workbook. Every data format is text (`@`): what is typed later stays text too."""

    header: Format
    added_header: Format
    text: Format
    faulty: Format
    reason: Format
    reference: Format
    title: Format
    wrapped: Format

    @classmethod
    def of(cls, book: Workbook) -> Self:
        """Makes the formats in `book`."""
        text = {**_FONT, "num_format": "@", "valign": "top"}
        head = {**text, "bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#FFFFFF"}
        faulty = {"bg_color": "#FFE0B2", "border": 1, "border_color": "#C25700", "bold": True}
        return cls(
            header=book.add_format({**head, "bg_color": "#1F4E66", "font_color": "#FFFFFF"}),
            added_header=book.add_format({**head, "bg_color": "#D9DEE3", "font_color": "#24313D"}),
            text=book.add_format(text),
            faulty=book.add_format({**text, **faulty}),
            reason=book.add_format({**text, "text_wrap": True, "font_color": "#8A3A00"}),
            reference=book.add_format({**text, "bg_color": "#EEF1F4", "font_color": "#5B6770"}),
            title=book.add_format({**_FONT, "font_size": 15, "bold": True, "font_color": "#1F4E66"}),
            wrapped=book.add_format({**text, "text_wrap": True}),
        )


@dataclass(frozen=True)
class Heading:
    """One of the department's own headers, and the texts its contract allows where it allows only some."""

    text: str
    options: tuple[str, ...] = ()


class FixitSheet:
    """A sheet that grows by frames with one line a refused row.

    A frame has the own cells as `0`, `1` … as they are shown, `why`, `reference`, and the lists `at` and `advice`: the
    positions of the faulty cells and what the comment on each says.
    """

    def __init__(self, sheet: RowSheet, headings: Sequence[Heading], formats: Formats) -> None:
        self._sheet, self._headings, self._formats = sheet, headings, formats
        self._comments = 0
        self._widths = [_width(heading.text) for heading in headings]
        self.rows = 0
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading.text, formats.header)
        for at, text in enumerate((REASON_HEADER, CORRECTION_HEADER), start=len(headings)):
            sheet.write_string(0, at, text, formats.added_header)

    def append(self, frame: pl.DataFrame) -> None:
        """Adds the lines of a frame."""
        formats, first = self._formats, self.rows + 1
        if not self.rows:
            self._widths = [max(pair) for pair in zip(self._widths, self._sampled(frame), strict=True)]
        self._comment(first, frame)
        own = (
            Cell(pl.col(str(at)), formats.text, pl.col("at").list.contains(at), formats.faulty)
            for at in range(len(self._headings))
        )
        added = Cell(pl.col("why"), formats.reason), Cell(pl.col("reference"), formats.reference)
        self._sheet.write_rows(first, frame, [*own, *added])
        self.rows += frame.height

    def finish(self) -> None:
        """Sets what depends on all the rows: widths, filter, drop-downs."""
        width = len(self._headings)
        for at, wide in enumerate(self._widths):
            self._sheet.set_column(at, at, min(max(wide + 2, 8), 40), self._formats.text)
        self._sheet.set_column(width, width, 60, self._formats.reason)
        self._sheet.set_column(width + 1, width + 1, 30, self._formats.reference)
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, self.rows, width + 1)
        for at, heading in enumerate(self._headings):
            if heading.options and len(",".join(heading.options)) <= _LIST_LIMIT:
                # A hint: Excel offers the options and does not insist.
                offer = {"validate": "list", "source": list(heading.options), "error_type": "information"}
                self._sheet.data_validation(1, at, self.rows, at, offer)

    def _comment(self, first: int, frame: pl.DataFrame) -> None:
        if self._comments >= COMMENTS:
            return
        faulty = frame.select("at", "advice", row=pl.int_range(first, first + pl.len())).explode("at", "advice")
        written = faulty.drop_nulls("at").head(COMMENTS - self._comments)
        for at, text, row in written.iter_rows():
            self._sheet.write_comment(row, at, text, {"author": _AUTHOR, "x_scale": 2, "font_size": 10})
        self._comments += written.height

    def _sampled(self, frame: pl.DataFrame) -> list[int]:
        cells = [str(at) for at in range(len(self._headings))]
        sample = frame.select(cells).head(_SAMPLED).transpose() if cells else pl.DataFrame()
        return [max((_width(text or "") for text in row), default=0) for row in sample.iter_rows()]


def _width(text: str) -> int:
    """Width of the first line in half-width characters: a Chinese character takes two."""
    first = text.split("\n", 1)[0][:60]
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in first)

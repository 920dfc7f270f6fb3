"""Writes one delivery the way its style says, chunk by chunk, and tells on which sheet and row every data row came to stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import polars as pl

from flows.demo.feeds import Feed
from flows.demo.render import header
from flows.demo.styles import Style

BLANK_AFTER, HEADER_AFTER = 40, 90
"""Data rows after which a blank row and a repeated header stand, where the style has breaks."""
PLACE = {"_i": pl.Int64, "_copy": pl.Int8, "_sheet": pl.String, "_row": pl.UInt32}


@dataclass(frozen=True)
class Layout:
    """The text around the data: the same for every container."""

    columns: tuple[str, ...]
    headers: tuple[str, ...]
    style: Style
    signature: str

    @property
    def header_rows(self) -> int:
        """Rows the header takes: two where some are merged."""
        return 2 if self.style.two_row_header else 1

    def places(self, chunk: pl.DataFrame, before: int, sheet: str) -> pl.DataFrame:
        """`_i, _copy, _sheet, _row` of a chunk whose first row is the sheet's `before`-th data row; rows count from 1."""
        position = pl.int_range(before, before + pl.len())
        first = len(self.style.titles) + self.header_rows + 1
        breaks = pl.lit(0)
        if self.style.has_breaks:
            breaks = (position >= BLANK_AFTER).cast(pl.Int64) + (position >= HEADER_AFTER).cast(pl.Int64)
        return chunk.select("_i", "_copy", _sheet=pl.lit(sheet), _row=(first + position + breaks).cast(pl.UInt32))

    def table(self, chunk: pl.DataFrame, before: int) -> pl.DataFrame:
        """The written columns in the file's order, running numbers first where the style has them."""
        numbers = [pl.int_range(before + 1, before + 1 + pl.len()).cast(pl.String).alias(name) for name in self.style.extras]
        return chunk.select(*numbers, *(name for name in self.columns if name not in self.style.extras))

    def breaks_in(self, before: int, height: int) -> list[tuple[int, list[str]]]:
        """(position within the chunk, row) of what stands between data rows; a row before that position."""
        if not self.style.has_breaks:
            return []
        rows = ((BLANK_AFTER, [""] * len(self.headers)), (HEADER_AFTER, list(self.headers)))
        return [(at - before, row) for at, row in rows if before <= at < before + height]

    def titles(self) -> list[list[str]]:
        """Title rows, padded to the table's width."""
        return [[title, *[""] * (len(self.headers) - 1)] for title in self.style.titles]

    def footer(self, rows: int) -> list[list[str]]:
        """Totals, an empty row and who signed."""
        if not self.style.has_footer:
            return []
        pad = [""] * (len(self.headers) - 2)
        return [["合计", f"{rows}", *pad], ["", "", *pad], [self.signature, "", *pad]]


def layout_of(feed: Feed, style: Style, day: date) -> Layout:
    """What surrounds the data of `feed` in `style`."""
    names = tuple(reversed(list(feed.columns))) if style.reverse else tuple(feed.columns)
    headers = (*style.extras, *(header(feed, name, style.spelling) for name in names))
    signature = f"填表人：某甲　　审核人：某乙　　填报日期：{day.year}年{day.month}月{day.day}日"
    return Layout((*style.extras, *names), headers, style, signature)


def write_csv(path: Path, layout: Layout, chunks: Iterator[pl.DataFrame]) -> pl.DataFrame:
    """A text file of the style's encoding and separator; returns the place of every data row."""
    places, before = [pl.DataFrame(schema=PLACE)], 0
    with path.open("wb") as file:
        if layout.style.encoding == "utf-16":
            file.write(b"\xff\xfe")
        if layout.style.encoding == "utf-8-sig":
            file.write(b"\xef\xbb\xbf")
        _put(file, layout, _rows([*layout.titles(), list(layout.headers)]))
        for chunk in chunks:
            places.append(layout.places(chunk, before, ""))
            _put_with_breaks(file, layout, layout.table(chunk, before), before)
            before += chunk.height
        _put(file, layout, _rows(layout.footer(before)))
    return pl.concat(places)


def _put_with_breaks(file: BinaryIO, layout: Layout, table: pl.DataFrame, before: int) -> None:
    start = 0
    for position, row in layout.breaks_in(before, table.height):
        _put(file, layout, table[start:position])
        _put(file, layout, _rows([row]))
        start = position
    _put(file, layout, table[start:])


def _rows(rows: list[list[str]]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame()
    return pl.DataFrame({f"c{place}": list(cells) for place, cells in enumerate(zip(*rows, strict=True))})


def _put(file: BinaryIO, layout: Layout, table: pl.DataFrame) -> None:
    """Appends rows; Polars writes UTF-8, other encodings are transcoded from it."""
    if table.is_empty():
        return
    target = {"utf-8": None, "utf-8-sig": None, "utf-16": "utf-16-le"}.get(layout.style.encoding, layout.style.encoding)
    options = {"include_header": False, "separator": layout.style.separator, "line_terminator": "\r\n"}
    if target is None:
        table.write_csv(file, **options)  # type: ignore[call-overload]
        return
    buffer = BytesIO()
    table.write_csv(buffer, **options)  # type: ignore[call-overload]
    file.write(buffer.getvalue().decode("utf-8").encode(target))


def write_html(path: Path, layout: Layout, chunks: Iterator[pl.DataFrame]) -> pl.DataFrame:
    """An HTML table under the name .xls, as old systems export; returns the place of every data row."""
    places, before = [pl.DataFrame(schema=PLACE)], 0
    cell = ["<td style=\"mso-number-format:'\\@'\">", "</td>"]
    with path.open("w", encoding=layout.style.encoding, newline="\n") as file:
        charset = "gb2312" if layout.style.encoding == "gb18030" else layout.style.encoding
        file.write(
            f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body><table border="1">\n'
        )
        for row in [*layout.titles(), list(layout.headers)]:
            file.write("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>\n")
        for chunk in chunks:
            places.append(layout.places(chunk, before, ""))
            table = layout.table(chunk, before)
            safe = (pl.col(name).str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"]) for name in table.columns)
            lines = table.select(pl.concat_str(*safe, separator=cell[1] + cell[0])).to_series()
            file.writelines(f"<tr>{cell[0]}{line}{cell[1]}</tr>\n" for line in lines)
            before += chunk.height
        file.write("</table></body></html>\n")
    return pl.concat(places)

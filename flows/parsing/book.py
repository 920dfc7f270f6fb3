"""What the child reports, and the writer of one sheet's rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

TOP_ROWS = 60


class TooLargeError(Exception):
    """The file unfolds to more than the limits allow."""


@dataclass(frozen=True)
class Limits:
    """What parsing may cost; the parent decides."""

    memory_bytes: int
    output_bytes: int
    inflated_bytes: int
    inflation: int
    inflation_from: int
    columns: int


@dataclass
class SheetReport:
    """One sheet. `top` holds the first physical rows as text, `merges` the merged ranges that begin in them.

    A range is first row, first column, last row, last column, 0-based and inclusive.
    """

    name: str
    visible: bool = True
    file: str = ""
    rows: int = 0
    """Rows that are not blank."""
    blank_rows: int = 0
    """Blank rows between others."""
    width: int = 0
    top: list[list[str]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Book:
    """The whole file, or a refusal."""

    refusal: str = ""
    serial_1904: bool = False
    sheets: list[SheetReport] = field(default_factory=list)

    def to_json(self) -> str:
        """As the parent reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)


class SheetWriter:
    """Writes the rows of one sheet that are not blank, each led by its physical row number (1 = first)."""

    def __init__(self, report: SheetReport, path: Path, columns: int) -> None:
        report.file = path.name
        self._report = report
        self._path = path
        self._columns = columns
        self._blank = 0
        self._last = 0

    def __enter__(self) -> Self:
        self._out: TextIOWrapper = self._path.open("w", encoding="utf-8", newline="", errors="surrogatepass")
        self._writer = csv.writer(self._out, lineterminator="\n")
        return self

    def write(self, number: int, cells: Sequence[str]) -> None:
        """Adds row `number`; numbers only grow."""
        used = len(cells)
        while used and not cells[used - 1]:
            used -= 1
        if used > self._columns:
            raise TooLargeError
        self._keep_top(number, cells[:used])
        self._blank += number - self._last - 1
        self._last = number
        if not used:
            self._blank += 1
            return
        self._report.rows += 1
        self._report.blank_rows += self._blank
        self._blank = 0
        self._report.width = max(self._report.width, used)
        self._writer.writerow((number, *cells[:used]))

    def _keep_top(self, number: int, cells: Sequence[str]) -> None:
        if number > TOP_ROWS:
            return
        top = self._report.top
        top.extend([] for _ in range(number - 1 - len(top)))
        top.append(list(cells))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._out.close()

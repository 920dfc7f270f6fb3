"""The one entry: a file and a contract in, a `Reading` out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from config.contracts import Contract
from flows.reading.arrange import Found, Rows
from flows.reading.columns import Drift, drift, together
from flows.reading.model import Limits, Note, Refusal, Refused, Sheet, SheetCount
from flows.reading.opening import open_file
from flows.reading.vocabulary import vocabulary


@dataclass
class Reading:
    """What a file holds. `batches` may be called again and yields the same; `counts` are there once it has run through."""

    contract: Contract
    refusal: Refusal | None = None
    """Why the whole drop is refused; rows that could be found all the same are still in the batches."""
    notes: tuple[Note, ...] = ()
    found: tuple[Found, ...] = ()
    multipliers: dict[str, int] = field(default_factory=dict)
    """Money column -> yuan its unit is worth, for units other than yuan."""
    serial_1904: bool = False
    """Whether bare date numbers count from 1904."""
    encoding: str = ""
    """Of a text file; empty for workbooks."""
    container: str = ""
    """What kind of file it is, in Chinese."""
    counts: tuple[SheetCount, ...] = ()
    """What each table held, in the file's order; empty until `batches` has run through."""
    around: frozenset[str] = frozenset()
    """Texts outside the rows of the tables: titles, and of totals and signatures those that an ID number fits into; there once `batches` has
    run through.
    """

    @property
    def skipped(self) -> int:
        """Title, total and signature rows and repeated headers: not data. Blank rows are not counted."""
        return sum(count.skipped for count in self.counts)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables read, in the file's order."""
        return tuple(one.sheet for one in self.found)

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield about 100,000 rows at a time, in the file's order.

        String columns: the contract's, `_extra_<n>`, `_correction`, `_sheet`; `_row` UInt32 (1 = first physical line of the
        file or sheet); `_wide` Boolean (the row has more cells than the header).
        """
        extras = max((one.extras for one in self.found), default=0)
        counts, around = [], set[str]()
        for one in self.found:
            rows = Rows(one, self.contract, extras)
            yield from rows
            counts.append(SheetCount(one.name, rows.count, one.header.title_rows + rows.left_out))
            around.update(one.header.titles, rows.aside)
        self.counts, self.around = tuple(counts), frozenset(around)


def read(path: Path, contract: Contract, scratch: Path, *, limits: Limits | None = None) -> Reading:
    """Find the tables of a file. Never raises for what a department may deliver: that becomes the reading's refusal.

    What a file is shows in its bytes, never in its name. `scratch` is a folder for work
    files of this reading alone, which must live as long as the reading is used.
    """
    words = vocabulary(contract)
    try:
        opened = open_file(path, scratch, words, contract, limits or Limits())
    except Refused as refused:
        return Reading(contract, refused.refusal)
    changes = [drift(contract, words, one.header, one.name, one.below) for one in opened.found]
    multipliers, two_units = _units(changes)
    refusal, notes = together(changes)
    reading = Reading(
        contract,
        refusal=opened.refusal or refusal or two_units,
        notes=(*opened.notes, *notes),
        found=tuple(opened.found),
        multipliers=multipliers,
        serial_1904=opened.serial_1904,
        encoding=opened.encoding,
        container=opened.container,
    )
    if reading.refusal is None and next(reading.batches(), None) is None:
        reading.refusal = Refusal("empty_file", "有表头，但没有数据行。")
    return reading


def _units(changes: list[Drift]) -> tuple[dict[str, int], Refusal | None]:
    """The factor of each money column, the same on all sheets; a column with two units refuses the drop."""
    factors: dict[str, set[int]] = {}
    for change in changes:
        for column, factor in change.multipliers.items():
            factors.setdefault(column, set()).add(factor)
    doubled = next((column for column, found in factors.items() if len(found) > 1), "")
    refusal = Refusal("unit_mismatch", "同一列在不同工作表里单位不同。", doubled) if doubled else None
    return {column: max(found) for column, found in factors.items() if found != {1}}, refusal

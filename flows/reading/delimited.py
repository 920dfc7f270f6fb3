"""Delimited text: its separator, its header, and whether its quotes can be trusted."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flows.reading.encoding import Text, whole_lines
from flows.reading.header import SEARCHED_ROWS, Header, find_header
from flows.reading.model import MIB
from flows.reading.tables import Table
from flows.reading.vocabulary import Vocabulary

SEPARATORS = (",", "\t", ";", "|")
MAX_LINES_IN_A_RECORD = 20
SAMPLE = 60
LONE_RETURN = "\ufdd0"
"""Stands for a carriage return inside a cell while Python's parser looks: it takes one for a line end, and gives up."""
_QUOTE, _EQUALS, _LINE_END = b'"=\n'

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Top:
    """The first records of a text file under one separator, with the physical lines each begins after and ends with."""

    separator: str
    rows: list[list[str]]
    ends: list[int]
    """Physical lines up to and including each record."""
    header: Header | None


def top(text: Text, words: Vocabulary) -> Top:
    """The first records read with the separator under which the header matches best."""
    with text.path.open("rb") as file:
        head = file.read(MIB)
    lines = head.decode("utf-8", errors="ignore").removeprefix("\ufeff").split("\n")[: SAMPLE * 3]
    found = [_records(lines, separator, words) for separator in SEPARATORS]
    return max(found, key=lambda one: len(one.header.matched) if one.header else -len(SEPARATORS))


def _records(lines: Sequence[str], separator: str, words: Vocabulary) -> Top:
    csv.field_size_limit(MIB * 8)
    reader = csv.reader((_parsable(line.rstrip("\r")) for line in lines), delimiter=separator)
    rows, ends = [], []
    for row in islice(reader, SAMPLE):
        rows.append([_plain(cell) for cell in row])
        ends.append(reader.line_num)
    return Top(separator, rows, ends, find_header(rows[: SEARCHED_ROWS + 1], words))


def table(text: Text, first: Top, scratch: Path) -> Table:
    """How the rows below the header are read: in place, or from a repaired copy where quotes are not used as the format says."""
    assert first.header is not None
    width = _width(first, first.header)
    plain = Table(text.path, width, first.separator, quoted=text.quoted, skip_lines=first.ends[first.header.last])
    if not text.quoted:
        return plain
    quotes = _quotes(text.path, first.separator.encode())
    repair = partial(_repaired, replace(plain, protected=quotes.protected), scratch / "repaired.csv")
    return replace(plain, multiline=quotes.multiline, protected=quotes.protected, repair=repair) if quotes.orderly else repair()


def _width(first: Top, header: Header) -> int:
    """Columns of the header, and one more where every row ends with a separator and the header does not."""
    width = len(header.cells)
    below = [row for row in first.rows[header.last + 1 :] if row]
    ends_with_separator = below and all(len(row) == width + 1 and not row[-1].strip() for row in below)
    return width + 1 if ends_with_separator else width


@dataclass(frozen=True)
class _Quotes:
    orderly: bool
    """Every quote opens a cell, closes one or is doubled inside one."""
    multiline: bool
    protected: bool


def _quotes(path: Path, separator: bytes) -> _Quotes:
    orderly, multiline, protected = True, False, False
    for piece in whole_lines(path):
        chunk = piece.removeprefix(codecs.BOM_UTF8)
        data = np.frombuffer(chunk.replace(b"\r\n", b"\n") if b"\r" in chunk else chunk, dtype=np.uint8)
        places = np.flatnonzero(data == _QUOTE)
        if not len(places):
            continue
        protected = protected or bool((_before(data, places) == _EQUALS).any())
        multiline = multiline or _spans_lines(data, places)
        orderly = orderly and _is_orderly(data, places, separator)
    return _Quotes(orderly, multiline, protected)


def _spans_lines(data: Bytes, places: Places) -> bool:
    """Whether a line holds an odd number of quotes."""
    line_ends = np.flatnonzero(data == _LINE_END)
    return len(places) % 2 == 1 or bool((np.searchsorted(places, line_ends) % 2).any())


def _is_orderly(data: Bytes, places: Places, separator: bytes) -> bool:
    """Looks at the bytes beside quotes instead of parsing: in turn one opens a cell and one closes it. A cell that goes on in the
    next chunk is taken for disorder, which only costs time. `data` begins with a line and ends with one or with the file.
    """
    starts = np.flatnonzero(np.diff(places, prepend=-2) > 1)
    lengths = np.diff(starts, append=len(places))
    # Of a run of quotes pairs stand for one quote inside a cell; what an odd run leaves opens or closes a cell.
    odd = lengths % 2 == 1
    first = places[starts[odd]]
    last = first + lengths[odd] - 1
    # What follows the file's last byte is its end.
    before, after = _before(data, first), data[np.minimum(last + 1, len(data) - 1)]
    after[last + 1 == len(data)] = _LINE_END
    edges = (separator[0], _LINE_END)
    closing = np.isin(after, edges)
    protected = (before == _EQUALS) & ~closing
    opening = np.isin(np.where(protected, _before(data, np.maximum(first - 1, 0)), before), edges)
    return len(first) % 2 == 0 and bool(opening[0::2].all() and closing[1::2].all())


def _before(data: Bytes, places: Places) -> Bytes:
    """The bytes before `places`; before the first one stands a line end."""
    found = data[places - 1]
    found[places == 0] = _LINE_END
    return found


def _repaired(broken: Table, target: Path) -> Table:
    """A well-formed, numbered copy: a quote that is not closed within a record of the right width is a plain character."""
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        lines = _lines(broken.path, broken.skip_lines)
        for number, cells in _tolerant(lines, broken.separator, broken.width, broken.skip_lines):
            writer.writerow([number, *cells])
    return Table(target, broken.width, numbered=True, protected=broken.protected)


def _lines(path: Path, skip: int) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from islice((line.rstrip("\r\n") for line in file), skip, None)


def _tolerant(lines: Iterator[str], separator: str, width: int, skip: int) -> Iterator[tuple[int, list[str]]]:
    """Records with the physical line each begins on."""
    number = skip
    pending: deque[str] = deque()

    def take() -> str | None:
        return pending.popleft() if pending else next(lines, None)

    while (line := take()) is not None:
        block = [line]
        while _open(block, separator) and len(block) < MAX_LINES_IN_A_RECORD and (more := take()) is not None:
            block.append(more)
        cells = _record(block, separator)
        if len(block) > 1 and not _is_sound(cells, separator, width):
            pending.extendleft(reversed(block[1:]))
            del block[1:]
            cells = line.split(separator)
        yield number + 1, cells
        number += len(block)


def _is_sound(cells: Sequence[str], separator: str, width: int) -> bool:
    """Whether a record over several lines is one row, rather than rows swallowed by a quote that was never closed."""
    return len(cells) == width and all("\n" not in cell or cell.count(separator) < width - 1 for cell in cells)


def _record(block: Sequence[str], separator: str) -> list[str]:
    """The cells of a record; empty where its lines do not make one."""
    try:
        cells = next(csv.reader(map(_parsable, block), delimiter=separator, strict=len(block) > 1), [])
        return [cell.replace(LONE_RETURN, "\r") for cell in cells]
    except csv.Error:
        return block[0].split(separator) if len(block) == 1 else []


def _parsable(line: str) -> str:
    return line.replace("\r", LONE_RETURN) + "\n"


def _open(block: Sequence[str], separator: str) -> bool:
    """Whether a quoted cell is still open at the end of the block."""
    text = "\n".join(block)
    return text.count('"') % 2 == 1 and (text.startswith('"') or f'{separator}"' in text)


def _plain(cell: str) -> str:
    cell = cell.replace(LONE_RETURN, "\n")
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell

"""A delivered file without the people who were erased: it reads like the original, row for row, but for theirs.

Rows keep their numbers, so that evidence goes on naming them. Text stays text (in UTF-8, with blank lines in place of rows); a workbook
becomes its cells (flows/reading/grid.py). Whoever stands outside the rows, in a title or on another sheet, goes by the ID number.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from config.contracts import Contract
from flows.drops.correcting import correcting
from flows.drops.erasing import ROW, bearing, sifted
from flows.drops.naming import naming
from flows.drops.split import by_rule
from flows.lake import erased as tombstones
from flows.reading import Limits, Reading, read
from flows.reading.encoding import decode
from flows.reading.excel import shown_names
from flows.reading.grid import ENDING, FOLDER, REPORT, pack
from flows.reading.model import Refused
from flows.reading.opening import separator_of
from flows.site import Site
from transforms.erasure import Erased
from transforms.feeds import clean, warnings
from transforms.pseudonym import pseudonymise

GONE = {"_sheet": pl.String, "_row": pl.UInt32, "_key": pl.String, "_hash": pl.UInt64}
WARNED = {"_sheet": pl.String, "_row": pl.UInt32, "column": pl.String, "rule": pl.String}


@dataclass
class Marks:
    """What is to be cut out of one table, by physical row."""

    gone: dict[int, int] = field(default_factory=dict)
    """Row -> how many physical lines it takes."""
    blank: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Row -> places of cells."""


@dataclass(frozen=True)
class Cut:
    """The file that may stay, and what went with it. `path` is None where nobody erased is named."""

    path: Path | None
    gone: pl.DataFrame
    """GONE: `_key` and `_hash` are null where the file is refused as a whole."""
    warned: pl.DataFrame
    """WARNED: what was taken in of the rows that went all the same."""


def cut(site: Site, contract: Contract, path: Path, year: int, scratch: Path, whom: Erased | None = None) -> Cut:
    """Reads a content once more, holds it against everybody who is erased (or against `whom`), and writes what may stay into `scratch`.

    A file that cannot be opened (locked, no table at all) names nobody that anybody could have read: nothing is cut out of it.
    """
    gone = tombstones.known(site.lake) if whom is None else whom
    limits = Limits(memory_bytes=site.settings.excel_memory_mb << 20, seconds=site.settings.excel_seconds)
    reading = read(path, contract, scratch, limits=limits)
    marks, rows, warned = _marks(site, reading, contract, gone, year)
    return Cut(
        _kept(path, reading, marks, gone, site.key, scratch),
        pl.concat([pl.DataFrame(schema=GONE), *rows]),
        pl.concat([pl.DataFrame(schema=WARNED), *warned]),
    )


def _kept(path: Path, reading: Reading, marks: dict[str, Marks], gone: Erased, key: bytes, scratch: Path) -> Path | None:
    if (scratch / FOLDER / REPORT).exists():
        return _book(scratch / FOLDER, marks, gone, key, scratch / f"cut{ENDING}")
    try:
        text = decode(path, scratch).path
    except Refused:
        return None
    return _text(text, marks.get("", Marks()), separator_of(reading.container), gone, key, scratch / "cut.txt")


def _marks(
    site: Site, reading: Reading, contract: Contract, gone: Erased, year: int
) -> tuple[dict[str, Marks], list[pl.DataFrame], list[pl.DataFrame]]:
    fix = correcting(site, contract, reading) if reading.refusal is None else None
    places = {one.name: {name: at for at, name in enumerate(one.names)} for one in reading.found}
    marks: dict[str, Marks] = defaultdict(Marks)
    rows, warned = [], []

    def typed(raw: pl.DataFrame) -> pl.LazyFrame:
        return clean(raw.lazy(), contract, pivot_year=year, serial_1904=reading.serial_1904, multipliers=reading.multipliers)

    for raw in fix.restored(reading.batches()) if fix else reading.batches():
        keyed = pseudonymise(typed(raw), contract, site.key).collect() if reading.refusal is None else None
        found = sifted(raw, keyed, contract, gone, site.key)
        rows.append(_keyed(found.gone, keyed))
        if keyed is not None and found.gone.height:
            mine = raw.join(found.gone, on=list(ROW), how="semi")
            warned.append(warnings(typed(mine), contract).with_columns(by_rule()).select(list(WARNED)).collect())
        for sheet, row, lines in _lines(raw, found.gone).iter_rows():
            marks[sheet].gone[row] = lines
        left = found.raw.with_row_index("_at")
        named = bearing(left, gone, site.key).join(left.select("_at", "_sheet", "_row"), on="_at")
        cells = pl.concat([part.select("_sheet", "_row", "column") for part in (found.blanked, named)])
        for sheet, row, column in cells.iter_rows():
            if column in places[sheet]:
                marks[sheet].blank[row].add(places[sheet][column])
    return marks, rows, warned


def _keyed(gone: pl.DataFrame, keyed: pl.DataFrame | None) -> pl.DataFrame:
    """GONE of rows (`_sheet, _row`)."""
    if keyed is None:
        return gone.with_columns(_key=pl.lit(None, pl.String), _hash=pl.lit(None, pl.UInt64))
    return gone.join(keyed.select(list(GONE)), on=list(ROW), how="left", nulls_equal=True)


def _lines(raw: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """`_sheet, _row, lines` of rows: a cell with line breaks takes several."""
    texts = [name for name, dtype in raw.schema.items() if dtype == pl.String and name != "_sheet"]
    breaks = pl.sum_horizontal(pl.col(texts).str.count_matches("\n", literal=True).fill_null(0))
    return raw.join(gone, on=["_sheet", "_row"], how="semi").select("_sheet", "_row", (breaks + 1).alias("lines"))


def _text(source: Path, marks: Marks, separator: str, gone: Erased, key: bytes, target: Path) -> Path | None:
    """Physical lines as they are but for rows that went and cells that are blank; None where nothing changed."""
    changed = False
    with source.open(encoding="utf-8-sig", newline="\n") as file, target.open("w", encoding="utf-8", newline="") as out:
        lines = enumerate(file, start=1)
        for number, line in lines:
            kept = line
            if number in marks.gone:
                for _ in range(marks.gone[number] - 1):
                    next(lines, None)
                kept = "\n" * marks.gone[number]
            elif number in marks.blank:
                kept = _blanked(line, marks.blank[number], separator, lines)
            changed |= kept != line
            out.write(kept)
    return _outside(target, gone, key) or (target if changed else None)


def _blanked(line: str, places: Collection[int], separator: str, lines: Iterator[tuple[int, str]]) -> str:
    """A record with blank cells on as many lines as it took."""
    block = line
    while block.count('"') % 2 and (more := next(lines, None)) is not None:
        block += more[1]
    cells = next(csv.reader(StringIO(block, newline=""), delimiter=separator))
    kept = StringIO(newline="")
    csv.writer(kept, delimiter=separator, lineterminator="\n").writerow(
        "" if at in places else cell for at, cell in enumerate(cells)
    )
    return kept.getvalue() + "\n" * (block.count("\n") - kept.getvalue().count("\n"))


def _outside(target: Path, gone: Erased, key: bytes) -> Path | None:
    """Blanks lines that still name somebody by number: titles, totals, notes. None where there is none."""
    found = set(naming(target, gone, key))
    if not found:
        return None
    again = target.with_name(f"again{target.suffix}")
    with target.open(encoding="utf-8", newline="\n") as file, again.open("w", encoding="utf-8", newline="") as out:
        out.writelines("\n" if number in found else line for number, line in enumerate(file, start=1))
    return again


def _book(folder: Path, marks: dict[str, Marks], gone: Erased, key: bytes, target: Path) -> Path | None:
    """Every sheet that was read, without what went; None where nothing changed."""
    report: dict[str, Any] = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    changed = False
    for sheet, name in zip(report["sheets"], shown_names([sheet["name"] for sheet in report["sheets"]]), strict=True):
        sheet["name"] = name
        if sheet["file"]:
            changed |= _sheet(folder / sheet["file"], sheet, marks.get(name, Marks()))
            changed |= _others(folder / sheet["file"], sheet, gone, key)
    return pack(folder, report, target) if changed else None


def _others(path: Path, report: dict[str, Any], gone: Erased, key: bytes) -> bool:
    """Takes out rows that still name somebody by number, of sheets that hold no data and around the data."""
    lines = set(naming(path, gone, key))
    if not lines:
        return False
    with path.open(encoding="utf-8", newline="", errors="surrogatepass") as file:
        reader = csv.reader(file)
        named, before = set[int](), 0
        for row in reader:
            if any(before < line <= reader.line_num for line in lines):
                named.add(int(row[0]))
            before = reader.line_num
    return _sheet(path, report, Marks(gone=dict.fromkeys(named, 1)))


def _sheet(path: Path, report: dict[str, Any], marks: Marks) -> bool:
    """Writes a sheet anew without what is marked, there and among its first rows; whether anything changed."""
    kept, changed = path.with_suffix(".kept"), False
    with (
        path.open(encoding="utf-8", newline="", errors="surrogatepass") as file,
        kept.open("w", encoding="utf-8", newline="", errors="surrogatepass") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        for row in csv.reader(file):
            number = int(row[0])
            blank = {at + 1 for at in marks.blank.get(number, ())}
            cells = [] if number in marks.gone else ["" if at in blank else cell for at, cell in enumerate(row)]
            changed |= cells != row
            if cells:
                writer.writerow(cells)
            if number <= len(report["top"]):
                report["top"][number - 1] = cells[1:]
    kept.replace(path)
    return changed

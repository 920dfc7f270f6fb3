"""Files outside the lake, to be linked: delimited text in any encoding we know, read as text, or parquet; and the links' own files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from flows.errors import Misuse
from flows.reading.delimited import SEPARATORS
from flows.reading.encoding import decode
from flows.reading.model import Refused

TEXTS, PARQUET = (".csv", ".tsv", ".txt"), ".parquet"
WRITTEN = (".csv", PARQUET)


def read_table(path: Path, scratch: Path) -> pl.LazyFrame:
    """The rows of a file; a text file's cells are text, without spaces around them, blank ones null.

    `scratch`: a folder of the file's own. Raises Misuse saying what to do; no cell stands in the message.
    """
    if not path.is_file():
        raise Misuse(f"there is no file {path}: check the name")
    try:
        match path.suffix.lower():
            case suffix if suffix == PARQUET:
                return pl.scan_parquet(path, schema=pl.read_parquet_schema(path))
            case suffix if suffix in TEXTS:
                return _delimited(path, scratch)
    except pl.exceptions.PolarsError as error:
        # The library's message quotes cells.
        raise Misuse(f"{path.name} cannot be read as a table: save it again as CSV (UTF-8) or parquet") from error
    raise Misuse(f"{path.name} is no CSV and no parquet file: save it as CSV (UTF-8) or parquet")


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Writes a whole file or none. A CSV has a column a level, and a byte order mark, so that Excel shows Chinese right."""
    part = path.with_name(f".{path.name}.part")
    if path.suffix.lower() == PARQUET:
        frame.write_parquet(part)
    else:
        structs = [name for name, dtype in frame.schema.items() if dtype == pl.Struct]
        frame.unnest(structs, separator="_").write_csv(part, include_bom=True)
    part.replace(path)


def beside(path: Path, what: str, suffix: str | None = None) -> Path:
    """The file next to the links': `links.csv` -> `links.aliases.csv`."""
    return path.with_name(f"{path.stem}.{what}{path.suffix if suffix is None else suffix}")


def checked_target(path: Path) -> Path:
    """Raises Misuse where links cannot be written."""
    if path.suffix.lower() not in WRITTEN:
        raise Misuse(f"--out {path.name}: write a name that ends with {' or '.join(WRITTEN)}")
    if not path.absolute().parent.is_dir():
        raise Misuse(f"there is no folder {path.parent}: create it first")
    return path


def _delimited(path: Path, scratch: Path) -> pl.LazyFrame:
    try:
        text = decode(path, scratch).path
    except Refused as refused:
        raise Misuse(f"{path.name}: {refused.refusal.detail}") from refused
    with text.open(encoding="utf-8-sig") as file:
        header = file.readline()
    if not header.strip():
        raise Misuse(f"{path.name} has no header: its first line has to name the columns")
    separator = max(SEPARATORS, key=header.count)
    raw = pl.read_csv(text, separator=separator, has_header=False, infer_schema=False)
    names = [(name or "").strip() for name in raw.row(0)]
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise Misuse(f"{path.name}: the column {twice[0] or '(without a name)'} stands twice; give each a name of its own")
    cells = raw.slice(1).rename(dict(zip(raw.columns, names, strict=True)))
    stripped = pl.all().str.strip_chars()
    return cells.select(pl.when(stripped != "").then(stripped)).lazy()

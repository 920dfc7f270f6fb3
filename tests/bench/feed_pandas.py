"""A feed read, cleaned and written by pandas 3 on Arrow columns: vectorised, for exactly its columns and the dirt that is in them.

What repeats (codes, yes and no) is looked at once a distinct text; the rest stays in Arrow's kernels, and the check character of an ID
number is one product of matrices. It does less than ingest does: see feed_duckdb, to which its results are equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from config.contracts import Column, load_contracts
from tests.bench.cells import CHECKS, WEIGHTS
from tests.bench.feed_duckdb import MONTHS, SPELLINGS

TEXT = pd.ArrowDtype(pa.large_string())
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
YESNO = {**dict.fromkeys(("是", "1", "Y", "有"), True), **dict.fromkeys(("否", "0", "N", "无"), False)}
SHAPE = r"^[1-9][0-9]{16}[0-9X]$"
AMOUNT = r"^-?[0-9]+(\.[0-9]+)?$"


def clean(feed: str, source: Path, target: Path) -> None:
    """Reads every column as text, cleans by type and writes parquet (zstd)."""
    raw = pd.read_csv(source, engine="pyarrow", dtype=TEXT)
    # Column by column, each raw one let go, so that both frames are never held at once.
    cleaned = {column.name: _cleaned(_text(raw.pop(column.header)), column) for column in load_contracts()[feed].columns}
    pd.DataFrame(cleaned, copy=False).to_parquet(target, compression="zstd", index=False)


def _cleaned(cells: pd.Series[Any], column: Column) -> pd.Series[Any]:
    match column.type:
        case "date":
            return _days(cells, SPELLINGS[column.name])
        case "month":
            return _days(cells, MONTHS)
        case "money":
            return _fen(cells)
        case "int":
            return cells.astype("int64[pyarrow]")
        case "yesno":
            return _looked_up(cells, YESNO, pa.bool_())
        case "code":
            return _looked_up(cells, {text: str(code) for text, code in column.codes.items()}, pa.large_string())
        case "id":
            return _identifiers(cells)
    return cells


def _text(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Spaces of both widths away, blanks to null; full width is folded only in cells that hold any."""
    trimmed = cells.str.strip(" \u3000")
    wide = trimmed.str.contains("[！-～]").fillna(value=False)
    if wide.any():
        trimmed[wide] = trimmed[wide].str.translate(HALF_WIDTH)
    return trimmed.mask(trimmed == "")


def _days(cells: pd.Series[Any], spellings: tuple[str, ...]) -> pd.Series[Any]:
    """Each spelling is tried on what the ones before it left."""
    usual, *others = spellings
    days = pd.to_datetime(cells, format=usual, errors="coerce").astype("datetime64[s]")
    for spelling in others:
        left = days.isna() & cells.notna()
        if not left.any():
            break
        days[left] = pd.to_datetime(cells[left], format=spelling, errors="coerce")
    return days.dt.normalize()


def _fen(cells: pd.Series[Any]) -> pd.Series[Any]:
    plain = cells.str.replace(",", "", regex=False).str.replace("元", "", regex=False)
    numbers = plain.where(plain.str.match(AMOUNT)).astype("double[pyarrow]")
    return (numbers * 100).round().astype("int64[pyarrow]")


def _looked_up(cells: pd.Series[Any], meanings: Mapping[str, Any], kind: pa.DataType) -> pd.Series[Any]:
    places, texts = pd.factorize(cells)
    values = pa.array([*map(meanings.get, texts), None], kind)
    taken = values.take(pa.array(np.where(places < 0, len(texts), places)))
    return pd.Series(pd.arrays.ArrowExtensionArray(taken), index=cells.index)


def _identifiers(cells: pd.Series[Any]) -> pd.Series[Any]:
    """The number where its shape and check character are right, else null."""
    numbers = cells.str.replace(" ", "", regex=False).str.upper()
    shaped = numbers.where(numbers.str.match(SHAPE))
    present = shaped.notna().to_numpy(dtype=bool, copy=True)
    letters = _letters(shaped[present])
    remainder = (letters[:, :17] - ord("0")).astype(np.int32) @ np.array(WEIGHTS, np.int32) % 11
    right = np.frombuffer(CHECKS.encode(), np.uint8)[remainder] == letters[:, 17]
    present[present] = right
    return shaped.where(present)


def _letters(numbers: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Texts of 18 ASCII characters as a matrix of bytes."""
    fixed = pc.cast(pc.cast(pa.chunked_array(pa.array(numbers, pa.large_string())), pa.large_binary()), pa.binary(18))
    return np.frombuffer(fixed.combine_chunks().buffers()[1], np.uint8)[: 18 * len(fixed)].reshape(-1, 18)

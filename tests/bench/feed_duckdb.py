"""A feed read, cleaned and written by DuckDB: hand-written SQL for exactly its columns and the dirt that is in them.

It does less than ingest does: no reasons, no rejected rows' cells, no places of rows, no ledger, no vault, no receipt, no encodings,
delimiters, titles or totals, and its keyed pseudonym is one plain SHA-256 where ours is an HMAC.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from config.contracts import Column, load_contracts
from tests.bench.cells import CHECKS, WEIGHTS

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")
SPELLINGS = {"birth_date": DAYS, "settled_at": ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", *DAYS[1:])}
"""How the days of a column are spelt, the usual way first."""
MONTHS = ("%Y-%m", "%Y年%m月", "%Y/%m", "%Y%m")


def clean(feed: str, source: Path, target: Path, *, pseudonyms: bool) -> None:
    """Reads every column as text, cleans by type and writes parquet (zstd), two threads."""
    contract = load_contracts()[feed]
    places = ", ".join(f"{cleaned(column, pseudonyms=pseudonyms)} AS {column.name}" for column in contract.columns)
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(
            f"COPY (SELECT {places} FROM (SELECT {_texts(contract.columns)} FROM read_csv(?, all_varchar = true, header = true)))"
            f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)",
            [str(source)],
        )


def cleaned(column: Column, *, pseudonyms: bool) -> str:
    """SQL of one cleaned column."""
    name = column.name
    match column.type:
        case "date":
            # The cast reads 2024-03-05, 2024/3/5 and a time of day behind them, at a third of the cost.
            return f"coalesce(TRY_CAST({name} AS DATE), {_parsed(name, SPELLINGS[name])})"
        case "month":
            return _parsed(name, MONTHS)
        case "money":
            return f"TRY_CAST(replace(replace({name}, ',', ''), '元', '') AS DECIMAL(18, 2))"
        case "int":
            return f"TRY_CAST({name} AS INTEGER)"
        case "yesno":
            return f"CASE WHEN {name} IN ('是', '1', 'Y', '有') THEN true WHEN {name} IN ('否', '0', 'N', '无') THEN false END"
        case "code":
            return _code(name, column.codes)
        case "id":
            return _identifier(name, pseudonyms=pseudonyms)
    return f"sha256('key' || {name})[:20]" if pseudonyms and column.privacy in ("name", "phone") else name


def _texts(columns: tuple[Column, ...]) -> str:
    """Spaces of both widths away (trim knows them all), blanks to null; full width is folded only in cells that hold any."""
    wide = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
    half = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)).replace("'", "''")
    cells = ((f'trim("{column.header}")', column.name) for column in columns)
    return ", ".join(
        f"nullif(CASE WHEN regexp_matches({cell}, '[！-～]') THEN translate({cell}, '{wide}', '{half}') ELSE {cell} END, '') AS {name}"
        for cell, name in cells
    )


def _parsed(name: str, spellings: tuple[str, ...]) -> str:
    return f"try_strptime({name}, {list(spellings)})::DATE"


def _code(name: str, codes: Mapping[str, str | int]) -> str:
    cases = " ".join(f"WHEN '{text}' THEN '{code}'" for text, code in codes.items())
    return f"CASE {name} {cases} END"


def _identifier(name: str, *, pseudonyms: bool) -> str:
    """The number where its shape and check character are right, else null; as a digest where asked."""
    number = f"upper(replace({name}, ' ', ''))"
    weighed = " + ".join(f"{number}[{place}]::INT * {weight}" for place, weight in enumerate(WEIGHTS, start=1))
    right = f"regexp_matches({number}, '^[1-9][0-9]{{16}}[0-9X]$') AND '{CHECKS}'[({weighed}) % 11 + 1] = {number}[18]"
    value = f"sha256('key' || {number})[:20]" if pseudonyms else number
    return f"CASE WHEN {right} THEN {value} END"

"""Coded cells: the contract's list decides; what is not on it is a fault, never a default.

Text and number of one entry may come together ("1-男", "01|男", "男(1)"); they must not contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial

import polars as pl

from transforms.normalise.faults import OK, UNKNOWN_CODE
from transforms.normalise.kernels import Schema, Stage, cascade, elementwise, parsed, per_distinct, settled
from transforms.normalise.text import fold, is_blank

Code = str | int

_NUMBER_FIRST = re.compile(r"\(?(\d+)\)?[-‐—–_|.:、,/]*(\D.*)")
_NUMBER_LAST = re.compile(r"(.*[^\d(\-‐—–_|.:、,/])[-‐—–_|.:、,/]*\(?(\d+)\)?")
_FLOAT_TAIL = re.compile(r"(\d+)\.0+")


def code_type(codes: Mapping[str, str | int]) -> pl.DataType:
    """The type of a column of these codes: Int64 where every code is a number, else String."""
    return pl.Int64() if codes and all(isinstance(code, int) for code in codes.values()) else pl.String()


def code(expr: pl.Expr, codes: Mapping[str, str | int]) -> pl.Expr:
    """Coded cell -> struct {value: the code, fault}. `codes` is source text -> code.

    Raises ValueError where two entries read the same after folding and mean different codes.
    """
    dtype = code_type(codes)
    table = {text: value if dtype == pl.Int64 else str(value) for text, value in codes.items()}
    return coded(expr, table, dtype, UNKNOWN_CODE)


def coded(expr: pl.Expr, table: Mapping[str, Code], dtype: pl.DataType, fault: int) -> pl.Expr:
    """As `code`, for any kind of value and with the fault to report."""
    stages = _stages(tuple(table.items()), dtype, fault)
    return elementwise(expr, lambda texts: cascade(texts, stages), parsed(dtype))


@lru_cache(maxsize=512)
def _stages(entries: tuple[tuple[str, Code], ...], dtype: pl.DataType, fault: int) -> tuple[Stage, ...]:
    table, schema = dict(entries), parsed(dtype)
    return _verbatim(table, schema), per_distinct(partial(_read, table=_folded_table(table), fault=fault), schema)


def _verbatim(table: Mapping[str, Code], schema: Schema) -> Stage:
    """Settles cells written exactly as an entry: an enum cast is the fastest lookup there is."""
    entries = pl.Enum(list(table))
    values = pl.Series(list(table.values()), dtype=schema["value"])

    def stage(texts: pl.Series) -> pl.DataFrame:
        return settled(values.gather(texts.cast(entries, strict=False).to_physical()))

    return stage


def _folded_table(table: Mapping[str, Code]) -> dict[str, Code]:
    folded: dict[str, Code] = {}
    for entry, value in table.items():
        if folded.setdefault(_fold(entry), value) != value:
            raise ValueError(f"code list entry {entry!r} reads like another entry that means something else")
    return folded


def _fold(cell: str) -> str:
    """Width, case and spaces do not matter, nor do leading zeros and a trailing .0 of a number."""
    folded = fold(cell).replace(" ", "").upper()
    number = _FLOAT_TAIL.fullmatch(folded)
    return _bare(number[1]) if number else _bare(folded)


def _bare(text: str) -> str:
    return (text.lstrip("0") or "0") if text.isdecimal() else text


def _read(cell: str, *, table: Mapping[str, Code], fault: int) -> tuple[Code | None, int]:
    folded = _fold(cell)
    if folded in table:
        return table[folded], OK
    if is_blank(folded):
        return None, OK
    mixed = _mixed(folded, table)
    return (None, fault) if mixed is None else (mixed, OK)


def _mixed(folded: str, table: Mapping[str, Code]) -> Code | None:
    """Number and text of one entry in one cell. The text decides; a number the list knows must agree with it."""
    for pattern, text_group, number_group in ((_NUMBER_FIRST, 2, 1), (_NUMBER_LAST, 1, 2)):
        match = pattern.fullmatch(folded)
        by_text = table.get(match[text_group]) if match else None
        if match and by_text is not None and _agrees(_bare(match[number_group]), by_text, table):
            return by_text
    return None


def _agrees(number: str, value: Code, table: Mapping[str, Code]) -> bool:
    lists_numbers = any(entry.isdecimal() for entry in table)
    return table.get(number) == value if lists_numbers else True

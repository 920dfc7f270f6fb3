"""From a feed's raw text to typed rows, driven by its contract. Row-local: any split into batches gives the same rows.

Grain: one row in, one row out; rows are marked, never dropped. Steps: each column through the parser of its type, then
what the contract asks of the value (required, range, key), then the row's verdict. Known trap: a blank cell and an
unreadable one are both null; `_fault_<column>` tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from config.contracts import Column, Contract
from config.reasons import reasons
from transforms.normalise import faults
from transforms.normalise.codes import code
from transforms.normalise.dates import day, month
from transforms.normalise.identifiers import carried_identifier, identifier
from transforms.normalise.money import money
from transforms.normalise.names import name
from transforms.normalise.numbers import integer, number
from transforms.normalise.places import division
from transforms.normalise.text import text
from transforms.normalise.yesno import yesno

FAULT = "_fault_"
"""Prefix of the fault columns; alone, it is the fault of the row as a whole."""
REFUSED = "_refused"
PLACE = ("_sheet", "_row")
IDENTIFIER_PARTS = ("number", "state", "birth", "sex")
"""What an identifier column says beside the number, as `<column>__<part>`."""

_ROW_FLAGS = {"_wide": "shifted_row", "_unknown_correction": "unknown_correction"}
"""Boolean columns by which reading marks a row as unusable, and the reason."""
_PARSED = "_parsed_"


def clean(
    raw: pl.LazyFrame,
    contract: Contract,
    *,
    pivot_year: int,
    serial_1904: bool = False,
    multipliers: Mapping[str, int] | None = None,
) -> pl.LazyFrame:
    """Raw text rows (every contract column as String, `_sheet`, `_row`) -> typed rows of the same columns and order.

    Added: `<column>__number|state|birth|sex` for identifiers, `_fault_<column>` UInt8 (0, or a reason's code; the
    value is then null), `_fault_` for the row as a whole, `_refused` Boolean. `pivot_year` is the newest year a
    two-digit year may mean; `multipliers` are the units in yuan that the file's headers name for money columns.
    """
    units = multipliers or {}
    parsers = {column.name: _parser(column, pivot_year, serial_1904, units.get(column.name, 1)) for column in contract.columns}
    return (
        raw.select(
            *(parser.alias(_PARSED + column) for column, parser in parsers.items()),
            *PLACE,
            _row_fault(raw).alias(FAULT),
        )
        .select(*(part for column in contract.columns for part in _parts(column, contract)), *PLACE, FAULT)
        .with_columns(_emptied(column) for column in contract.columns if _checked(column, contract))
        .with_columns(_is_refused(contract).alias(REFUSED))
    )


def refusals(cleaned: pl.LazyFrame, contract: Contract) -> pl.LazyFrame:
    """Why rows were refused: long frame `_sheet, _row, column, code`, one row a fault that refuses; column "" is
    the whole row.
    """
    refused = cleaned.filter(REFUSED)
    named = {column.name: _refusing_fault(column, contract) for column in contract.columns}
    return _long(refused, {"": pl.col(FAULT), **named})


def warnings(cleaned: pl.LazyFrame, contract: Contract) -> pl.LazyFrame:
    """Cells of accepted rows that became unknown: long frame `_sheet, _row, column, code`."""
    named = {column.name: pl.col(FAULT + column.name) for column in contract.columns}
    doubtful = cleaned.filter(~pl.col(REFUSED) & pl.any_horizontal(*(fault != faults.OK for fault in named.values())))
    return _long(doubtful, named)


def _parser(column: Column, pivot_year: int, serial_1904: bool, multiplier: int) -> pl.Expr:
    cell = pl.col(column.name)
    match column.type:
        case "id":
            parser = identifier(cell)
        case "code":
            parser = code(_without(cell, column.unknown_texts), column.codes)
        case "yesno":
            parser = yesno(cell)
        case "date":
            parser = day(cell, pivot_year=pivot_year, serial_1904=serial_1904)
        case "month":
            parser = month(cell, pivot_year=pivot_year, serial_1904=serial_1904)
        case "money":
            parser = money(cell, multiplier=multiplier)
        case "int":
            parser = integer(cell, unit=column.unit)
        case "number":
            parser = number(cell, unit=column.unit)
        case "text" if column.carries_id:
            parser = carried_identifier(cell, column.carries_id)
        case "text" if column.form == "division":
            parser = division(cell)
        case "text":
            parser = name(cell) if column.privacy == "name" else text(cell)
    return parser


def _without(cell: pl.Expr, texts: Sequence[str]) -> pl.Expr:
    """The cell, null where the department writes one of its words for "not known"."""
    return pl.when(cell.str.strip_chars().is_in(list(texts))).then(None).otherwise(cell) if texts else cell


def _row_fault(raw: pl.LazyFrame) -> pl.Expr:
    fault = pl.lit(faults.OK, dtype=pl.UInt8)
    present = raw.collect_schema().names()
    for flag, reason in _ROW_FLAGS.items():
        if flag in present:
            fault = pl.when(pl.col(flag)).then(pl.lit(reasons()[reason].code, dtype=pl.UInt8)).otherwise(fault)
    return fault


def _parts(column: Column, contract: Contract) -> list[pl.Expr]:
    """The parsed struct taken apart: value, identifier parts, fault."""
    parsed = pl.col(_PARSED + column.name).struct
    more = [parsed.field(part).alias(f"{column.name}__{part}") for part in IDENTIFIER_PARTS if column.is_identifier]
    fault = _fault(column, contract).cast(pl.UInt8).alias(FAULT + column.name)
    return [parsed.field("value").alias(column.name), *more, fault]


def _fault(column: Column, contract: Contract) -> pl.Expr:
    """The parser's fault, else what the contract finds wrong with the value."""
    parsed = pl.col(_PARSED + column.name).struct
    value, fault = parsed.field("value"), parsed.field("fault")
    checks: list[tuple[pl.Expr, int]] = []
    if column.name in contract.key and column.type == "id":
        unusable = ["invalid"] if _may_be_blank(column, contract) else ["invalid", "placeholder"]
        checks.append((parsed.field("state").is_in(unusable), faults.INVALID_KEY))
    if column.minimum is not None or column.maximum is not None:
        checks.append((~_within(value, column), faults.OUT_OF_RANGE))
    if column.required or (column.name in contract.key and not _may_be_blank(column, contract)):
        checks.append((value.is_null(), faults.MISSING))
    for wrong, reason in checks:
        fault = pl.when((fault == faults.OK) & wrong).then(pl.lit(reason, dtype=pl.UInt8)).otherwise(fault)
    return fault


def _checked(column: Column, contract: Contract) -> bool:
    """Whether a value that reads well may still have a fault."""
    is_key_number = column.name in contract.key and column.type == "id"
    return is_key_number or column.minimum is not None or column.maximum is not None


def _may_be_blank(column: Column, contract: Contract) -> bool:
    """The last key column may be blank, or a placeholder for "has none", where other columns stand in for it."""
    return bool(contract.key_fallback) and column.name == contract.key[-1]


def _within(value: pl.Expr, column: Column) -> pl.Expr:
    """Bounds are in the column's own unit: yuan for money."""
    scale = 100 if column.type == "money" else 1
    low = value >= column.minimum * scale if column.minimum is not None else pl.lit(value=True)
    high = value <= column.maximum * scale if column.maximum is not None else pl.lit(value=True)
    return low & high


def _emptied(column: Column) -> pl.Expr:
    """A value with a fault is unknown."""
    return pl.when(pl.col(FAULT + column.name) == faults.OK).then(column.name).alias(column.name)


def _refusing_fault(column: Column, contract: Contract) -> pl.Expr:
    """The column's fault where it refuses the row, else 0."""
    fault = pl.col(FAULT + column.name)
    if column.required or column.on_bad == "refuse" or column.name in contract.key:
        return fault
    # A number that lost its digits in a spreadsheet names somebody else, so the row is never taken.
    lost = fault == faults.SCIENTIFIC if column.is_identifier else pl.lit(value=False)
    return pl.when(lost).then(fault).otherwise(pl.lit(faults.OK, dtype=pl.UInt8))


def _is_refused(contract: Contract) -> pl.Expr:
    refusing = (_refusing_fault(column, contract) for column in contract.columns if _can_refuse(column, contract))
    return pl.any_horizontal(pl.col(FAULT) != faults.OK, *(fault != faults.OK for fault in refusing))


def _can_refuse(column: Column, contract: Contract) -> bool:
    return column.required or column.on_bad == "refuse" or column.name in contract.key or column.is_identifier


def _long(rows: pl.LazyFrame, named: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    return (
        rows.select(*PLACE, *(fault.alias(name) for name, fault in named.items()))
        .unpivot(index=list(PLACE), variable_name="column", value_name="code")
        .filter(pl.col("code") != faults.OK)
    )

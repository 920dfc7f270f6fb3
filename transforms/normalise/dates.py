"""Dates and months in every spelling departments use.

A day needs a day: 201701 is a month and no date. Days or months 00 are faults. 1900-01-01, 9999-12-31 and 长期 mean
"no date" and are null without fault. Two-digit years: up to the pivot year they are of this century, beyond it of the
last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, partial

import polars as pl

from transforms.normalise.faults import DATE, OK
from transforms.normalise.kernels import Stage, cascade, elementwise, once_each, parsed, per_distinct, settled
from transforms.normalise.text import fold, is_blank
from transforms.normalise.words import words

FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2099, 12, 31)
"""Days outside are typing errors: nobody in a register is older, no certificate lasts longer."""

SCHEMA = parsed(pl.Date())
_NO_DATE = frozenset({date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(9999, 12, 31)})
_FOR_EVER = frozenset(words("for_ever"))

_SERIALS = range(10_000, 73_051)
"""Excel's day numbers that are taken for one: five digits, 1927 to 2099. Shorter ones could be years."""
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)

_WORTH_SHARING = 0.25
"""Share of distinct texts up to which bringing their dates back costs less than reading every text."""
_SPELT_DAY = r"^(?<year>[0-9]{4})[-/.年](?<month>[0-9]{1,2})[-/.月](?<day>[0-9]{1,2})[日号]?$"
_SPELT_MONTH = r"^(?<year>[0-9]{4})[-/.年](?<month>[0-9]{1,2})月?份?$"

_SEPARATOR = r"(?:[-/.]|年)"
_DAY = re.compile(rf"(\d{{4}}|\d{{2}}){_SEPARATOR}(\d{{1,2}})(?:[-/.]|月)(\d{{1,2}})[日号]?(?:星期[一二三四五六日天])?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_MONTH = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})月?(?:份)?|(\d{{4}})(\d{{2}})|(\d{{2}})年(\d{{1,2}})月(?:份)?")
_WITH_CLOCK = re.compile(
    r"(.{6,}?)(?:[T ] ?|(?=[上下]午))(?:[上下]午|[AP]M)? ?"
    r"\d{1,2}[:时点]\d{1,2}(?::\d{1,2}(?:\.\d+)?|分(?:\d{1,2}秒)?)?(?: ?[AP]M)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_FLOAT_TAIL = re.compile(r"(\d{5,})\.0+")


def day(expr: pl.Expr, *, pivot_year: int, serial_1904: bool = False) -> pl.Expr:
    """Date cell -> struct {value: Date, fault}."""
    last = per_distinct(partial(_read_day, pivot_year=pivot_year, epoch=_epoch(serial_1904)), SCHEMA)
    stages: tuple[Stage, ...] = (_dashed, partial(_digits, epoch=_epoch(serial_1904)), _with_clock, _spelt_day, last)
    return _read(expr, stages)


def month(expr: pl.Expr, *, pivot_year: int, serial_1904: bool = False) -> pl.Expr:
    """Month cell -> struct {value: Date, the first of the month; fault}. Full dates are accepted too."""
    epoch = _epoch(serial_1904)
    stages: tuple[Stage, ...] = (
        _month_digits,
        _spelt_month,
        per_distinct(partial(_read_month, pivot_year=pivot_year, epoch=epoch), SCHEMA),
    )
    return _read(expr, stages)


def _read(expr: pl.Expr, stages: Sequence[Stage]) -> pl.Expr:
    """Dates of facts repeat, dates of birth hardly: each distinct text is read once where that pays."""
    return elementwise(expr, lambda texts: once_each(texts, lambda few: cascade(few, stages), worth=_WORTH_SHARING), SCHEMA)


def _epoch(serial_1904: bool) -> date:
    return _EPOCH_1904 if serial_1904 else _EPOCH_1900


@cache
def _calendar() -> pl.Series:
    """Day numbers by yyyymmdd - 18500101, null where no such day exists: one lookup parses and validates."""
    days = pl.date_range(FIRST_DAY, LAST_DAY, eager=True).to_frame("day")
    days = days.filter(~pl.col("day").is_in(sorted(_NO_DATE)))
    at = days.select(compact_number(pl.col("day")) - 18500101)["day"]
    empty = pl.repeat(None, 20991231 - 18500101 + 1, dtype=pl.Int32, eager=True)
    return empty.scatter(at, days["day"].to_physical()).cast(pl.Date)


def compact_number(days: pl.Expr) -> pl.Expr:
    """A date as the number yyyymmdd."""
    return days.dt.year().cast(pl.Int32) * 10000 + days.dt.month().cast(pl.Int32) * 100 + days.dt.day().cast(pl.Int32)


def day_of_number(compact: pl.Series) -> pl.Series:
    """Numbers yyyymmdd -> Date, null where no such day exists or it means "no date"."""
    index = compact - 18500101
    inside = (index >= 0) & (index <= 20991231 - 18500101)
    return _calendar().gather(index.set(~inside, None).cast(pl.UInt32))


def compact_day(digits: str) -> date | None:
    """One yyyymmdd, as `day_of_number` reads it."""
    read = _date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return read if read and FIRST_DAY <= read <= LAST_DAY and read not in _NO_DATE else None


def _digits(texts: pl.Series, *, epoch: date) -> pl.DataFrame:
    """20170101, and Excel's day numbers."""
    number = texts.cast(pl.Int32, strict=False)
    length = texts.str.len_bytes()
    compact = day_of_number(number.set(length != 8, None))
    is_serial = (length == 5) & number.is_between(_SERIALS[0], _SERIALS[-1])
    if not is_serial.any():
        return settled(compact)
    serial = (number + (epoch - date(1970, 1, 1)).days).cast(pl.Date)
    return settled(compact.zip_with(~is_serial.fill_null(value=False), _possible(serial)))


def _month_digits(texts: pl.Series) -> pl.DataFrame:
    """201701."""
    number = texts.cast(pl.Int32, strict=False).set(texts.str.len_bytes() != 6, None)
    return settled(day_of_number(number * 100 + 1))


def _dashed(texts: pl.Series) -> pl.DataFrame:
    """2017-01-01, 2017-1-1."""
    return settled(_possible(texts.str.to_date("%Y-%m-%d", strict=False)))


def _spelt_day(texts: pl.Series) -> pl.DataFrame:
    """2017/1/1, 2017.1.1, 2017年1月1日."""
    parts = texts.str.extract_groups(_SPELT_DAY).struct.unnest().cast(pl.Int32)
    return settled(day_of_number(parts["year"] * 10_000 + parts["month"] * 100 + parts["day"]))


def _spelt_month(texts: pl.Series) -> pl.DataFrame:
    """2017-1, 2017/01, 2017年1月."""
    parts = texts.str.extract_groups(_SPELT_MONTH).struct.unnest().cast(pl.Int32)
    return settled(day_of_number(parts["year"] * 10_000 + parts["month"] * 100 + 1))


def _with_clock(texts: pl.Series) -> pl.DataFrame:
    """2017-01-01 08:30:00."""
    plain = texts.str.contains(r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$")
    return _dashed(texts.str.head(10).set(~plain, None))


def _possible(days: pl.Series) -> pl.Series:
    """Days within the accepted range; what means "no date" is left to the last stage."""
    possible = days.is_between(FIRST_DAY, LAST_DAY) & (days != date(1900, 1, 1))
    return days.set(~possible, None)


def _read_day(cell: str, *, pivot_year: int, epoch: date) -> tuple[date | None, int]:
    folded = fold(cell)
    if is_blank(folded) or folded in _FOR_EVER:
        return None, OK
    read = _day_of(_without_clock(folded.upper()), pivot_year, epoch)
    return _verdict(read)


def _read_month(cell: str, *, pivot_year: int, epoch: date) -> tuple[date | None, int]:
    folded = fold(cell)
    if is_blank(folded) or folded in _FOR_EVER:
        return None, OK
    text = _without_clock(folded.upper())
    value, fault = _verdict(_day_of(text, pivot_year, epoch) or _month_of(text, pivot_year))
    return (value.replace(day=1) if value else None), fault


def _verdict(read: date | None) -> tuple[date | None, int]:
    if read in _NO_DATE or (read and (read.year, read.month) == (9999, 12)):
        return None, OK
    if read is None or not FIRST_DAY <= read <= LAST_DAY:
        return None, DATE
    return read, OK


def _without_clock(folded: str) -> str:
    """The date part of a date-time, without spaces and without the .0 that a spreadsheet adds to numbers."""
    timed = _WITH_CLOCK.fullmatch(folded)
    compact = (timed[1] if timed else folded).replace(" ", "")
    number = _FLOAT_TAIL.fullmatch(compact)
    return number[1] if number else compact


def _day_of(text: str, pivot_year: int, epoch: date) -> date | None:
    match = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if match:
        return _date(_full_year(match[1], pivot_year), int(match[2]), int(match[3]))
    serial = _SERIAL.fullmatch(text)
    if serial and int(serial[1]) in _SERIALS:
        return epoch + timedelta(days=int(serial[1]))
    return None


def _month_of(text: str, pivot_year: int) -> date | None:
    match = _MONTH.fullmatch(text)
    if not match:
        return None
    year, month_number = (group for group in match.groups() if group is not None)
    return _date(_full_year(year, pivot_year), int(month_number), 1)


def _full_year(digits: str, pivot_year: int) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if 2000 + year <= pivot_year else 1900 + year


def _date(year: int, month_number: int, day_number: int) -> date | None:
    try:
        return date(year, month_number, day_number)
    except ValueError:
        return None

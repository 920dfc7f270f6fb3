"""How long things are kept: the longest time that any column of a contract names, in the standard's own durations (P10Y, P18M, P90D)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta

from config.contracts import Contract
from config.tables import TableContract

_DURATION = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


def before(today: date, duration: str) -> date:
    """The day that lies a duration before another; the last of the month where that month is shorter."""
    months, days = _parts(duration)
    return _months_on(today, -months) - timedelta(days=days)


def _after(day: date, duration: str) -> date:
    """A day of which `before` says `day` or less."""
    months, days = _parts(duration)
    return _months_on(day + timedelta(days=days), months)


def _parts(duration: str) -> tuple[int, int]:
    """Months and days of a duration."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration} is no duration such as P10Y")
    years, months, days = (int(part or 0) for part in found.groups())
    return years * 12 + months, days


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def kept_since(contract: Contract | TableContract, today: date) -> date:
    """What ceased to hold before that day is past its time."""
    return _earliest((column.retention for column in contract.columns), today)


def kept_until(contract: Contract | TableContract, day: date) -> date:
    """The last day on which what ceased to hold on `day` is within its time."""
    last = max(_after(day, column.retention) for column in contract.columns if column.retention)
    while kept_since(contract, last + timedelta(days=1)) <= day:  # months end on different days
        last += timedelta(days=1)
    return last


def all_kept_since(tables: Iterable[TableContract], today: date) -> date:
    """The same for what holds several tables: as long as any of them is kept."""
    return min(kept_since(table, today) for table in tables)


def _earliest(durations: Iterable[str], today: date) -> date:
    return min(before(today, duration) for duration in durations if duration)

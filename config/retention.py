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
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration} is no duration such as P10Y")
    years, months, days = (int(part or 0) for part in found.groups())
    year, month = divmod(today.year * 12 + today.month - 1 - years * 12 - months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1])) - timedelta(days=days)


def kept_since(contract: Contract | TableContract, today: date) -> date:
    """What ceased to hold before that day is past its time."""
    return _earliest((column.retention for column in contract.columns), today)


def all_kept_since(tables: Iterable[TableContract], today: date) -> date:
    """The same for what holds several tables: as long as any of them is kept."""
    return min(kept_since(table, today) for table in tables)


def _earliest(durations: Iterable[str], today: date) -> date:
    return min(before(today, duration) for duration in durations if duration)

"""The data date of a drop: what day its file says it speaks of."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_DAY = (
    re.compile(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\D|$|\d{4}(?:\d\d)?(?!\d))"),
    re.compile(_YEAR + r"[-_./年 ](\d{1,2})[-_./月 ](\d{1,2})(?!\d)"),
)
_MONTH = (
    re.compile(_YEAR + r"(0[1-9]|1[0-2])(?!\d)"),
    re.compile(_YEAR + r"[-_./年 ](\d{1,2})(?!\d)(?![-_./月 ]\d)"),
)


def data_date(key: str, landed_at: datetime, zone: ZoneInfo) -> date:
    """The date in the file's name (the latest one where it names several), else the landing date in the city's time zone.

    A month alone means its last day: a file called 2024-05 speaks of all of May.
    """
    name = PurePosixPath(key).name
    found = [day for pattern in _DAY for match in pattern.finditer(name) if (day := _date(*match.groups()))]
    if not found:
        found = [day for pattern in _MONTH for match in pattern.finditer(name) if (day := _month_end(*match.groups()))]
    return max(found, default=landed_at.astimezone(zone).date())


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month_end(year: str, month: str) -> date | None:
    if not 1 <= int(month) <= 12:
        return None
    return date(int(year), int(month), monthrange(int(year), int(month))[1])

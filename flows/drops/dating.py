"""The data date of a drop: what day its file says it speaks of."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_DAY = (
    re.compile(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\D|$|\d{4}(?:\d\d)?(?!\d))"),
    re.compile(_YEAR + r"[-_./年 ](\d{1,2})[-_./月 ](\d{1,2})(?![\d月])"),
)
_MONTH = (
    re.compile(_YEAR + r"(0[1-9]|1[0-2])(?!\d)"),
    re.compile(_YEAR + r"[-_./年 ](\d{1,2})(?!\d)(?![-_./月 ]\d)"),
)

# A range whose end leaves the year out. A bare hyphen may also stand before a serial number or a time of day: there the end is
# read only if it is written as a day, or in the dots or slashes of the beginning.
_TO = r"\s*(?:[~～至到]|——?|–)\s*"
_TO_OR_HYPHEN = r"\s*(?:[-－_~～至到]|——?|–)\s*"
_DAY_RANGE = (
    re.compile(_YEAR + r"年(\d{1,2})月(\d{1,2})[日号]?" + _TO_OR_HYPHEN + r"(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})[日号]"),
    re.compile(
        _YEAR + r"[-_./年 ](\d{1,2})[-_./月 ](\d{1,2})[日号]?" + _TO + r"(?P<month>\d{1,2})[-_./月](?P<day>\d{1,2})(?!\d)"
    ),
    re.compile(_YEAR + r"([./])(\d{1,2})\2(\d{1,2})-(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)"),
    re.compile(_YEAR + r"(\d\d)(\d\d)" + _TO + r"(?P<month>\d\d)(?P<day>\d\d)(?!\d)"),
)
_MONTH_RANGE = (re.compile(_YEAR + r"[-_./年 ]?(\d{1,2})月?" + _TO_OR_HYPHEN + r"(?P<month>\d{1,2})月(?!\d)"),)


def data_date(key: str, landed_at: datetime, zone: ZoneInfo) -> date:
    """The date in the file's name (the latest one where it names several), else the landing date in the city's time zone.

    A range means its last day (2024年5月1日至31日), a month alone its last day: a file called 2024-05 speaks of all of May.
    """
    name = PurePosixPath(key).name
    found = [day for pattern in _DAY for match in pattern.finditer(name) if (day := _date(*match.groups()))]
    found += _range_ends(name)
    if not found:
        found = [day for pattern in _MONTH for match in pattern.finditer(name) if (day := _month_end(*match.groups()))]
        found += _month_range_ends(name)
    return max(found, default=landed_at.astimezone(zone).date())


def _range_ends(name: str) -> Iterator[date]:
    for pattern in _DAY_RANGE:
        for match in pattern.finditer(name):
            year, *_, month, day = (part for part in match.groups()[: -len(match.groupdict())] if part.isdigit())
            first = _date(year, month, day)
            last = _end(first, match["month"] or month, match["day"]) if first else None
            if last:
                yield last


def _month_range_ends(name: str) -> Iterator[date]:
    for pattern in _MONTH_RANGE:
        for match in pattern.finditer(name):
            if first := _month_end(match[1], match[2]):
                year = first.year + (int(match["month"]) < first.month)
                if last := _month_end(str(year), match["month"]):
                    yield last


def _end(first: date, month: str, day: str) -> date | None:
    """The day a range ends: in the year it began, or over New Year."""
    last = _date(str(first.year + (int(month) < first.month)), month, day)
    return last if last and last >= first else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month_end(year: str, month: str) -> date | None:
    if not 1 <= int(month) <= 12:
        return None
    return date(int(year), int(month), monthrange(int(year), int(month))[1])

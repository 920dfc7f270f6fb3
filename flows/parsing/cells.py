"""One spreadsheet cell as text: what the department's own system wrote, as far as the cell still holds it."""

from __future__ import annotations

import datetime as dt

EXACT_BELOW = 1e14
"""From here on a number cell may have lost the tail of an identity number; it is written in a form the cleaner refuses."""

Value = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


def render(value: Value) -> str:
    """Text verbatim, numbers without a trailing `.0`, large ones as 1.10101199003078E+17, dates in ISO form, TRUE and FALSE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (float, int)):
        return number(value)
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return "" if value is None else str(value)


def number(value: float) -> str:
    """A number with the 15 digits a spreadsheet keeps."""
    if abs(value) >= EXACT_BELOW:
        return f"{value:.14E}"
    if value == int(value):
        return str(int(value))
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.20f}".rstrip("0")


def _moment(value: dt.datetime) -> str:
    at_midnight = value.time() == dt.time()
    return value.date().isoformat() if at_midnight else value.isoformat(sep=" ", timespec="seconds")

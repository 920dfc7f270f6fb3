"""Renders the pages: one self-contained HTML file, nothing fetched, every value escaped, an undefined one an error."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_BOUNDS = (
    (r"(\d+) values", r"\1 个选项"),
    (r"share", "比例"),
    (r"\s*>=\s*", " ≥ "),
    (r"\s*<=\s*", " ≤ "),
    (r"(?<=\d), *(?=\D)|(?<=项), *", "，"),
)

BEIJING = timezone(timedelta(hours=8))


def render(template: str, **data: Any) -> bytes:
    """A template of `flows/report/templates` as UTF-8 bytes."""
    return _environment().get_template(template).render(**data).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("flows.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"grouped": grouped, "day": day, "moment": moment, "signed": signed, "bounds": bounds}
    return environment


def bounds(expected: str) -> str:
    """A check's bounds (`16 values, share >= 0.98`) in words a clerk reads."""
    for pattern, words in _BOUNDS:
        expected = re.sub(pattern, words, expected)
    return expected.strip()


def grouped(number: int | None) -> str:
    """12,345; a dash for an unknown number."""
    return "—" if number is None else f"{number:,}"


def signed(number: int | None) -> str:
    """A change with its sign; ±0 and a dash are told apart."""
    return "—" if number is None else f"{number:+,}".replace("-", "−") if number else "±0"


def day(value: date | None) -> str:
    """2024年5月31日."""
    return "—" if value is None else f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """2024年5月31日 08:03 in Beijing time; a value without zone is taken as UTC."""
    local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(BEIJING)
    return f"{day(local.date())} {local:%H:%M}"

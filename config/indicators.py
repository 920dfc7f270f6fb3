"""Indicators of any feed by configuration (`config/indicators/*.yaml`): what rules and gates may ask beside the built-in ones.

An entry names a feed, says which of its rows count, and what to take of them for each household, person, village or town; no feed is known to the
code. `config.check_indicators` says what is wrong with an entry, `transforms.takes` turns it into Polars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from config.entries import fields_of
from config.yaml_files import read_entries

Grain = Literal["household", "person", "village", "town"]
Silence = Literal["no", "unknown"]
Verb = Literal["any", "count", "repeated", "sum", "newest", "max", "min"]

INDICATORS = Path(__file__).with_name("indicators")
LINKS: Mapping[str, str] = {"household": "household_no", "person": "id_number__person", "village": "village_code", "town": "town"}
"""Grain -> the column of a feed's rows, as pseudonymised, that says whose they are, where an indicator names no other."""
AS_OF = "as_of"
"""The night's day, which `where` may name beside the feed's columns."""
_TAKE = re.compile(
    r"(?P<verb>any|count)|(?P<of>sum|max|min):(?P<column>\w+)|(?P<newest>newest):(?P<value>\w+) by (?P<by>\w+)"
    r"|(?P<repeated>repeated):(?P<same>\w+(?:, ?\w+)*)"
)


@dataclass(frozen=True)
class Take:
    """What to take of the rows that count."""

    verb: Verb
    column: str = ""
    """The column whose values are taken; empty for any and count."""
    by: str = ""
    """The column that says which row is the newest."""
    same: tuple[str, ...] = ()
    """Columns in which repeated rows agree."""


@dataclass(frozen=True)
class Indicator:
    """One indicator: a value for every subject of its grain, or unknown."""

    name: str
    grain: Grain
    feed: str
    """`department/feed`."""
    title: str
    unit: str
    take: Take
    silence: Silence
    """What it means that the feed was delivered and none of its rows counts: no (or 0), or unknown."""
    where: str = ""
    """Which rows count; all of them when it is empty."""
    parameters: tuple[str, ...] = ()
    """Names of thresholds that stand in `where` as `{name}`."""
    dated_by: str = ""
    """Date, or year, of a row: later than the night's day it does not count. Newest goes by its own column if none is named."""
    fresh_days: str = ""
    """Name of the threshold: where the newest row that counts is older, the answer is unknown."""

    link: str = ""
    """The column that says whose a row is, where it is not the usual one: of a person another number, of a household or village another column."""

    @property
    def linked_by(self) -> str:
        """The column of the feed's rows, as pseudonymised, that says whose they are."""
        return f"{self.link}__person" if self.link and self.grain == "person" else self.link or LINKS[self.grain]

    @property
    def day(self) -> str:
        """The column that dates a row; empty where none does."""
        return self.dated_by or self.take.by


@cache
def load_indicators(folder: Path = INDICATORS, extra: Path | None = None) -> Mapping[str, Indicator]:
    """Read every indicator of a folder, and of `indicators/` in an extra one (settings: `feeds`), by name, in name order.

    Raises ValueError naming file, indicator and what to write; a name stands once in all files.
    """
    return {name: _read(where, name, entry) for where, name, entry in read_entries(folder, extra)}


def _read(where: str, name: str, entry: object) -> Indicator:
    given = fields_of(Indicator, entry, where, besides=("name",))
    take = _take(given["take"], where)
    return Indicator(**{**given, "name": name, "take": take, "parameters": tuple(given.get("parameters", ()))})


def _take(text: str, where: str) -> Take:
    found = _TAKE.fullmatch(text)
    if not found:
        ways = "any, count, sum:<column>, max:<column>, min:<column>, newest:<column> by <date column> or repeated:<column>, <column>"
        raise ValueError(f"{where}: take is {text!r}; write {ways}")
    verb = cast(Verb, found["verb"] or found["of"] or found["newest"] or found["repeated"])
    same = tuple(re.findall(r"\w+", found["same"] or ""))
    return Take(verb, found["column"] or found["value"] or "", found["by"] or "", same)

"""The official rates of the newest spot check: share, interval, and on which side of its line each lies, for the city and its towns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from flows.report.smallcells import NONE, column, counted, is_small, share_of

VERDICTS = {"pass": "达标", "fail": "不达标", "unknown": "还不能断定"}
HIDDEN = "不列出"
COUNTS = {"persons": "人", "households": "户"}


class RateLine(BaseModel):
    """One rate of one sample in one place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sample_id: str
    rate_id: str
    scope: Literal["city", "town"]
    place: str
    title: str
    counts: str
    households: int
    unknown_households: int
    numerator: int
    denominator: int
    share: float | None = None
    share_low: float | None = None
    share_high: float | None = None
    line: float
    good: str
    verdict: str
    checked_from: date | None = None
    checked_to: date | None = None


@dataclass(frozen=True)
class RateRow:
    """One rate in one place as texts."""

    title: str
    place: str
    share: str
    interval: str
    line: str
    verdict: str
    verdict_id: str
    asked: str
    households: str
    unknown: str


@dataclass(frozen=True)
class RateRows:
    """The newest sample; `city` and `towns` in the order of the rates, empty before the first."""

    sample_id: str = ""
    checked_from: date | None = None
    checked_to: date | None = None
    city: Sequence[RateRow] = ()
    towns: Sequence[RateRow] = ()


def rate_rows(lines: Sequence[RateLine], least: int) -> RateRows:
    """Of several samples the one that was looked at last; `least`: the smallest count of persons that may be shown."""
    looked = [line for line in lines if line.checked_to is not None]
    if not looked:
        return RateRows()
    newest = max(looked, key=lambda line: (line.checked_to or date.min, line.sample_id))
    mine = [line for line in lines if line.sample_id == newest.sample_id]
    city = [line for line in mine if line.scope == "city"]
    rows = [_row(line, least, counted(line.unknown_households, least).text) for line in city]
    towns = [
        row for line in city for row in _towns([one for one in mine if (one.scope, one.rate_id) == ("town", line.rate_id)], least)
    ]
    return RateRows(newest.sample_id, newest.checked_from, newest.checked_to, rows, towns)


def _towns(lines: Sequence[RateLine], least: int) -> list[RateRow]:
    """One rate in the towns. Where one has a small count behind its share, the others with something to tell hide with it: the city's share
    would give it away.
    """
    unknown = column([line.unknown_households for line in lines], least)
    is_open = not any(is_small(count, least) for line in lines for count in _behind(line))
    return [
        _row(line, least, shown.text, is_open=is_open or 0 in _behind(line)) for line, shown in zip(lines, unknown, strict=True)
    ]


def _row(line: RateLine, least: int, unknown: str, *, is_open: bool = True) -> RateRow:
    share, interval = _share(line, least) if is_open else (HIDDEN, NONE)
    side = "低于" if line.good == "below" else "不低于"
    return RateRow(
        title=line.title,
        place=line.place,
        share=share,
        interval=interval,
        line=f"{side} {_percent(line.line)}",
        verdict=VERDICTS[line.verdict],
        verdict_id=line.verdict,
        asked=f"{counted(line.denominator, least).text} {COUNTS[line.counts]}",
        households=counted(line.households, least).text,
        unknown=unknown,
    )


def _share(line: RateLine, least: int) -> tuple[str, str]:
    """A weighted share would give a small count away as a plain one does: where one is behind it, only a bound is said, and none that
    holds for the plain share alone.
    """
    if line.share is None or line.share_low is None or line.share_high is None:
        return "样本太少", NONE
    if any(is_small(count, least) for count in _behind(line)):
        text, bound = share_of(line.numerator, line.denominator, least)
        beyond = 0 if bound is None else 100 * line.share - bound
        is_kept = beyond <= 0 if is_small(line.numerator, least) else beyond >= 0
        return text if is_kept else HIDDEN, NONE
    return _percent(line.share), f"{_percent(line.share_low)}–{_percent(line.share_high)}"


def _behind(line: RateLine) -> tuple[int, int]:
    return line.numerator, line.denominator - line.numerator


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"

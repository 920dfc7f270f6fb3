"""Charts as inline SVG: no script, no network, sharp on paper. Values stand beside their marks; the page's style gives
the colours.

Altair inlines its JavaScript only through vl-convert, which is not among our packages, and a clerk's receipt should not
weigh a megabyte; the few kinds of picture our pages need are drawn here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from flows.report.chartframe import GAP, ROW, WIDTH, Frame, frame_of, scenery
from flows.report.svg import drawing, element, text, width_of

Tone = Literal["main", "good", "bad", "soft", "muted"]

BAR = 15.0


@dataclass(frozen=True)
class Bar:
    """One row of a chart. `value` None draws no mark, only the text; `limit` draws a tick the value is held against."""

    label: str
    value: float | None
    text: str
    tone: Tone = "main"
    limit: float | None = None


@dataclass(frozen=True)
class Stack:
    """One row of a stacked bar chart: parts in the order of the series, the text at the end."""

    label: str
    parts: tuple[float, ...]
    text: str


@dataclass(frozen=True)
class Series:
    """What a colour means in a stacked bar chart."""

    name: str
    tone: Tone


def bars(title: str, rows: Sequence[Bar], *, unit: str = "") -> Markup:
    """Horizontal bars from zero, one a row, in the given order."""
    values = [value for row in rows for value in (row.value, row.limit) if value is not None]
    frame, marks = _begin(rows, values, unit, from_zero=True)
    for at, row in enumerate(rows):
        end = frame.x(row.value or 0)
        if row.value:
            marks.append(_bar(frame.left, end, frame.y(at), row.tone))
        if row.limit is not None:
            limit = frame.x(row.limit)
            marks.append(element("line", x1=limit, x2=limit, y1=frame.y(at) - 10, y2=frame.y(at) + 10, class_="limit"))
            # A limit just behind the bar would stand in the text: the text gives way.
            end = limit if 0 <= limit - end <= width_of(row.text) + GAP else end
        marks.append(text(end + 6, frame.y(at), row.text, f"value {row.tone}-text"))
    return drawing(title, _spoken(rows), WIDTH, frame.height, marks)


def stacked(title: str, rows: Sequence[Stack], series: Sequence[Series], *, unit: str = "") -> Markup:
    """Horizontal stacked bars from zero with a legend above, one a row, in the given order."""
    frame, marks = _begin(rows, [sum(row.parts) for row in rows], unit, from_zero=True, head=True)
    marks += _legend(frame.left, series)
    for at, row in enumerate(rows):
        start, end = 0.0, frame.left
        for part, meaning in zip(row.parts, series, strict=True):
            if part:
                # A part too small to see is still there: it gets two pixels.
                begin, end = end, max(frame.x(start + part), end + 2)
                marks.append(_bar(begin, end, frame.y(at), meaning.tone))
            start += part
        marks.append(text(end + 6, frame.y(at), row.text, "value"))
    return drawing(title, _spoken(rows), WIDTH, frame.height, marks)


def dots(title: str, rows: Sequence[Bar], *, unit: str = "", mean: tuple[float, str] | None = None) -> Markup:
    """A dot a row on an axis that need not begin at zero; `mean` (value, name) draws a line through all rows."""
    values = [row.value for row in rows if row.value is not None] + ([mean[0]] if mean else [])
    frame, marks = _begin(rows, values, unit, from_zero=False, head=mean is not None)
    for at in range(len(rows)):
        marks.append(element("line", x1=frame.left, x2=frame.right, y1=frame.y(at), y2=frame.y(at), class_="rail"))
    if mean:
        middle = frame.x(mean[0])
        marks.append(element("line", x1=middle, x2=middle, y1=ROW - 6, y2=frame.bottom, class_="mean"))
        marks.append(text(middle, ROW / 2 - 2, mean[1], "note", "middle"))
    for at, row in enumerate(rows):
        end = frame.left if row.value is None else frame.x(row.value)
        if row.value is not None:
            marks.append(element("circle", cx=end, cy=frame.y(at), r=5.5, class_=row.tone))
        marks.append(text(end + 11, frame.y(at), row.text, f"value halo {row.tone}-text"))
    return drawing(title, _spoken(rows), WIDTH, frame.height, marks)


def _begin(
    rows: Sequence[Bar] | Sequence[Stack], values: Sequence[float], unit: str, *, from_zero: bool, head: bool = False
) -> tuple[Frame, list[Markup]]:
    labels = [row.label for row in rows]
    frame = frame_of(labels, [row.text for row in rows], values, from_zero=from_zero, head=head)
    return frame, scenery(frame, labels, unit)


def _bar(begin: float, end: float, middle: float, tone: Tone) -> Markup:
    return element("rect", x=begin, y=middle - BAR / 2, width=end - begin, height=BAR, class_=tone)


def _legend(left: float, series: Sequence[Series]) -> Iterable[Markup]:
    for meaning in series:
        yield element("rect", x=left, y=5, width=11, height=11, class_=meaning.tone)
        yield text(left + 16, 11, meaning.name, "note")
        left += 16 + width_of(meaning.name) + 2 * GAP


def _spoken(rows: Sequence[Bar] | Sequence[Stack]) -> str:
    return "；".join(f"{row.label} {row.text}" for row in rows)

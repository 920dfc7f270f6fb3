"""Two small charts as SVG files: ratios as bars to both sides of one, and amounts as bars from zero."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from flows.report.svg import element, text, ticks, width_of

WIDTH, ROW, BAR, GAP, FOOT = 1000.0, 22.0, 13.0, 12.0, 28.0
STYLE = """
svg { font: 13px system-ui, "Noto Sans", "DejaVu Sans", sans-serif; background: #fff }
text { fill: #1f2933 } .tick, .note { fill: #66727f; font-size: 12px } .head { font-weight: 600 }
.grid { stroke: #e6e9ed } .one { stroke: #66727f } .target { stroke: #1f2933; stroke-width: 2 }
.good { fill: #2f855a } .bad { fill: #c2571a } .plain { fill: #7c93ad }
"""


@dataclass(frozen=True)
class Row:
    """A bar with its label and, where one is set, the most it may be; without a value, the heading of the rows below."""

    label: str
    value: float | None = None
    target: float | None = None
    shown: str = ""

    @property
    def tone(self) -> str:
        """Within its target, beyond it, or without one."""
        if self.target is None or self.value is None:
            return "plain"
        return "good" if self.value <= self.target else "bad"


def ratios(title: str, rows: Sequence[Row]) -> Markup:
    """Bars from one on a logarithmic scale, to the left where ours is cheaper; a black stroke is the target."""
    known = [number for row in rows for number in (row.value, row.target) if number]
    low, high = math.floor(math.log2(min(known, default=0.5))), math.ceil(math.log2(max(known, default=2)))
    marks = [2.0**power for power in range(min(low, -1), max(high, 1) + 1)]
    return _chart(title, rows, marks, math.log2, 1.0)


def amounts(title: str, rows: Sequence[Row]) -> Markup:
    """Bars from zero; a black stroke is the target."""
    known = [number for row in rows for number in (row.value, row.target) if number]
    return _chart(title, rows, ticks(0.0, max(known, default=1.0)), float, 0.0)


def _chart(title: str, rows: Sequence[Row], marks: Sequence[float], scale: Callable[[float], float], origin: float) -> Markup:
    left = max(width_of(row.label) for row in rows if row.value is not None) + GAP
    right = WIDTH - max(width_of(row.shown) for row in rows) - 2 * GAP
    top, bottom = 2 * ROW, 2 * ROW + ROW * len(rows)
    low, high = scale(marks[0]), scale(marks[-1])

    def x(value: float) -> float:
        return left + (scale(value) - low) / (high - low) * (right - left)

    parts = [element("style", Markup(STYLE)), text(0, ROW / 2, title, "head")]
    for mark in marks:
        kind = "one" if mark == origin else "grid"
        parts.append(element("line", x1=x(mark), x2=x(mark), y1=top, y2=bottom, class_=kind))
        parts.append(text(x(mark), bottom + 14, _written(mark), "tick", "middle"))
    for place, row in enumerate(rows):
        y = top + ROW * (place + 0.5)
        if row.value is None:
            parts.append(text(0, y, row.label, "head"))
            continue
        parts.append(text(left - GAP, y, row.label, "", "end"))
        begin, end = sorted((x(origin), x(row.value)))
        parts.append(element("rect", x=begin, y=y - BAR / 2, width=max(end - begin, 1), height=BAR, class_=row.tone))
        if row.target is not None:
            at = x(row.target)
            parts.append(element("line", x1=at, x2=at, y1=y - ROW / 2 + 1, y2=y + ROW / 2 - 1, class_="target"))
        parts.append(text(right + GAP, y, row.shown))
    size: dict[str, str | float] = {"width": WIDTH, "height": bottom + FOOT, "viewBox": f"0 0 {WIDTH:g} {bottom + FOOT:g}"}
    return element("svg", element("title", title), *parts, xmlns="http://www.w3.org/2000/svg", role="img", **size)


def _written(mark: float) -> str:
    return f"{mark:g}" if mark >= 1 or mark == 0 else f"1/{1 / mark:g}"

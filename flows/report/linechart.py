"""One value over editions as a line: first, last, highest and lowest carry their value."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from flows.report.chartframe import AXIS, GAP, WIDTH
from flows.report.svg import drawing, element, short, text, ticks, width_of

HEIGHT = 180.0
_TOP = 20.0
_LABELS = 9


def line(title: str, points: Sequence[tuple[str, float]], *, unit: str = "") -> Markup:
    """Points (label, value), evenly spaced; at least one. The axis need not begin at zero and says so by its labels."""
    values = [value for _, value in points]
    spread = max(max(values) - min(values), max(values) * 0.01, 1)
    scale = ticks(max(min(values) - spread * 0.2, 0), max(values) + spread * 0.2, 4)
    left = max(width_of(short(tick) + unit) for tick in scale) + GAP
    bottom = HEIGHT - AXIS

    def y(value: float) -> float:
        return bottom - (value - scale[0]) / (scale[-1] - scale[0]) * (bottom - _TOP)

    step = (WIDTH - left - 80) / max(len(points) - 1, 1)
    places = [(left + 40 + at * step, y(value)) for at, value in enumerate(values)]
    marks = [mark for tick in scale for mark in _grid(left, y(tick), short(tick) + unit)]
    marks.append(element("path", d="M" + " L".join(f"{x:.1f} {at:.1f}" for x, at in places), class_="line"))
    named = {0, len(points) - 1, values.index(max(values)), values.index(min(values))}
    dated = {*range(0, len(points), -(-len(points) // _LABELS)), len(points) - 1}
    for at, ((label, value), (x, middle)) in enumerate(zip(points, places, strict=True)):
        marks.append(element("circle", cx=x, cy=middle, r=3.5, class_="main"))
        if at in named:
            marks.append(text(x, middle - 13, f"{value:,.0f}", "value halo", "middle"))
        if at in dated:
            marks.append(text(x, bottom + 15, label, "tick", "middle"))
    return drawing(title, "；".join(f"{label} {value:,.0f}{unit}" for label, value in points), WIDTH, HEIGHT, marks)


def _grid(left: float, y: float, label: str) -> tuple[Markup, Markup]:
    rule = element("line", x1=left, x2=WIDTH, y1=y, y2=y, class_="grid")
    return rule, text(left - 6, y, label, "tick", "end")

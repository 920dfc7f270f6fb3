"""A share with its interval, one a row: a dot for the value, a whisker for where it may lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from flows.report.chartframe import GAP, WIDTH, Frame, frame_of, scenery
from flows.report.svg import drawing, element, text

CAP = 5.0


@dataclass(frozen=True)
class Whisker:
    """One row, in percent. The interval is drawn before the dot, so that the dot lies on it."""

    label: str
    value: float
    low: float
    high: float
    text: str


def whiskers(title: str, rows: Sequence[Whisker]) -> Markup:
    """Rows in the given order on an axis from 0 to 100 %; the texts stand in a column at the right, clear of the whiskers."""
    labels = [row.label for row in rows]
    frame = frame_of(labels, [row.text for row in rows], [100.0], from_zero=True)
    marks = scenery(frame, labels, "%")
    for at, row in enumerate(rows):
        marks += _marks(frame, at, row)
    return drawing(title, "；".join(f"{row.label} {row.text}" for row in rows), WIDTH, frame.height, marks)


def _marks(frame: Frame, at: int, row: Whisker) -> list[Markup]:
    y, low, high = frame.y(at), frame.x(row.low), frame.x(row.high)
    ends = (element("line", x1=x, x2=x, y1=y - CAP, y2=y + CAP, class_="whisker") for x in (low, high))
    return [
        element("line", x1=low, x2=high, y1=y, y2=y, class_="whisker"),
        *ends,
        element("circle", cx=frame.x(row.value), cy=y, r=5, class_="main"),
        text(frame.right + GAP, y, row.text, "value"),
    ]

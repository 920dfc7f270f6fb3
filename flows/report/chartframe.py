"""The frame of a horizontal chart: where rows and values lie, the axis, the grid and the row labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from flows.report.svg import element, fitted, short, text, ticks, width_of

WIDTH = 760.0
ROW = 26.0
AXIS = 26.0
LABEL_ROOM = 200.0
GAP = 10.0


@dataclass(frozen=True)
class Frame:
    """Labels left of `left`, values between `left` and `right`, rows from `top` down, the axis below."""

    left: float
    right: float
    scale: tuple[float, ...]
    rows: int
    top: float

    def x(self, value: float) -> float:
        """Where a value lies."""
        low, high = self.scale[0], self.scale[-1]
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, row: int) -> float:
        """The middle of a row."""
        return self.top + ROW * (row + 0.5)

    @property
    def bottom(self) -> float:
        """Where the rows end."""
        return self.top + ROW * self.rows

    @property
    def height(self) -> float:
        """Of the whole picture."""
        return self.bottom + AXIS


def frame_of(
    labels: Sequence[str], texts: Sequence[str], values: Sequence[float], *, from_zero: bool, head: bool = False
) -> Frame:
    """A frame with room for the longest label and the longest text beside a mark; `head` leaves a row for a legend."""
    low = 0.0 if from_zero else min(values, default=0.0)
    high = max(values, default=0.0)
    left = min(max(map(width_of, labels), default=0.0), LABEL_ROOM) + GAP
    right = WIDTH - max(map(width_of, texts), default=0.0) - 2 * GAP
    return Frame(left, right, tuple(ticks(low, high if high > low else low + 1)), len(labels), ROW if head else 0.0)


def scenery(frame: Frame, labels: Sequence[str], unit: str) -> list[Markup]:
    """Grid, axis labels and row labels: what lies behind the marks."""
    marks = []
    for tick in frame.scale:
        marks.append(element("line", x1=frame.x(tick), x2=frame.x(tick), y1=frame.top, y2=frame.bottom, class_="grid"))
        marks.append(text(frame.x(tick), frame.bottom + 13, short(tick) + unit, "tick", "middle"))
    for row, label in enumerate(labels):
        cut = fitted(label, LABEL_ROOM)
        whole = element("title", label) if cut != label else Markup()
        marks.append(element("g", whole, text(frame.left - GAP, frame.y(row), cut, "label", "end")))
    return marks

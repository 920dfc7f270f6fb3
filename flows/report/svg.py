"""Small SVG: elements, text widths and axis ticks. Everything written into an element is escaped."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable

from markupsafe import Markup

FONT_SIZE = 13.0


def element(name: str, *content: str | Markup, **attributes: str | float) -> Markup:
    """One element. `_` in attribute names stands for `-`, a trailing one is dropped; numbers keep two decimals."""
    written = [Markup(' {}="{}"').format(_name(key), _value(value)) for key, value in attributes.items()]
    return Markup("<{}{}>{}</{}>").format(name, Markup().join(written), Markup().join(content), name)


def drawing(title: str, summary: str, width: float, height: float, parts: Iterable[Markup]) -> Markup:
    """A whole picture that scales with the page and reads aloud as its title and summary."""
    return element(
        "svg",
        element("title", title),
        element("desc", summary),
        *parts,
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        role="img",
        aria_label=f"{title}。{summary}",
        style=f"max-width:{_value(width)}px",
    )


def text(x: float, y: float, content: str, css: str = "", anchor: str = "start") -> Markup:
    """A line of text, centred on `y`."""
    return element("text", content, x=x, y=y, class_=css, text_anchor=anchor, dy="0.36em")


def width_of(content: str, size: float = FONT_SIZE) -> float:
    """Width of a line in px, good enough to lay out by: a Chinese character is as wide as it is high."""
    return sum(size if unicodedata.east_asian_width(each) in "WFA" else size * 0.58 for each in content)


def fitted(content: str, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than `room` px."""
    if width_of(content) <= room:
        return content
    while content and width_of(content + "…") > room:
        content = content[:-1]
    return content + "…"


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers (1, 2, 2.5 or 5 times a power of ten) from at most `low` to at least `high`."""
    span = max(high - low, 1e-9)
    power = 10 ** math.floor(math.log10(span / about))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if span / (factor * power) <= about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def short(number: float) -> str:
    """A number for an axis: thousands grouped, in 万 and 亿 from ten thousand on."""
    for size, unit in ((1e8, "亿"), (1e4, "万")):
        if abs(number) >= size:
            return f"{number / size:,.2f}".rstrip("0").rstrip(".") + unit
    return f"{number:,.2f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"


def _name(key: str) -> str:
    # SVG's own names in camel case hold no dash.
    return key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")

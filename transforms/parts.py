"""Rows divided by ranges of a key, and who divides them: pure plans stay whole, a flow writes parts to scratch.

A part holds every row of its keys, and the keys of one part lie before those of the next: a stage gives on the parts what
it gives on the whole, and tables ordered by the key are the parts' tables one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import polars as pl
from typing_extensions import override

Pin = Callable[[str, pl.LazyFrame], pl.LazyFrame]
"""Keeps a result that several tables are made of: from its name and plan to a frame of the same rows, in order."""


@dataclass(frozen=True)
class Parts:
    """The parts of a result, the lowest keys first, and all of them in one frame in that order."""

    each: tuple[pl.LazyFrame, ...]
    whole: pl.LazyFrame


class Divider(Protocol):
    """How the night's shared results are kept. All results are divided at the same places of a key."""

    def divide(self, name: str, frame: pl.LazyFrame, key: str) -> Parts:
        """The frame's rows by ranges of `key`, a column of text without nulls. The order of rows within a part is kept."""

    def keep(self, name: str, frames: Iterable[pl.LazyFrame], *, streamed: bool = False) -> Parts:
        """Results made part by part, each small enough to be computed in memory, or better streamed: where rows are grouped."""


@dataclass(frozen=True)
class Undivided(Divider):
    """One part that holds everything, kept by a pin."""

    pin: Pin

    @override
    def divide(self, name: str, frame: pl.LazyFrame, key: str) -> Parts:
        whole = self.pin(name, frame)
        return Parts((whole,), whole)

    @override
    def keep(self, name: str, frames: Iterable[pl.LazyFrame], *, streamed: bool = False) -> Parts:
        [frame] = frames
        return self.divide(name, frame, "")

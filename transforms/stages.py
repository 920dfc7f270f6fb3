"""What a step of the night is: a pure function that declares the key its rows may be divided by.

A stage gives the same answer on any key-complete subset of its inputs (all rows of a key value together), so the same
function runs whole on a laptop, in buckets where memory is short, and inside a cluster engine.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from config.policies import Policies
from config.standards import Standards, load_standards

STAGES: dict[str, Stage] = {}
"""Every stage by its name, filled where the stages are defined."""


@dataclass(frozen=True)
class Promised:
    """What a department promised of a feed, as far as the night needs it."""

    owner: str
    cadence_days: int
    by_town: bool
    """Whether it comes in one file a town."""


@dataclass(frozen=True)
class Night:
    """What one night is asked: the same for every stage and every bucket."""

    as_of: date
    edition: date
    """The as-of day that the edition is named by."""
    key: bytes = field(repr=False)
    """Secret key of the pseudonyms."""
    delivered: frozenset[str]
    """Feeds (`department/feed`) that were delivered at least once: of all others everything is unknown."""
    policies: Policies
    freshness: Mapping[str, date] = field(default_factory=dict)
    """Newest data date of each delivered feed."""
    promised: Mapping[str, Promised] = field(default_factory=dict)
    """Every feed that has a contract."""
    towns: Mapping[tuple[str, str], date] = field(default_factory=dict)
    """Newest data date of each town in the feeds that come in one file a town."""
    standards: Standards = field(default_factory=load_standards, repr=False)
    """Indicators of any feed, and gates."""


@dataclass(frozen=True)
class Stage:
    """A named pure function of lazy frames with the column its inputs may be partitioned by; None = row by row.

    The function takes its frames by name, and the night first if it needs it.
    """

    name: str
    key: str | None
    inputs: tuple[str, ...]
    function: Callable[..., pl.LazyFrame]
    needs_night: bool

    def __call__(self, night: Night, **frames: pl.LazyFrame) -> pl.LazyFrame:
        """The stage's plan over its inputs, given by name."""
        return self.function(night, **frames) if self.needs_night else self.function(**frames)

    def in_buckets(self, night: Night, buckets: int, **frames: pl.LazyFrame) -> pl.LazyFrame:
        """The same rows (in another order), computed in `buckets` key-complete parts."""
        parts = (
            self(night, **{name: self._bucket(frame, index, buckets) for name, frame in frames.items()})
            for index in range(buckets)
        )
        return pl.concat(parts)

    def _bucket(self, frame: pl.LazyFrame, index: int, buckets: int) -> pl.LazyFrame:
        # By text, so that a key that one input holds as codes and another as text divides both alike.
        part = pl.col(self.key).cast(pl.String).hash(seed=0) if self.key else pl.int_range(pl.len())
        return frame.filter(part % buckets == index)


def stage(key: str | None) -> Callable[[Callable[..., pl.LazyFrame]], Stage]:
    """Declare a function `([night], *, one frame a name) -> frame` a stage under its own name."""

    def declare(function: Callable[..., pl.LazyFrame]) -> Stage:
        parameters = inspect.signature(function).parameters
        inputs = tuple(name for name in parameters if name != "night")
        declared = Stage(function.__name__, key, inputs, function, needs_night="night" in parameters)
        STAGES[declared.name] = declared
        return declared

    return declare

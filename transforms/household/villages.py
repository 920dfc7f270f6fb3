"""The indicators of villages: what households add up to, what feeds say, and what is worked out of both."""

from __future__ import annotations

import polars as pl

from transforms.household.comparisons import with_comparisons
from transforms.household.further import Told, beside
from transforms.household.places import village
from transforms.household.progress import with_progress
from transforms.household.statistics import with_statistics
from transforms.stages import Night


def asked_villages(night: Night, households: pl.LazyFrame, said: Told, statistics: pl.LazyFrame) -> pl.LazyFrame:
    """One row a village, ordered by its code: everything that rules and gates may ask of it. `statistics`: from `statistics`."""
    told = beside(village(night, households=households), night, said, "village")
    return told.pipe(with_statistics, statistics, night).pipe(with_progress, night).pipe(with_comparisons, night)

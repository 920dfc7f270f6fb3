"""What is worked out of villages, beside what feeds say of them: names and types, for rules and gates that ask it."""

from __future__ import annotations

import polars as pl

from config import progress, statistics
from config.standards import Standards

_OF_STATISTIC = {"found": pl.Int64(), "of": pl.Int64(), "chance": pl.Float64()}


def worked_out(standards: Standards) -> pl.Schema:
    """The indicators of a village that statistics, progress and comparisons add, with their types."""
    of_statistics = {one.part(name): _OF_STATISTIC[name] for one in standards.statistics.values() for name in statistics.PARTS}
    of_progress = {one.part(name): pl.Float64() for one in standards.progress.values() for name in progress.PARTS}
    of_comparisons = {one.ratio: pl.Float64() for one in standards.comparisons.values()}
    return pl.Schema({**of_statistics, **of_progress, **of_comparisons})

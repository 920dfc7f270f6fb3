"""How the values of a column are distributed: what `ExpectColumnKLDivergenceToBeLessThan` compares with a partition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from expectations.polars_engine import values
from expectations.polars_engine.figures.column import present, quantiles
from expectations.polars_engine.figures.kinds import Parameters
from expectations.polars_engine.plans import Combined, Domain, Figure, Plan, Table

SIZE = "count"
QUARTILES = {"quantiles": (0.0, 0.25, 0.75, 1.0)}


def value_counts(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """How often each present value occurs, in the order of the values: a pandas Series, which the expectation demands."""
    cell = values.value(schema, column).alias("value")

    def build(frame: pl.LazyFrame) -> pl.LazyFrame:
        return domain.of(frame).select(cell).drop_nulls().group_by("value").agg(pl.len().alias(SIZE)).sort("value")

    return Table(build, _series)


def _series(found: pl.DataFrame) -> Any:
    import pandas as pd  # only here: the one result that Great Expectations itself reckons on in pandas

    return pd.Series(found[SIZE].to_list(), index=pd.Index(found["value"].to_list(), name="value"), name=SIZE, dtype="int64")


def histogram(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """Present values from each edge up to the next; the last edge belongs to the last bin, as numpy has it."""
    edges: Sequence[float] = given["bins"]
    if any(low > high for low, high in pairwise(edges)):
        raise ValueError("`bins` must increase monotonically")
    cell = values.number(schema, column)
    last = len(edges) - 2
    counts = [
        ((cell >= low) & (cell <= high if place == last else cell < high)).sum()
        for place, (low, high) in enumerate(pairwise(edges))
    ]
    return Figure(pl.concat_list([count.cast(pl.Int64) for count in counts]), domain, lambda found: [int(one) for one in found])


def partition(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """Edges of equal bins between the ends, as many as numpy's `auto` would take."""
    if given.get("bins") != "auto":
        raise ValueError("only bins='auto' are reckoned here")
    spread = quantiles(schema, domain, column, QUARTILES)
    assert isinstance(spread, Figure)
    return Combined((present(schema, domain, column), spread), _edges)


def _edges(count: int, ends: Sequence[float]) -> list[float] | None:
    low, first, third, high = ends
    if not count:
        return None
    sturges = math.ceil(math.log2(count + 1))
    between = third - first
    bins = sturges if between < 1e-10 else max(sturges, math.ceil((high - low) / (2 * between / count ** (1 / 3))))
    return [float(low + (high - low) * place / bins) for place in range(bins)] + [float(high)]

"""A map condition over a domain, and the plans of all a result may ask of it: counts, values, rows, row numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import polars as pl

from expectations.polars_engine.failing import Failing, Repeated, Rowwise
from expectations.polars_engine.plans import EVERY_ROW, MAX_RECORDS, Count, Domain, Known, Plan, Sample, Table
from expectations.polars_engine.values import printable

FAILS = "__fails__"
ROW = "__row__"


@dataclass(frozen=True, eq=False)
class Mapped:
    """One condition on one domain. The same object serves all its metrics, so its count is computed once."""

    failing: Failing
    considered: Domain
    """Rows the condition is asked of: the row condition, and present cells or `ignore_row_if`."""
    columns: tuple[str, ...]
    shape: Literal["column", "pair", "record"]
    """What a failing value is: a cell, a tuple of two cells, or a mapping of cells by column."""

    @cached_property
    def count(self) -> Count | Table:
        """How many considered rows fail."""
        match self.failing:
            case Rowwise(fails=fails, over_domain=False):
                return Count(self.considered.with_rows(fails))
            case Rowwise(fails=fails):
                return Table(lambda frame: self.considered.of(frame).select(fails.sum()), _int)
            case Repeated():
                return Table(lambda frame: self._repeated(frame).select(pl.col(FAILS).sum()), _int)

    @cached_property
    def considered_count(self) -> Count:
        """How many rows the condition is asked of."""
        return Count(EVERY_ROW if self.considered.rows is None else self.considered.rows)

    def values(self, result_format: Mapping[str, Any]) -> Plan:
        """The first failing cells (tuples of cells for a pair, mappings for more columns), in row order."""
        limit = 0 if result_format.get("exclude_unexpected_values") else _limit(result_format)
        if limit == 0:
            return Known([])
        return self._sample(self._first(limit, self.columns), lambda found: self._as_values(found.drop(ROW)), limit)

    def rows(self, result_format: Mapping[str, Any]) -> Plan:
        """The first failing rows, whole, as mappings."""
        limit = _limit(result_format)
        return self._sample(lambda frame: self._failed(frame).head(limit), _records, limit)

    def index(self, result_format: Mapping[str, Any]) -> Plan:
        """Row numbers (from 0) of the first failing rows, or their identifying columns when the format names some."""
        limit = _limit(result_format)
        if limit == 0:
            return Known([])
        names = list(result_format.get("unexpected_index_column_names") or ())
        if not names:
            cells = () if result_format.get("exclude_unexpected_values") else self.columns
            return self._sample(self._first(limit, cells), lambda found: found[ROW].to_list(), limit)
        if result_format.get("exclude_unexpected_values"):
            return self._sample(
                lambda frame: self._failed(frame).select(names).head(limit),
                lambda found: [printable(found.to_dict(as_series=False))],
                limit,
            )
        wanted = list(dict.fromkeys([*self.columns, *names]))
        return self._sample(lambda frame: self._failed(frame).select(wanted).head(limit), _records, limit)

    def _first(self, limit: int, cells: tuple[str, ...]) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
        """The first failing rows: number and cells. Values and row numbers ask the very same, so that it is looked for once."""
        if (limit, cells) not in self._asked:
            self._asked[limit, cells] = lambda frame: self._failed(frame.with_row_index(ROW)).select(ROW, *cells).head(limit)
        return self._asked[limit, cells]

    @cached_property
    def _asked(self) -> dict[tuple[int, tuple[str, ...]], Callable[[pl.LazyFrame], pl.LazyFrame]]:
        return {}

    def _sample(self, build: Callable[[pl.LazyFrame], pl.LazyFrame], finish: Callable[[pl.DataFrame], Any], limit: int) -> Sample:
        rowwise = isinstance(self.failing, Rowwise) and not self.failing.over_domain
        return Sample(self.count, build, finish, limit, rowwise)

    def _as_values(self, found: pl.DataFrame) -> list[Any]:
        match self.shape:
            case "column":
                return [printable(cell) for cell in found.to_series().to_list()]
            case "pair":
                return [printable(cells) for cells in found.rows()]
            case "record":
                return _records(found)

    def _failed(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        match self.failing:
            case Rowwise(fails=fails, over_domain=False):
                return frame.filter(self.considered.with_rows(fails))
            case Rowwise(fails=fails):
                return self.considered.of(frame).with_columns(fails.alias(FAILS)).filter(FAILS).drop(FAILS)
            case Repeated(keys=keys):
                named = [key.alias(f"__key_{index}__") for index, key in enumerate(keys)]
                names = [key.meta.output_name() for key in named]
                repeated = self._repeated(frame).rename(
                    {key.meta.output_name(): name for key, name in zip(keys, names, strict=True)}
                )
                rows = self.considered.of(frame).with_columns(named)
                return rows.join(repeated, on=names, how="semi", nulls_equal=True, maintain_order="left").drop(names)

    def _repeated(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Keys that occur more than once, with how often."""
        assert isinstance(self.failing, Repeated)
        return self.considered.of(frame).group_by(*self.failing.keys).agg(pl.len().alias(FAILS)).filter(pl.col(FAILS) > 1)


def _records(found: pl.DataFrame) -> list[dict[str, Any]]:
    return [printable(row) for row in found.to_dicts()]


def _int(found: pl.DataFrame) -> int:
    return int(found.item() or 0)


def _limit(result_format: Mapping[str, Any]) -> int:
    if result_format.get("result_format") == "COMPLETE":
        return MAX_RECORDS
    return min(int(result_format.get("partial_unexpected_count", 20)), MAX_RECORDS)

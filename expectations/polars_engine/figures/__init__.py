"""Table and column figures by metric name: one number, or a short list, for a whole domain. NaN counts as missing."""

from __future__ import annotations

from expectations.polars_engine.figures import column, distinct, distribution, table
from expectations.polars_engine.figures.kinds import ColumnFigure, TableFigure

__all__ = ["COLUMN", "TABLE", "ColumnFigure", "TableFigure"]

TABLE: dict[str, TableFigure] = {
    "table.row_count": table.row_count,
    "table.columns": table.columns,
    "table.column_count": table.column_count,
    "table.column_types": table.column_types,
    "table.head": table.head,
}

COLUMN: dict[str, ColumnFigure] = {
    "column.non_null_count": column.non_null_count,
    "column.non_null_proportion": column.non_null_proportion,
    "column.distinct_values": distinct.distinct_values,
    "column.distinct_values.count": distinct.distinct_count,
    "column.distinct_values.not_in_set": distinct.not_in_set,
    "column.distinct_values.not_in_set.count": distinct.not_in_set_count,
    "column.distinct_values.missing_from_column": distinct.missing,
    "column.distinct_values.missing_from_column.count": distinct.missing_count,
    "column.unique_proportion": distinct.unique_proportion,
    "column.max": column.maximum,
    "column.min": column.minimum,
    "column.mean": column.mean,
    "column.median": column.median,
    "column.sum": column.total,
    "column.standard_deviation": column.deviation,
    "column.quantile_values": column.quantiles,
    "column.most_common_value": distinct.most_common,
    "column.value_counts": distribution.value_counts,
    "column.histogram": distribution.histogram,
    "column.partition": distribution.partition,
    "column_values.between.count": column.between_count,
    "column_values.length.max": column.longest,
    "column_values.length.min": column.shortest,
    "column_values.nonnull.count": column.non_null_count,
    "column_values.null.count": column.null_count,
}

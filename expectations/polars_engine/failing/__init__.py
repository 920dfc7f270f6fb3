"""Map conditions: which rows fail, by metric name.

Every condition takes a schema, the column or columns, and the expectation's parameters; a parameter that has no meaning
for the column's type raises while planning.
"""

from __future__ import annotations

from expectations.polars_engine.failing import cells, parsed, records, spread, texts
from expectations.polars_engine.failing.conditions import (
    ColumnCondition,
    ColumnsCondition,
    Failing,
    Parameters,
    Repeated,
    Rowwise,
)

__all__ = ["COLUMN", "RECORD", "ColumnCondition", "ColumnsCondition", "Failing", "Parameters", "Repeated", "Rowwise"]

COLUMN: dict[str, ColumnCondition] = {
    "column_values.nonnull": cells.not_null,
    "column_values.null": cells.null,
    "column_values.in_set": cells.in_set,
    "column_values.not_in_set": cells.not_in_set,
    "column_values.between": cells.between,
    "column_values.value_length.between": texts.length_between,
    "column_values.value_length.equals": texts.length_equals,
    "column_values.match_regex": texts.matches_regex,
    "column_values.not_match_regex": texts.not_matches_regex,
    "column_values.match_regex_list": texts.matches_regex_list,
    "column_values.not_match_regex_list": texts.not_matches_regex_list,
    "column_values.match_like_pattern": texts.matches_like,
    "column_values.not_match_like_pattern": texts.not_matches_like,
    "column_values.match_like_pattern_list": texts.matches_like_list,
    "column_values.not_match_like_pattern_list": texts.not_matches_like_list,
    "column_values.unique": cells.unique,
    "column_values.increasing": spread.increasing,
    "column_values.decreasing": spread.decreasing,
    "column_values.z_score.under_threshold": spread.z_score,
    "column_values.not_outliers": spread.not_outlier,
    "column_values.match_strftime_format": parsed.strftime,
    "column_values.dateutil_parseable": parsed.dateutil_parseable,
    "column_values.json_parseable": parsed.json_parseable,
    "column_values.match_json_schema": parsed.json_schema,
}
"""Metric -> condition over one column. All but the two null ones look at present cells only."""

RECORD: dict[str, ColumnsCondition] = {
    "column_pair_values.equal": records.pair_equal,
    "column_pair_values.a_greater_than_b": records.pair_greater,
    "column_pair_values.in_set": records.pair_in_set,
    "compound_columns.unique": records.compound_unique,
    "multicolumn_sum.equal": records.sum_equal,
    "multicolumn_values.equal": records.all_equal,
    "select_column_values.unique.within_record": records.unique_within_record,
}
"""Metric -> condition over the cells of a pair or a list of columns."""

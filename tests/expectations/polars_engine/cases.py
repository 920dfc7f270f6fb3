"""Frames and expectations for the differential test: each expectation that both engines support, over every kind of column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column
from hypothesis import strategies as st

RESULT_FORMATS = ("BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE")
TEXTS = ("a", "bb", "张三", "李 四", "", "a1\n", "A", "2024-01-05", '{"a": 1}', "12", "é", "\U0002000b")
NUMBERS = ("i", "j", "f", "m")
PLAIN_NUMBERS = NUMBERS[:3]
"""Those whose spread, mean and sum both engines compute whatever the cells: see `differences.py` on decimals."""

KINDS = ("i", "j", "f", "m", "s", "t", "d", "w", "b", "c", "n")

INTEGERS = st.integers(-3, 8)
FLOATS = st.sampled_from([1.5, -2.0, 0.0, 3.25, 8.0, float("nan")])
DATES = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 9))
MOMENTS = st.sampled_from([dt.datetime(2024, 1, day, hour, 30) for day in range(1, 9) for hour in (0, 12)])
DECIMALS = st.decimals(0, 5, places=2)


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Up to 12 rows with a column of every kind, missing cells anywhere, sometimes nothing but missing cells."""
    rows = draw(st.integers(0, 12))

    def column(cells: st.SearchStrategy[Any], dtype: Any) -> pl.Series:
        kind = draw(st.sampled_from(["full", "holes", "empty"]))
        cell = {"full": cells, "holes": st.none() | cells, "empty": st.none()}[kind]
        return pl.Series(draw(st.lists(cell, min_size=rows, max_size=rows)), dtype=dtype)

    return pl.DataFrame(
        {
            "i": column(INTEGERS, pl.Int64),
            "j": column(INTEGERS, pl.Int32),
            "f": column(FLOATS, pl.Float64),
            "m": column(DECIMALS, pl.Decimal(12, 2)),
            "s": column(st.sampled_from(TEXTS), pl.String),
            "t": column(st.sampled_from(TEXTS[:4]), pl.String),
            "d": column(DATES, pl.Date),
            "e": column(DATES, pl.Date),
            "w": column(MOMENTS, pl.Datetime("us")),
            "b": column(st.booleans(), pl.Boolean),
            "h": column(st.sampled_from(['{"a": 1}', '{"b": 1}', "[]"]), pl.String),
            "c": column(st.sampled_from(["u", "v"]), pl.Categorical),
            "n": pl.Series([None] * rows, dtype=pl.Null),
        }
    )


CONDITIONS: tuple[Any, ...] = (
    None,
    Column("i") > 2,
    Column("i") != 3,
    Column("f") <= 1.5,
    Column("t") == "a",
    Column("t") != "a",
    Column("t").is_in(["a", "x"]),
    Column("t").is_not_in(["a", "x"]),
    Column("f").is_null(),
    (Column("j") >= 0) & Column("s").is_not_null(),
    (Column("t") == "a") | (Column("i") <= 1),
    Column("d") > "2024-01-04",
    Column("w") <= dt.datetime(2024, 1, 4),
    Column("m") >= 2,
    Column("c") == "u",
    Column("b") == True,  # noqa: E712  a condition, not a truth value
    Column("i").is_in([1, 2, 3.5]),
    "i > 2",
    "i != 3 and t == 'a'",
    'not (f <= 1.5) | t in ["a", "x"]',
    "i == j",
    "s.notnull() & f.isnull()",
    "2 < i <= 5",
    "t not in ['a', 'x']",
    "~(t == '张三')",
)

Draw = st.DrawFn


@st.composite
def suites(draw: Draw) -> list[Expectation]:
    """One of each expectation with drawn columns, bounds, `mostly` and row condition."""
    condition = draw(st.sampled_from(CONDITIONS))
    rows: dict[str, Any] = {} if condition is None else {"row_condition": condition}
    if isinstance(condition, str):
        rows["condition_parser"] = "pandas"
    mapped = rows | {"mostly": draw(st.sampled_from([1.0, 0.9, 0.5, 0.0]))}
    return [*_columns(draw, mapped), *_records(draw, mapped), *_figures(draw, rows), *_tables(rows)]


def _columns(draw: Draw, given: dict[str, Any]) -> Iterator[Expectation]:
    low, high = draw(st.sampled_from([None, -1, 0, 2.5])), draw(st.sampled_from([3, 5, 7.5]))
    strict, texts = draw(st.booleans()), draw(st.sampled_from(["s", "t", "c"]))
    number, kind = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(KINDS))
    pattern = draw(st.sampled_from(["^a", "[0-9]+$", "^a1$", "三|bb", "(?=a)a", "^.{2}$", r"\d", "三|bb$", "(?<!b)b"]))
    yield gxe.ExpectColumnValuesToNotBeNull(column=kind, **given)
    yield gxe.ExpectColumnValuesToBeNull(column=kind, **given)
    yield gxe.ExpectColumnValuesToBeInSet(column=number, value_set=[1, 2, 3.25, 0], **given)
    yield gxe.ExpectColumnValuesToBeInSet(column=texts, value_set=["a", "张三", "u"], **given)
    yield gxe.ExpectColumnValuesToNotBeInSet(column=number, value_set=[1, 2, 3.25, 0], **given)
    yield gxe.ExpectColumnValuesToNotBeInSet(column=texts, value_set=["a", "张三", "u"], **given)
    yield gxe.ExpectColumnValuesToBeBetween(
        column=number, min_value=low, max_value=high, strict_min=strict, strict_max=not strict, **given
    )
    yield gxe.ExpectColumnValuesToBeBetween(column="d", min_value=dt.datetime(2024, 1, 3), strict_min=strict, **given)
    yield gxe.ExpectColumnValuesToBeBetween(column="w", max_value=dt.datetime(2024, 1, 3), strict_max=strict, **given)
    yield gxe.ExpectColumnValuesToBeIncreasing(column=number, strictly=strict, **given)
    yield gxe.ExpectColumnValuesToBeDecreasing(column=number, strictly=strict, **given)
    yield gxe.ExpectColumnValuesToBeDateutilParseable(column="s", **given)
    yield gxe.ExpectColumnValuesToBeJsonParseable(column="s", **given)
    yield gxe.ExpectColumnValuesToMatchJsonSchema(column="h", json_schema={"required": ["a"]}, **given)
    yield gxe.ExpectColumnValueLengthsToBeBetween(column=texts, min_value=1, max_value=2, strict_max=strict, **given)
    yield gxe.ExpectColumnValueLengthsToEqual(column="s", value=2, **given)
    yield gxe.ExpectColumnValuesToMatchRegex(column="s", regex=pattern, **given)
    yield gxe.ExpectColumnValuesToNotMatchRegex(column="s", regex=pattern, **given)
    patterns = ["^a", "三"]
    match = "any" if strict else "all"
    yield gxe.ExpectColumnValuesToMatchRegexList(column="s", regex_list=patterns, match_on=match, **given)
    yield gxe.ExpectColumnValuesToNotMatchRegexList(column="s", regex_list=patterns, **given)
    yield gxe.ExpectColumnValuesToMatchStrftimeFormat(column="s", strftime_format="%Y-%m-%d", **given)
    yield gxe.ExpectColumnValuesToBeUnique(column=kind, **given)
    spread = draw(st.sampled_from(PLAIN_NUMBERS))
    yield gxe.ExpectColumnValueZScoresToBeLessThan(column=spread, threshold=1.0, double_sided=strict, **given)
    method = draw(st.sampled_from(["iqr", "std"]))
    yield gxe.ExpectColumnValuesToNotBeOutliers(column=spread, method=method, multiplier=0.5, **given)


def _records(draw: Draw, given: dict[str, Any]) -> Iterator[Expectation]:
    pair = draw(st.sampled_from(["both_values_are_missing", "either_value_is_missing", "neither"]))
    many = draw(st.sampled_from(["all_values_are_missing", "any_value_is_missing", "never"]))
    other, or_equal = draw(st.sampled_from(["j", "f"])), draw(st.booleans())
    same = draw(st.sampled_from([["i", "j"], ["s", "t"], ["i", "j", "f"]]))
    keys = draw(st.sampled_from([["i", "j"], ["s", "t", "f"], ["d", "b"]]))
    pairs = [(1, "a"), (2, "bb"), (None, "a"), (3, None)]
    greater = gxe.ExpectColumnPairValuesAToBeGreaterThanB
    yield gxe.ExpectColumnPairValuesToBeEqual(column_A="i", column_B=other, ignore_row_if=pair, **given)
    yield gxe.ExpectColumnPairValuesToBeEqual(column_A="s", column_B="t", ignore_row_if=pair, **given)
    yield greater(column_A="i", column_B=other, or_equal=or_equal, ignore_row_if=pair, **given)
    yield greater(column_A="d", column_B="e", or_equal=or_equal, ignore_row_if=pair, **given)
    yield gxe.ExpectColumnPairValuesToBeInSet(column_A="i", column_B="t", value_pairs_set=pairs, ignore_row_if=pair, **given)
    yield gxe.ExpectCompoundColumnsToBeUnique(column_list=keys, ignore_row_if=many, **given)
    yield gxe.ExpectMulticolumnSumToEqual(column_list=["i", "j"], sum_total=4, ignore_row_if=many, **given)
    yield gxe.ExpectMulticolumnValuesToBeEqual(column_list=same, ignore_row_if=many, **given)
    yield gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(column_list=same, ignore_row_if=many, **given)


def _figures(draw: Draw, given: dict[str, Any]) -> Iterator[Expectation]:
    number, kind = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(KINDS))
    plain = draw(st.sampled_from(PLAIN_NUMBERS))
    bounds: dict[str, Any] = {"min_value": draw(st.sampled_from([None, -1, 2.5])), "max_value": 5}
    ranges = {"quantiles": [0.1, 0.5, 0.9], "value_ranges": [[-3, 3], [0, 5], [None, 9]]}
    sets = draw(st.sampled_from([("t", ["a", "bb", "张三"]), ("i", [1, 2, 3]), ("t", [*TEXTS[:4], "x"])]))
    yield gxe.ExpectColumnMeanToBeBetween(column=plain, **bounds, **given)
    yield gxe.ExpectColumnMedianToBeBetween(column=number, **bounds, **given)
    yield gxe.ExpectColumnSumToBeBetween(column=plain, **bounds, **given)
    yield gxe.ExpectColumnStdevToBeBetween(column=plain, min_value=0, max_value=2, **given)
    yield gxe.ExpectColumnMaxToBeBetween(column=number, **bounds, **given)
    yield gxe.ExpectColumnMinToBeBetween(column=number, **bounds, **given)
    yield gxe.ExpectColumnUniqueValueCountToBeBetween(column=kind, min_value=1, max_value=4, **given)
    yield gxe.ExpectColumnProportionOfUniqueValuesToBeBetween(column=kind, min_value=0.3, **given)
    yield gxe.ExpectColumnProportionOfNonNullValuesToBeBetween(column=kind, min_value=0.5, **given)
    yield gxe.ExpectColumnDistinctValuesToBeInSet(column=sets[0], value_set=sets[1], **given)
    yield gxe.ExpectColumnDistinctValuesToContainSet(column=sets[0], value_set=sets[1], **given)
    yield gxe.ExpectColumnDistinctValuesToEqualSet(column=sets[0], value_set=sets[1], **given)
    yield gxe.ExpectColumnMostCommonValueToBeInSet(column=sets[0], value_set=sets[1], **given)
    yield gxe.ExpectColumnQuantileValuesToBeBetween(column=number, quantile_ranges=ranges, **given)
    yield from _divergences(draw, plain, given)


def _divergences(draw: Draw, number: str, given: dict[str, Any]) -> Iterator[Expectation]:
    """Against a partition of texts, of numbers with open or closed ends."""
    holdout = {"threshold": draw(st.sampled_from([None, 0.1, 1.0])), "tail_weight_holdout": draw(st.sampled_from([0, 0.1]))}
    texts = {"values": ["a", "bb", "张三"], "weights": [0.5, 0.25, 0.25]}
    yield gxe.ExpectColumnKLDivergenceToBeLessThan(column="t", partition_object=texts, **holdout, **given)
    ends = draw(st.sampled_from([[-3.0, 0, 2, 8], [float("-inf"), 0, 2, 8], [0, 1, 2, 3]]))
    numbers = {"bins": ends, "weights": [0.25, 0.5, 0.25]}
    yield gxe.ExpectColumnKLDivergenceToBeLessThan(column=number, partition_object=numbers, **holdout, **given)


def _tables(given: dict[str, Any]) -> Iterator[Expectation]:
    yield gxe.ExpectTableRowCountToBeBetween(min_value=2, max_value=9, **given)
    yield gxe.ExpectTableRowCountToEqual(value=5, **given)
    yield gxe.ExpectTableColumnCountToEqual(value=13)
    yield gxe.ExpectTableColumnCountToBeBetween(max_value=9)
    yield gxe.ExpectTableColumnsToMatchSet(column_set=["i", "j"], exact_match=False)
    yield gxe.ExpectTableColumnsToMatchOrderedList(column_list=[*"ijfmstdewbhcn"])
    yield gxe.ExpectColumnToExist(column="zz")
    yield gxe.ExpectColumnToExist(column="f", column_index=2)

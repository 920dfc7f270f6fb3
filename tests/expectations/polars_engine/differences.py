"""Where this engine and the pandas engine do not agree, each with its reason. The package's README quotes the reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import great_expectations.expectations as gxe
import polars as pl
from great_expectations.expectations.expectation import Expectation

RAISED = "raised"


@dataclass(frozen=True)
class Difference:
    """One expectation over one frame on which the engines differ: `success`, or RAISED."""

    name: str
    reason: str
    frame: pl.DataFrame
    expectation: Expectation
    pandas: bool | str
    polars: bool | str


DAY = pl.DataFrame({"d": [dt.date(2024, 1, 1)]})
HOLES = pl.DataFrame({"i": [1, 2, None]})
LARGE = pl.DataFrame({"i": [2**53 + 1, 2**53, None]})
MONEY = pl.DataFrame({"m": [Decimal("0.10"), Decimal("0.30")]})
MONEY_HOLES = pl.DataFrame({"m": [Decimal("0.10"), None]})
SPAN = pl.DataFrame({"span": [dt.timedelta(1)], "items": [["a"]]})
TEXT = pl.DataFrame({"s": ["a", "b"]})

AS_FLOAT = "pandas holds integers with missing cells as floats; here they stay integers"
AS_OBJECT = "pandas holds decimals as Python objects, which its arithmetic refuses; here they are computed as floats"
AS_DAY = "pandas compares dates with timestamps only; here text and dates are read as moments"
NOT_CODE = "a condition string is read, never evaluated: comparisons, and/or/not, in, isnull/notnull; the rest is refused"
TYPE_NAMES = "a type is named as Polars or Python names it; a name that neither has is refused, not false"
OWN_TYPES = "results quote each engine's own names of types: verdicts are compared in test_types.py"
OPAQUE = "lists, structs, bytes and durations are checked for presence and uniqueness only; anything else is refused"
TEXT_ONLY = "only text is parsed; pandas calls a number no text and so no JSON"

DIFFERENCES = (
    Difference(
        "regex_on_integers_with_holes",
        AS_FLOAT,
        HOLES,
        gxe.ExpectColumnValuesToMatchRegex(column="i", regex="^[0-9]$"),
        pandas=False,
        polars=True,
    ),
    Difference(
        "length_of_integers_with_holes",
        AS_FLOAT,
        HOLES,
        gxe.ExpectColumnValueLengthsToEqual(column="i", value=1),
        pandas=False,
        polars=True,
    ),
    Difference(
        "large_integers_with_holes", AS_FLOAT, LARGE, gxe.ExpectColumnValuesToBeUnique(column="i"), pandas=False, polars=True
    ),
    Difference(
        "decimals_in_a_set_of_floats",
        "pandas compares a decimal with the float's binary value; here with its shortest decimal form",
        MONEY,
        gxe.ExpectColumnValuesToBeInSet(column="m", value_set=[0.1, 0.3]),
        pandas=False,
        polars=True,
    ),
    Difference(
        "mean_of_decimals_with_holes",
        AS_OBJECT,
        MONEY_HOLES,
        gxe.ExpectColumnMeanToBeBetween(column="m", min_value=0),
        pandas=RAISED,
        polars=True,
    ),
    Difference(
        "sum_of_decimals_with_holes",
        AS_OBJECT,
        MONEY_HOLES,
        gxe.ExpectColumnSumToBeBetween(column="m", min_value=0),
        pandas=RAISED,
        polars=True,
    ),
    Difference(
        "z_scores_of_decimals",
        AS_OBJECT,
        MONEY,
        gxe.ExpectColumnValueZScoresToBeLessThan(column="m", threshold=3, double_sided=True),
        pandas=RAISED,
        polars=True,
    ),
    Difference(
        "outliers_of_decimals",
        AS_OBJECT,
        MONEY,
        gxe.ExpectColumnValuesToNotBeOutliers(column="m", method="iqr", multiplier=1.5),
        pandas=RAISED,
        polars=True,
    ),
    Difference(
        "date_bound_as_text",
        AS_DAY,
        DAY,
        gxe.ExpectColumnValuesToBeBetween(column="d", min_value="2023-01-03"),
        pandas=RAISED,
        polars=True,
    ),
    Difference(
        "date_in_a_set_of_texts",
        AS_DAY,
        DAY,
        gxe.ExpectColumnValuesToBeInSet(column="d", value_set=["2024-01-01"]),
        pandas=False,
        polars=True,
    ),
    Difference(
        "date_in_a_set_of_dates",
        AS_DAY,
        DAY,
        gxe.ExpectColumnValuesToBeInSet(column="d", value_set=[dt.date(2024, 1, 1)]),
        pandas=False,
        polars=True,
    ),
    Difference(
        "arithmetic_in_a_condition_string",
        NOT_CODE,
        HOLES,
        gxe.ExpectColumnValuesToNotBeNull(column="i", row_condition="i + 1 > 2", condition_parser="pandas"),
        pandas=True,
        polars=RAISED,
    ),
    Difference(
        "method_in_a_condition_string",
        NOT_CODE,
        TEXT,
        gxe.ExpectColumnValuesToNotBeNull(column="s", row_condition="s.str.contains('a')", condition_parser="pandas"),
        pandas=True,
        polars=RAISED,
    ),
    Difference(
        "json_in_a_column_of_numbers",
        TEXT_ONLY,
        HOLES,
        gxe.ExpectColumnValuesToBeJsonParseable(column="i"),
        pandas=False,
        polars=RAISED,
    ),
    Difference(
        "durations_in_a_set",
        OPAQUE,
        SPAN,
        gxe.ExpectColumnValuesToBeInSet(column="span", value_set=["1 day"]),
        pandas=False,
        polars=RAISED,
    ),
    Difference(
        "distinct_lists",
        "pandas cannot hash a list",
        SPAN,
        gxe.ExpectColumnUniqueValueCountToBeBetween(column="items", min_value=1),
        pandas=RAISED,
        polars=True,
    ),
    Difference(
        "like_patterns",
        "the pandas engine has no SQL patterns",
        TEXT,
        gxe.ExpectColumnValuesToMatchLikePattern(column="s", like_pattern="_"),
        pandas=RAISED,
        polars=True,
    ),
    Difference(
        "name_of_a_polars_type",
        TYPE_NAMES,
        TEXT,
        gxe.ExpectColumnValuesToBeOfType(column="s", type_="String"),
        pandas=False,
        polars=True,
    ),
    Difference(
        "name_of_no_type",
        TYPE_NAMES,
        TEXT,
        gxe.ExpectColumnValuesToBeOfType(column="s", type_="VARCHAR"),
        pandas=False,
        polars=RAISED,
    ),
    Difference(
        "dates_are_dates",
        TYPE_NAMES,
        DAY,
        gxe.ExpectColumnValuesToBeOfType(column="d", type_="date"),
        pandas=False,
        polars=True,
    ),
)

NOT_COMPARED: dict[str, str] = {
    "ExpectColumnTypeToBe": OWN_TYPES,
    "ExpectColumnValuesToBeOfType": OWN_TYPES,
    "ExpectColumnValuesToBeInTypeList": OWN_TYPES,
    "ExpectColumnValuesToMatchLikePattern": "not in the pandas engine; tested by themselves",
    "ExpectColumnValuesToMatchLikePatternList": "not in the pandas engine; tested by themselves",
    "ExpectColumnValuesToNotMatchLikePattern": "not in the pandas engine; tested by themselves",
    "ExpectColumnValuesToNotMatchLikePatternList": "not in the pandas engine; tested by themselves",
    "ExpectMulticolumnValuesToBeUnique": "an abandoned class: it demands a column and a list of columns",
    "ExpectQueryResultsToMatchComparison": "SQL only",
    "ExpectTableRowCountToEqualOtherTable": "SQL only",
    "UnexpectedRowsExpectation": "SQL only",
    "Expectation": "the base class",
}
"""Classes of `great_expectations.expectations` that the differential test leaves out, and why."""

"""A column's type by Polars' names and Python's; other engines keep the judgement Great Expectations wrote for them."""

from __future__ import annotations

import datetime as dt
import logging
import subprocess
import sys
from decimal import Decimal
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.expectations.expectation import Expectation

from expectations.polars_engine import UnknownTypeNameError, types, validate
from tests.expectations.polars_engine.passes import counted
from tests.expectations.polars_engine.reference import by_pandas, by_polars

FRAME = pl.DataFrame(
    {
        "i": [1],
        "f": [1.5],
        "s": ["a"],
        "b": [True],
        "d": [dt.date(2024, 1, 1)],
        "w": [dt.datetime(2024, 1, 1)],
        "m": [Decimal("1.10")],
        "l": [[1]],
        "r": [{"a": 1}],
        "c": pl.Series(["u"], dtype=pl.Categorical),
        "n": pl.Series([None], dtype=pl.Null),
    }
)
BOTH = (gxe.ExpectColumnValuesToBeOfType, gxe.ExpectColumnTypeToBe)


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("i", ("Int64", "int64", "int")),
        ("f", ("Float64", "float")),
        ("s", ("String", "str")),
        ("b", ("Boolean", "bool")),
        ("d", ("Date", "date")),
        ("w", ("Datetime", "datetime", "Datetime(time_unit='us', time_zone=None)")),
        ("m", ("Decimal", "decimal", "Decimal(precision=38, scale=2)")),
        ("l", ("List", "list", "List(Int64)")),
        ("r", ("Struct", "dict", "Struct({'a': Int64})")),
        ("c", ("Categorical", "str")),
        ("n", ("Null",)),
    ],
)
def test_a_column_is_of_its_own_type_under_each_of_its_names_and_of_no_other(column: str, names: tuple[str, ...]) -> None:
    for kind in BOTH:
        assert all(found["success"] for found in by_polars(FRAME, [kind(column=column, type_=name) for name in names], "BASIC"))
        (other,) = by_polars(FRAME, [kind(column=column, type_="UInt8")], "BASIC")
        assert other == {"success": False, "observed_value": str(FRAME.schema[column])}


def test_one_known_name_of_a_list_is_enough_and_none_is_an_error() -> None:
    listed = gxe.ExpectColumnValuesToBeInTypeList
    found, other = by_polars(FRAME, [listed(column="i", type_list=["INTEGER", names]) for names in ("int", "str")], "COMPLETE")
    assert (found["success"], other["success"]) == (True, False)
    assert by_polars(FRAME, [listed(column="i", type_list=["INTEGER", "BIGINT"])], "COMPLETE") == ["raised"]


def test_a_name_that_is_no_type_says_so() -> None:
    (found,) = validate(FRAME.lazy(), [gxe.ExpectColumnValuesToBeOfType(column="i", type_="Strnig")])
    assert "no type of Polars or Python is named Strnig" in str(found.exception_info)
    assert issubclass(UnknownTypeNameError, ValueError)


def test_types_are_known_without_reading() -> None:
    with counted() as runs:
        validate(FRAME.lazy(), [gxe.ExpectColumnTypeToBe(column="i", type_="int")])
    assert runs == []


@pytest.mark.parametrize(
    "expectation",
    [kind(column=column, type_=name) for kind in BOTH for column, name in (("i", "int64"), ("f", "float"), ("i", "float64"), ("b", "bool"))]
    + [gxe.ExpectColumnValuesToBeInTypeList(column="i", type_list=["int", "float"])],
    ids=str,
)  # fmt: skip
def test_names_both_engines_have_get_the_verdict_of_pandas(expectation: Expectation) -> None:
    verdicts = [engine(FRAME.select("i", "f", "b"), [expectation], "BASIC")[0]["success"] for engine in (by_pandas, by_polars)]
    assert verdicts[0] == verdicts[1]


def test_other_engines_are_answered_as_before() -> None:
    ours: list[Any] = [
        types.ExpectColumnValuesToBeOfType(column="s", type_="str"),
        types.ExpectColumnValuesToBeInTypeList(column="i", type_list=["int64"]),
        types.ExpectColumnTypeToBe(column="i", type_="int64"),
    ]
    assert [found["success"] for found in by_pandas(FRAME.select("i", "s"), ours, "BASIC")] == [True, True, True]


@pytest.mark.slow
def test_declaring_them_again_is_quiet() -> None:
    code = "import logging; logging.basicConfig(level=logging.WARNING); import expectations.polars_engine"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Overwriting" not in done.stderr
    assert logging.getLogger("great_expectations.expectations.registry").level == logging.NOTSET

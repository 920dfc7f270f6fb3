"""Working out a configuration once changes nothing but the cost."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.registry import get_expectation_impl
from great_expectations.expectations.row_conditions import Column
from great_expectations.validator.validator import Validator

from expectations.polars_engine import PolarsExecutionEngine, validate
from expectations.polars_engine.prepared import Prepared

FRAME = pl.DataFrame({"a": [1, 2, 3, None], "s": ["x", "y", "y", None]})
SUITE: list[Expectation] = [
    gxe.ExpectColumnValuesToBeBetween(column="a", max_value=2, mostly=0.5, meta={"why": "so"}, description="at most two"),
    gxe.ExpectColumnValuesToBeInSet(column="s", value_set=["x"], row_condition=Column("a") > 1, severity="warning"),
    gxe.ExpectColumnValuesToBeUnique(column="s"),
    gxe.ExpectColumnMeanToBeBetween(column="a", min_value=5),
    gxe.ExpectColumnValuesToBeOfType(column="a", type_="int"),
    gxe.ExpectTableRowCountToEqual(value=4),
    gxe.ExpectColumnValuesToMatchRegex(column="s", regex="("),
]


@pytest.mark.parametrize("result_format", ["BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"])
def test_results_are_those_of_great_expectations_own_way(result_format: str) -> None:
    engine = PolarsExecutionEngine()
    engine.load_batch_data("frame", FRAME)
    plain = Validator(execution_engine=engine)
    configurations = [one.configuration for one in SUITE]
    for position, configuration in enumerate(configurations):
        configuration.id = str(position)
    found = plain.graph_validate(configurations, runtime_configuration={"result_format": result_format})
    wanted = {str(one.expectation_config.id): told(one) for one in found if one.expectation_config}
    assert {str(number): told(one) for number, one in enumerate(validate(FRAME.lazy(), SUITE, result_format))} == wanted


def told(result: Any) -> Any:
    """A result as JSON, without the lines of a stack."""
    document = result.to_json_dict()
    document["exception_info"] = "exception_traceback" in str(document["exception_info"]) and "regex" in str(document)
    return document


def test_a_configuration_makes_its_expectation_once_and_a_copy_its_own() -> None:
    first = Prepared.of(SUITE[0].configuration, "7")
    made = first.to_domain_obj()
    assert first.to_domain_obj() is made
    assert made.configuration is made.configuration
    assert made.configuration.to_domain_obj() is made
    other = deepcopy(first)
    other.kwargs["max_value"] = 9
    assert other.to_domain_obj().configuration.kwargs["max_value"] == 9
    assert first.to_domain_obj().configuration.kwargs["max_value"] == 2
    assert (other.id, other.meta, other.description) == ("7", {"why": "so"}, "at most two")


def test_the_registry_keeps_the_original_classes() -> None:
    made = Prepared.of(SUITE[0].configuration).to_domain_obj()
    assert isinstance(made, gxe.ExpectColumnValuesToBeBetween)
    assert get_expectation_impl("expect_column_values_to_be_between") is gxe.ExpectColumnValuesToBeBetween


def test_a_suite_asks_each_expectation_for_its_configuration_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    original = Expectation.configuration.fget  # type: ignore[attr-defined]

    def counted(self: Any) -> Any:
        asked.append(type(self).__name__)
        return original(self)

    kind = gxe.ExpectColumnValuesToNotBeNull
    monkeypatch.setattr(kind, "configuration", property(counted))
    validate(FRAME.lazy(), [kind(column="a")])
    assert 1 <= len(asked) <= 3

"""What is kept of a check is Great Expectations' own JSON, and no value of a cell is in it, whatever the expectation."""

from __future__ import annotations

import json
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.core import ExpectationValidationResult
from great_expectations.core.expectation_validation_result import expectationValidationResultSchema

from config.contracts import load_contracts
from config.tables import load_tables
from expectations.evidence import FIGURES, documents
from expectations.feeds import drop_suite, rows_suite
from expectations.judge import judge
from expectations.master import household_suite, master_suite
from expectations.suite import Check, Expectation, Suite

PLANTED, PLANTED_NUMBER = "不该出现的文字", 987_654_321
ROWS = pl.DataFrame({"name": ["甲", "甲", PLANTED, None], "number": [1, 2, PLANTED_NUMBER, 4]})
QUOTING = (
    Expectation("ExpectColumnValuesToBeInSet", {"column": "name", "value_set": ["甲"]}),
    Expectation("ExpectColumnValuesToBeBetween", {"column": "number", "max_value": 5}),
    Expectation("ExpectColumnMaxToBeBetween", {"column": "number", "max_value": 5}),
    Expectation("ExpectColumnDistinctValuesToBeInSet", {"column": "name", "value_set": ["甲"]}),
    Expectation("ExpectColumnMostCommonValueToBeInSet", {"column": "name", "value_set": ["乙"]}),
    Expectation("ExpectColumnQuantileValuesToBeBetween", {"column": "number", "quantile_ranges": {"quantiles": [1.0], "value_ranges": [[0, 1]]}}),
    Expectation(
        "ExpectColumnKLDivergenceToBeLessThan",
        {"column": "name", "partition_object": {"values": ["甲"], "weights": [1.0]}, "threshold": 0.1, "tail_weight_holdout": 0.1},
    ),
    Expectation("ExpectColumnMeanToBeBetween", {"column": "number", "max_value": 5}),
)  # fmt: skip


def kept(frame: pl.DataFrame, *expectations: Expectation, figures: bool = False) -> list[dict[str, Any]]:
    checks = tuple(Check(f"c{number}", one, "hold", "", "标题") for number, one in enumerate(expectations))
    verdict = judge(frame.lazy(), Suite("suite", checks, figures=figures))
    return [dict(one.evidence) for one in verdict.results]


def test_no_cell_is_kept_whatever_fails() -> None:
    found = kept(ROWS, *QUOTING)
    assert not any(one["success"] for one in found)
    text = json.dumps(found, ensure_ascii=False)
    assert PLANTED not in text
    assert str(PLANTED_NUMBER) not in text
    for one in found:
        assert set(one["result"]) <= {*FIGURES, "observed_value"}
        assert not isinstance(one["result"].get("observed_value"), str | list)


def test_counts_and_words_of_a_check_are_kept() -> None:
    (one,) = kept(ROWS, QUOTING[0])
    assert (one["result"]["element_count"], one["result"]["missing_count"], one["result"]["unexpected_count"]) == (4, 1, 1)
    config = one["expectation_config"]
    assert (config["type"], config["description"], config["severity"]) == (
        "expect_column_values_to_be_in_set",
        "标题",
        "critical",
    )
    assert config["meta"] == {"suite": "suite", "check": "c0", "attributes": {"severity": "hold", "expected": "1 values"}}


def test_of_a_check_over_figures_the_figure_is_kept() -> None:
    measured = Expectation("ExpectColumnValuesToBeBetween", {"column": "share", "max_value": 0.1})
    (one,) = kept(pl.DataFrame({"share": [0.25]}), measured, figures=True)
    assert (one["success"], one["result"]) == (False, {"observed_value": 0.25})


def test_a_check_that_tolerates_what_fails_is_kept_as_passed() -> None:
    tolerant = Check("c", QUOTING[0], "hold", "", "标题", tolerated=1)
    (one,) = judge(ROWS.lazy(), Suite("suite", (tolerant,))).results
    assert one.evidence["success"]
    assert one.evidence["result"]["unexpected_count"] == 1


def test_documents_are_a_suite_each_with_great_expectations_own_statistics() -> None:
    one, other = (
        kept(ROWS, QUOTING[0]),
        kept(ROWS, Expectation("ExpectColumnValuesToBeBetween", {"column": "number", "min_value": 0})),
    )
    for result in other:
        result["expectation_config"]["meta"]["suite"] = "second"
    first, second = documents([*one, *other])
    assert [first["suite_name"], second["suite_name"]] == ["suite", "second"]
    assert (first["success"], second["success"]) == (False, True)
    assert first["statistics"]["unsuccessful_expectations"] == 1
    assert second["statistics"]["success_percent"] == 100
    assert documents([]) == []


def test_great_expectations_reads_what_is_kept() -> None:
    (one,) = kept(ROWS, QUOTING[0])
    read = expectationValidationResultSchema.load(json.loads(json.dumps(one)))
    assert isinstance(read, ExpectationValidationResult)
    assert read.expectation_config is not None
    assert isinstance(read.expectation_config.to_domain_obj(), gxe.ExpectColumnValuesToBeInSet)


SUITES = [
    *(suite(contract) for contract in load_contracts().values() for suite in (rows_suite, drop_suite)),
    household_suite(load_tables()["household"]),
    master_suite(),
]


@pytest.mark.parametrize("suite", SUITES, ids=lambda one: one.name)
def test_the_types_kept_are_those_great_expectations_gives(suite: Suite) -> None:
    from expectations.evidence import evidence

    for check in suite.checks:
        made = evidence(suite, check, {}, success=True, observed=None, expected="")
        assert made["expectation_config"]["type"] == check.expectation.build().expectation_type
        assert json.loads(json.dumps(made, ensure_ascii=False)) == made

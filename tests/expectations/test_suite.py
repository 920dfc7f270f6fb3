"""A suite is data: ids stand for checks, columns are named, the object of Great Expectations is built when it is needed."""

from __future__ import annotations

import subprocess
import sys

import great_expectations.expectations as gxe
import pytest

from expectations.suite import Check, Expectation, Suite

PRESENT = Expectation("ExpectColumnValuesToNotBeNull", {"column": "a"})


def check(name: str) -> Check:
    return Check(name, PRESENT, "warning", "", "不为空")


@pytest.mark.parametrize(
    ("arguments", "column"),
    [
        ({"column": "a"}, "a"),
        ({"column_list": ["a", "b"]}, "a,b"),
        ({"column_A": "a", "column_B": "b"}, "a,b"),
        ({"value": 3}, ""),
    ],
)
def test_names_the_columns_it_looks_at(arguments: dict[str, object], column: str) -> None:
    assert Expectation("ExpectAnything", arguments).column == column


def test_builds_the_ordinary_object() -> None:
    assert PRESENT.build() == gxe.ExpectColumnValuesToNotBeNull(column="a")


def test_two_checks_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="ids must be unique"):
        Suite("s", (check("x"), check("x")))
    with pytest.raises(ValueError, match="ids must be unique"):
        Suite("s", (check("x"),)).with_checks([check("x")])


def test_further_checks_come_after_its_own() -> None:
    suite = Suite("s", (check("x"),), figures=True)
    more = suite.with_checks([check("y")])
    assert [one.id for one in more.checks] == ["x", "y"]
    assert (more.name, more.figures) == ("s", True)
    assert len(suite.checks) == 1


def test_suites_do_not_import_great_expectations() -> None:
    code = (
        "import sys, expectations.feeds, expectations.master, expectations.judge; sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

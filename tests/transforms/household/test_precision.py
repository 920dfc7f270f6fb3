from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from tests.transforms.household.factory import plan_of
from transforms.household.precision import decided, precision
from transforms.household.remembered import CHECKS


def check(finding: str, result: str, day: int, line: int = 0) -> dict[str, Any]:
    return {
        "finding_id": finding, "result": result, "checked_on": date(2024, 5, day), "until": None,
        "known_at": datetime(2024, 6, 1), "import_id": "i", "line": line,
    }  # fmt: skip


def known(*checks: dict[str, Any]) -> list[tuple[str, bool]]:
    return decided(pl.DataFrame(list(checks), schema=CHECKS).lazy()).sort("finding_id").collect().rows()


def test_the_newest_decision_of_a_finding_counts_and_assignments_and_waivers_do_not() -> None:
    checks = [check("a", "confirmed", 1), check("a", "not_confirmed", 2), check("a", "waived", 3), check("b", "assigned", 1)]
    assert known(*checks) == [("a", False)]


def test_of_one_day_the_later_line_counts() -> None:
    assert known(check("a", "confirmed", 1, line=3), check("a", "not_confirmed", 1, line=2)) == [("a", True)]


@pytest.mark.parametrize(
    ("confirmed", "of", "low", "high"),
    # Wilson's interval by R: prop.test(x, n, correct = FALSE)
    [(3, 10, 0.1078, 0.6032), (0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0), (29, 100, 0.2102, 0.3854)],
)
def test_the_interval_is_wilsons(confirmed: int, of: int, low: float, high: float) -> None:
    rows = pl.LazyFrame({"rule_id": ["R"] * of, "is_true": [place < confirmed for place in range(of)]})
    [row] = precision(plan_of({}), decided=rows).collect().to_dicts()
    assert (row["verified"], row["verified_true"], row["precision"]) == (of, confirmed, confirmed / of)
    assert row["precision_low"] == pytest.approx(low, abs=1e-4)
    assert row["precision_high"] == pytest.approx(high, abs=1e-4)

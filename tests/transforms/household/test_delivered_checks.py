"""Results of checks that came as a feed count as imported ones do; what no finding bears is told, and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl

from tests.transforms.household.factory import plan_of
from transforms.household.delivered_checks import NEEDS, told, unused, with_delivered
from transforms.household.lifecycle import counting
from transforms.household.precision import decided
from transforms.household.remembered import CHECKS, NOTHING
from transforms.household.tables import schema_of

FEED = "registry/verifications"
FIRST, DAY = date(2024, 5, 1), date(2024, 5, 20)


def delivered(*rows: dict[str, Any]) -> pl.LazyFrame:
    usual = {"finding_id": "f1", "result": "confirmed", "checked_on": DAY, "_drop_id": "d", "_sheet": ""}
    full = [usual | {"_known_at": datetime(2024, 5, 21), "_row": at} | row for at, row in enumerate(rows, start=2)]
    found = told(plan_of({}), {FEED: pl.DataFrame([{n: r.get(n) for n in NEEDS} for r in full], schema=NEEDS).lazy()})
    assert found is not None
    return found


def findings(*ids: str) -> pl.LazyFrame:
    rows = [{"finding_id": one, "first_seen": FIRST, "rule_id": "GA01"} for one in ids]
    return pl.DataFrame([dict.fromkeys(schema_of("findings")) | row for row in rows], schema=schema_of("findings")).lazy()


def newest(imported: list[dict[str, Any]], *rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    usual = {"finding_id": "f1", "checked_on": DAY, "until": None, "known_at": datetime(2024, 5, 22), "import_id": "i", "line": 2}
    checks = pl.DataFrame([usual | row for row in imported], schema=CHECKS).lazy()
    both = with_delivered(replace(NOTHING, checks=checks, findings=findings("f1")), delivered(*rows)).checks
    return counting(both, plan_of({})).collect().rows()


def test_a_delivered_result_counts_like_an_imported_one() -> None:
    assert newest([], {}) == newest([{"result": "confirmed"}]) == [("f1", "confirmed", DAY, None)]
    assert newest([{"result": "confirmed"}], {}) == [("f1", "confirmed", DAY, None)], "by both ways: once"


def test_the_later_one_wins_whichever_way_it_came() -> None:
    assert newest([{"result": "not_confirmed"}], {}) == [("f1", "not_confirmed", DAY, None)], "imported after the file"
    later = {"checked_on": date(2024, 5, 21)}
    assert newest([{"result": "not_confirmed"}], later) == [("f1", "confirmed", later["checked_on"], None)]


def test_precision_counts_a_finding_once() -> None:
    remembered = replace(NOTHING, findings=findings("f1", "f2"))
    rows = delivered({}, {"checked_on": date(2024, 5, 21), "result": "not_confirmed"}, {"finding_id": "f2"})
    assert sorted(decided(with_delivered(remembered, rows).checks).collect().rows()) == [("f1", False), ("f2", True)]


def test_what_an_import_refuses_does_not_count_and_is_told_by_row() -> None:
    rows = delivered(
        {},
        {"finding_id": "f?"},
        {"checked_on": date(2024, 4, 30)},
        {"result": "waived"},
        {"result": "waived", "until": FIRST},
        {"checked_on": date(2024, 6, 1)},
    )
    assert unused(rows, findings("f1")).select("reason", "drop_id", "row").collect().rows() == [
        ("unknown_finding", "d", 3),
        ("before_first_seen", "d", 4),
        ("no_until", "d", 5),
        ("until_before_checked", "d", 6),
    ], "and what was seen after the night's day is for a later one"
    kept = with_delivered(replace(NOTHING, findings=findings("f1")), rows).checks.collect()
    assert kept["line"].to_list() == [2, 3], "a finding that only tonight finds is known tonight"


def test_without_such_a_feed_nothing_is_added() -> None:
    assert told(plan_of({}), {}) is None
    assert with_delivered(NOTHING, None) is NOTHING
    assert unused(None, findings("f1")).collect().is_empty()

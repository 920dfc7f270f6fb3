"""A department, or a town, that stopped delivering is a finding with an owner."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from tests.transforms.household.factory import AS_OF, ENROLMENT, ROSTER, STUDENTS, night_of, state
from transforms.stages import Promised

PROMISED = {
    ROSTER: Promised("民政局", 31, by_town=True),
    ENROLMENT: Promised("医疗保障局", 31, by_town=False),
    STUDENTS: Promised("教育局", 31, by_town=False),
}


def silent(freshness: dict[str, date], towns: dict[tuple[str, str], date] | None = None) -> list[tuple[str, str, str]]:
    """(rule, subject, owner) of the findings of silence."""
    given: dict[str, Any] = {"promised": PROMISED, "freshness": freshness, "towns": towns or {}}
    found = night_of({ROSTER: state(ROSTER, {"id_number": "A"})}, **given)["findings"].filter(pl.col("kind") == "silence")
    return sorted(found.select("rule_id", "subject_id", "owner").iter_rows())


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def test_twice_the_cadence_without_data_is_silence() -> None:
    assert silent({ROSTER: ago(1), ENROLMENT: ago(62), STUDENTS: ago(62)}) == []
    assert silent({ROSTER: ago(1), ENROLMENT: ago(63), STUDENTS: ago(62)}) == [("SI01", ENROLMENT, "医疗保障局")]


def test_what_was_never_delivered_is_silence() -> None:
    assert silent({ROSTER: ago(1), ENROLMENT: ago(1)}) == [("SI01", STUDENTS, "教育局")]


def test_a_town_is_silent_where_the_others_of_its_feed_are_not() -> None:
    fresh = {ROSTER: ago(1), ENROLMENT: ago(1), STUDENTS: ago(1)}
    towns = {(ROSTER, "青石镇"): ago(1), (ROSTER, "白沙镇"): ago(63), (ENROLMENT, "白沙镇"): ago(63)}
    assert silent(fresh, towns) == [("SI02", f"{ROSTER}|白沙镇", "白沙镇")]

"""Statistics of villages: exact in small cases, and no more false alarms under the null than stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest

from config.standards import load_standards
from config.statistics import Statistic
from tests.transforms.household.exits import further
from tests.transforms.household.factory import AS_OF, ROSTER, night_of, plan_of, state, the
from transforms.household.statistics import statistics

ALL = load_standards()
INCOMES, VILLAGES = "registry/incomes", "registry/villages"
LINE = 4000.0  # the poverty line of the factory's day


def looked(name: str, villages: Sequence[Sequence[Any]], dtype: Any = pl.Float64, **columns: Any) -> pl.DataFrame:
    """One statistic over villages, given the value of each household."""
    one: Statistic = ALL.statistics[name]
    rows = [(f"{place:04d}", value) for place, values in enumerate(villages) for value in values]
    homes = pl.LazyFrame(rows, schema={"village_code": pl.String, one.value: dtype}, orient="row")
    asked = {"registered": True, "household_type": "exited", **columns}
    night = plan_of({INCOMES: pl.DataFrame(), ROSTER: pl.DataFrame()}, standards=replace(ALL, statistics={name: one}))
    return statistics(night, asked_homes=homes.with_columns(pl.lit(value).alias(key) for key, value in asked.items())).collect()


def test_incomes_right_above_the_line_are_held_against_those_next_above() -> None:
    inside, above, outside = [LINE, LINE * 1.1 - 0.01] * 8, [LINE * 1.1, LINE * 1.2 - 0.01], [LINE - 0.01, LINE * 1.2, None]
    found = the(looked("incomes_above_line", [inside + above + outside]))
    assert (found["found"], found["of"], found["expected"], found["state"]) == (16, 18, 9, "suspect")
    assert found["chance"] == pytest.approx((153 + 18 + 1) / 2**18, rel=1e-5)


def test_of_few_nothing_is_said_and_a_likely_count_is_plausible() -> None:
    found = looked("incomes_above_line", [[LINE] * 11, [LINE] * 12 + [LINE * 1.15] * 8])
    assert found.select("state", "chance").rows() == [("too_few", None), ("plausible", pytest.approx(0.251722, rel=1e-5))]


def test_one_income_in_common() -> None:
    found = the(looked("incomes_alike", [[4100.0] * 4 + [5000.0 + 10 * place for place in range(6)]]))
    # 10 / 4 times the probability that three or more of the nine others have it, each with 0.02.
    tail = 1 - sum(ways * 0.02**hits * 0.98 ** (9 - hits) for hits, ways in enumerate((1, 9, 36)))
    assert (found["found"], found["of"], found["expected"]) == (4, 10, 0.2)
    assert found["chance"] == pytest.approx(2.5 * tail, rel=1e-5)


def test_a_value_is_told_only_where_it_is_suspect() -> None:
    found = looked("incomes_same_day", [[date(2024, 3, 5)] * 20, [date(2024, 3, 1 + place) for place in range(20)]], pl.Date)
    assert found.select("state", "value", "found").rows() == [("suspect", "2024-03-05", 20), ("plausible", None, 1)]


def test_who_is_not_looked_at_or_has_no_value_does_not_count() -> None:
    assert looked("incomes_above_line", [[LINE] * 20], household_type="poor").is_empty()
    assert looked("incomes_alike", [[None] * 20]).is_empty()
    assert looked("incomes_alike", [[4100.0] * 20], registered=pl.Series([None], dtype=pl.Boolean).item()).is_empty()


def made(name: str, draw: Any, villages: int = 3000) -> pl.DataFrame:
    pick = Random(7)
    return looked(name, [[draw(pick) for _ in range(pick.choice((12, 30, 60)))] for _ in range(villages)])


@pytest.mark.parametrize("alarm", [0.2, 0.05, 0.01])
def test_under_the_null_there_are_no_more_false_alarms_than_stated(alarm: float) -> None:
    """Incomes as likely in both windows, and incomes of fifty tens as likely each: the worst that the nulls allow."""
    bunched = made("incomes_above_line", lambda pick: LINE * (1 + 0.2 * pick.random()))
    alike = made("incomes_alike", lambda pick: 4000.0 + 10 * pick.randrange(50))
    for found in (bunched, alike):
        share = found.filter(pl.col("chance") < alarm).height / found.filter(pl.col("state") != "too_few").height
        assert share <= alarm + 2 * (alarm / 3000) ** 0.5
    assert bunched.filter(pl.col("chance") < alarm).height > 0


def test_made_up_villages_are_found_in_the_findings_and_others_are_not() -> None:
    rows = [
        {
            "household_no": f"{village}{place}",
            "village_code": f"11010100100{village}",
            "village": f"V{village}",
            "household_type": "exited",
        }
        for village in (1, 2)
        for place in range(30)
    ]
    told = [
        {"household_no": f"{village}{place}", "year": 2023, "income_per_capita": 410_000 if village == 1 else 300_000 + 7_000 * place,
         "surveyed_on": date(2024, 1, 1 + place)}
        for village in (1, 2)
        for place in range(30)
    ]  # fmt: skip
    listed = further(
        VILLAGES, {"village_code": "110101001001", "year": 2023, "level": "none", "_drop_id": "d", "_sheet": "", "_row": 2}
    )
    tables = night_of({ROSTER: state(ROSTER, *rows), INCOMES: further(INCOMES, *told), VILLAGES: listed})
    found = tables["findings"].filter(pl.col("kind") == "digital_exit")
    assert found.select("rule_id", "village_code", "owner").rows() == [
        (rule, "110101001001", "Town") for rule in ("DE01", "DE02")
    ]
    assert "该村 30 户登记户中，有 30 户上年人均纯收入完全相同，疑似统一填报。" in found["message"].to_list()
    assert found["evidence"].list.len().to_list() == [1, 1]
    suspect = tables["village_statistics"].filter(pl.col("state") == "suspect")
    assert suspect.select("statistic", "village", "value").rows() == [
        ("incomes_above_line", "V1", None),
        ("incomes_alike", "V1", "4100.0"),
    ]


def test_without_the_feed_nobody_is_looked_at() -> None:
    night = plan_of({ROSTER: pl.DataFrame()})
    assert statistics(night, asked_homes=pl.LazyFrame()).collect().is_empty()
    assert night.as_of == AS_OF

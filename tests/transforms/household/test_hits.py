"""Every rule of the pack in one small town: exactly its cases are found, each with an owner and the rows to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest

from config.rules import load_rules
from tests.transforms.household.factory import ENROLMENT, night_of
from tests.transforms.household.situations import Town, town
from transforms.household.remembered import Remembered

Tables = Mapping[str, pl.DataFrame]


@pytest.fixture(scope="module")
def there() -> Town:
    return town()


@pytest.fixture(scope="module")
def tables(there: Town) -> Tables:
    states = there.states()
    before = (
        states[ENROLMENT]
        .filter(pl.col("psn_no") == "mN5")
        .with_columns(status=pl.lit("active"), _data_date=pl.lit(date(2024, 4, 30)))
    )
    return night_of(states, Remembered(insured=before.lazy()))


def found(tables: Tables) -> set[tuple[str, str]]:
    """(rule, person_id or household number) of every finding."""
    homes = dict(tables["household"].select("household_id", "household_no").iter_rows())
    rows = tables["findings"].select("rule_id", "subject_id").iter_rows()
    return {(rule, homes.get(subject, subject)) for rule, subject in rows}


@pytest.mark.parametrize(
    "rule", sorted(rule.id for rule in load_rules().values() if rule.grain in ("person", "household") and not rule.needs)
)
def test_a_rule_finds_its_cases_and_no_near_miss(there: Town, tables: Tables, rule: str) -> None:
    wanted = {"bad-number"} if rule == "ID01" else {subject for one, subject in there.expected if one == rule}
    assert wanted
    subjects = {subject for one, subject in found(tables) if one == rule}
    if rule == "ID01":
        # Whose number is unusable has an id that nobody can know beforehand.
        subjects = set(
            tables["findings"].filter(pl.col("rule_id") == rule).join(tables["household"], on="household_id")["household_no"]
        )
    assert subjects == wanted


def test_every_finding_has_an_owner_cells_and_a_day(tables: Tables) -> None:
    findings = tables["findings"]
    assert findings["owner"].null_count() == 0
    assert findings["evidence"].list.len().min() > 0
    assert (findings["due"] > findings["opened_on"]).all()
    assert findings["finding_id"].is_unique().all()


def test_open_work_is_counted_on_the_household_and_the_village(tables: Tables) -> None:
    of_homes = tables["findings"].filter(pl.col("household_id").is_not_null())
    assert tables["household"]["open_findings"].sum() == of_homes.height
    assert tables["village"]["open_findings"].sum() == of_homes.height


def test_a_rule_says_how_often_it_hit(tables: Tables) -> None:
    hits = dict(tables["rules"].select("rule_id", "hits").iter_rows())
    counted = tables["findings"].group_by("rule_id").len().iter_rows()
    assert {rule: count for rule, count in hits.items() if count} == dict(counted)


def test_the_message_says_the_figure_and_no_name(tables: Tables) -> None:
    [message] = tables["findings"].filter(pl.col("rule_id") == "EX03")["message"]
    assert "20,000" in message

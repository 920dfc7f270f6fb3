"""Every rule over further feeds finds its cases and no near miss, with the rows to look at; a feed that never came is unknown, never a hit."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from config.standards import load_standards
from tests.transforms.household.departments import CASES, FOUND_IN_VILLAGES, FURTHER, Case, states
from tests.transforms.household.factory import ROSTER, night_of, person

OF_VILLAGES = ("digital_exit", "village")
"""Kinds whose rules have their cases in test_statistics and test_progress."""
RULES = {name: rule for name, rule in load_standards().rules.items() if rule.needs and rule.kind not in OF_VILLAGES}
Found = Mapping[str, set[str]]


@pytest.fixture(scope="module")
def tables() -> Mapping[str, pl.DataFrame]:
    return night_of(states())


@pytest.fixture(scope="module")
def found(tables: Mapping[str, pl.DataFrame]) -> dict[str, set[str]]:
    """Household number, village code or person -> the rules over further feeds that found it."""
    homes = dict(tables["household"].select("household_id", "household_no").iter_rows())
    said: dict[str, set[str]] = {}
    for rule, subject in tables["findings"].select("rule_id", "subject_id").iter_rows():
        if rule in RULES:
            said.setdefault(homes.get(subject, subject), set()).add(rule)
    return said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_a_case_is_found_by_its_rules_alone(case: Case, found: Found) -> None:
    # A rule about a person finds the person, one about a household the household.
    assert found.get(case.number, set()) | found.get(person(case.number), set()) == set(case.found)


@pytest.mark.parametrize("village", FOUND_IN_VILLAGES)
def test_a_village_is_found_by_its_rules_alone(village: str, found: Found) -> None:
    assert found.get(village, set()) == FOUND_IN_VILLAGES[village]


def test_whom_only_further_feeds_name_is_found_too_and_asked_nothing_else(
    found: Found, tables: Mapping[str, pl.DataFrame]
) -> None:
    assert found[person("payee")] == {"FU05"}
    assert found[person("stranger")] == {"PR02"}
    mine = tables["findings"].filter(pl.col("subject_id").is_in([person("payee"), person("stranger")]))
    assert {*mine["rule_id"]} == {"FU05", "PR02"}
    assert {*mine["owner"]} == {"agriculture", "finance"}
    assert person("stranger") not in tables["person"]["person_id"]


def test_every_rule_has_a_case(found: Found) -> None:
    assert set.union(*found.values()) == RULES.keys()


def test_every_finding_has_cells_an_owner_and_a_sentence_without_gaps(tables: Mapping[str, pl.DataFrame]) -> None:
    mine = tables["findings"].filter(pl.col("rule_id").is_in([*RULES]))
    assert mine["evidence"].list.len().min() != 0
    assert mine["owner"].null_count() == 0
    assert not mine["message"].str.contains(r"[{}—]").any()
    for rule, feeds in mine.select("rule_id", pl.col("evidence").list.eval(pl.element().struct.field("feed"))).iter_rows():
        named = {
            load_standards().feed_of(item.trace) for item in RULES[rule].evidence if item.trace in load_standards().indicators
        }
        assert not named or named & set(feeds), rule


def test_what_is_open_about_a_village_is_counted_on_it_and_its_town(tables: Mapping[str, pl.DataFrame]) -> None:
    of_homes = tables["household"]["open_findings"].sum()
    of_villages = sum(map(len, FOUND_IN_VILLAGES.values()))
    assert tables["village"]["open_findings"].sum() == of_homes + of_villages
    assert tables["town"]["open_findings"].sum() == of_homes + of_villages


def test_money_twice_points_to_both_rows(tables: Mapping[str, pl.DataFrame]) -> None:
    cells = tables["findings"].filter(pl.col("rule_id") == "FU04")["evidence"].explode().struct.unnest()
    assert cells.filter(pl.col("column") == "item")["row"].n_unique() == 2


@pytest.mark.slow
@pytest.mark.parametrize("feed", FURTHER)
def test_a_feed_that_never_came_makes_its_rules_wait(feed: str) -> None:
    without = night_of({name: frame for name, frame in states().items() if name != feed})
    waiting = {name for name, rule in RULES.items() if feed in rule.needs}
    hits = {*without["findings"]["rule_id"]}
    assert hits.isdisjoint(waiting)
    said = {name for name, awaits in without["rules"].select("rule_id", "awaits").iter_rows() if awaits and name in RULES}
    assert said == waiting


def test_without_the_register_nobody_is_called_unregistered() -> None:
    without = night_of({name: frame for name, frame in states().items() if name != ROSTER})
    assert "PR02" not in without["findings"]["rule_id"]

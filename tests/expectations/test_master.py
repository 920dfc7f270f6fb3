"""The master suites hold an edition that contradicts itself, and the certificate says so."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from config.tables import load_tables
from expectations.judge import judge
from expectations.master import (
    FEW_ROWS,
    certificate,
    household_suite,
    master_measures,
    master_suite,
    person_suite,
    table_suite,
)
from expectations.suite import Check
from expectations.verdict import OUTCOME_OF, Outcome, Verdict
from tests.expectations.rows import household, person, table, with_cell

TABLES = load_tables()
HOUSEHOLDS = table("household", household(1, "p1", "p2"), household(2, "p3"))
PERSONS = table("person", person("p1", 1), person("p2", 1), person("p3", 2), person("p4", None))
SUITES = {"household": household_suite(TABLES["household"]), "person": person_suite(TABLES["person"])}
SOUND = {"household": HOUSEHOLDS, "person": PERSONS}


def measured(
    households: pl.DataFrame = HOUSEHOLDS, persons: pl.DataFrame = PERSONS, before: tuple[int | None, int | None] = (None, None)
) -> pl.LazyFrame:
    return master_measures(households.lazy(), persons.lazy(), previous_households=before[0], previous_persons=before[1])


def of_master(*given: Any, **named: Any) -> Verdict:
    return judge(measured(*given, **named), master_suite())


@pytest.mark.parametrize("name", SOUND)
def test_sound_tables_are_accepted(name: str) -> None:
    assert judge(SOUND[name].lazy(), SUITES[name]).outcome == "accept"
    assert of_master().outcome == "accept"


def broken(frame: pl.DataFrame, check: Check) -> pl.DataFrame:
    """The table with just what this check asks for broken."""
    rule, _, column = check.id.partition(".")
    match rule:
        case "key_unique":
            (key,) = check.expectation.column.split(",")
            return with_cell(frame, key, frame[key][1])
        case "required":
            return with_cell(frame, column, None)
        case "values":
            return with_cell(frame, column, 99 if frame.schema[column].is_integer() else "unheard_of")
        case "size_plausible":
            return pl.concat([frame.with_columns(household_id=f"x{copy}" + pl.col("household_id"), size=61) for copy in range(2)])
    raise AssertionError(f"say how {check.id} breaks")


@pytest.mark.parametrize(
    ("name", "check"),
    [pytest.param(name, check, id=f"{name}-{check.id}") for name, suite in SUITES.items() for check in suite.checks],
)
def test_every_table_check_can_fail_and_only_it(name: str, check: Check) -> None:
    verdict = judge(broken(SOUND[name], check).lazy(), SUITES[name])
    assert [one.id for one in verdict.failed] == [check.id]
    assert verdict.outcome == OUTCOME_OF[check.severity]


@pytest.mark.parametrize("name", SOUND)
def test_a_contradiction_within_a_table_is_critical(name: str) -> None:
    severities = {check.id: check.severity for check in SUITES[name].checks}
    assert set(severities.values()) - {"critical"} <= {"warning"}
    assert severities["key_unique"] == "critical"
    assert {f"required.{column.name}" for column in TABLES[name].columns if column.required} <= set(severities)


REFERENCES: dict[str, tuple[pl.DataFrame, pl.DataFrame]] = {
    "members_unknown": (table("household", household(1, "p1", "p9"), household(2, "p3")), PERSONS),
    "members_elsewhere": (HOUSEHOLDS, table("person", person("p1", 2), person("p2", 1), person("p3", 2))),
    "persons_without_household_row": (HOUSEHOLDS, pl.concat([PERSONS, table("person", person("p5", 7))])),
    "size_over_members": (table("household", household(1, "p1", "p2", size=3), household(2, "p3")), PERSONS),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_a_broken_reference_between_the_tables_is_critical(name: str) -> None:
    verdict = of_master(*REFERENCES[name])
    assert [(one.id, one.observed) for one in verdict.failed] == [(name, 1)]
    assert verdict.outcome == "refuse"


def test_a_person_in_two_households_is_critical() -> None:
    verdict = of_master(table("household", household(1, "p1", "p2"), household(2, "p3", "p1")))
    assert {one.id for one in verdict.failed} == {"members_twice", "members_elsewhere"}
    assert verdict.outcome == "refuse"


def test_a_person_named_twice_in_one_household_is_in_one_household() -> None:
    verdict = of_master(table("household", household(1, "p1", "p1", "p2"), household(2, "p3")))
    assert "members_twice" not in {one.id for one in verdict.failed}


def test_no_household_at_all_is_critical() -> None:
    verdict = of_master(HOUSEHOLDS.clear(), table("person", person("p1", None)))
    assert [one.id for one in verdict.failed] == ["households_there"]
    assert verdict.outcome == "refuse"


def many(households: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    return (
        table("household", *(household(number, f"p{number}") for number in range(households))),
        table("person", *(person(f"p{number}", number) for number in range(households))),
    )


@pytest.mark.parametrize(
    ("now", "before", "failed"),
    [
        (110, 110, []),
        (100, 111, []),
        (100, 112, ["households_shrunk", "persons_shrunk"]),
        (150, 100, []),
        (151, 100, ["households_grown", "persons_grown"]),
        (10, FEW_ROWS - 1, []),
        (10, None, []),
    ],
)
def test_a_size_far_from_last_night_is_for_a_person_to_release(now: int, before: int | None, failed: list[str]) -> None:
    verdict = of_master(*many(now), before=(before, before))
    assert [one.id for one in verdict.failed] == failed
    assert verdict.outcome == ("hold" if failed else "accept")


def test_every_master_check_fails_in_some_test_above() -> None:
    sizes = {f"{table}_{change}" for table in ("households", "persons") for change in ("shrunk", "grown")}
    assert {check.id for check in master_suite().checks} == {*REFERENCES, "members_twice", "households_there", *sizes}


def test_a_key_of_several_columns_is_unique_as_a_whole() -> None:
    suite = table_suite(TABLES["person_field"])
    unique = next(check for check in suite.checks if check.id == "key_unique")
    key = TABLES["person_field"].key
    assert len(key) > 1
    assert unique.expectation.column == ",".join(key)
    frame = pl.DataFrame({column: ["a", "a"] for column in key})
    only = dict.fromkeys(["key_unique"])
    suite = type(suite)(suite.name, tuple(check for check in suite.checks if check.id in only))
    assert judge(frame.lazy(), suite).outcome == "refuse"
    assert judge(frame.with_columns(pl.Series(key[0], ["a", "b"])).lazy(), suite).outcome == "accept"


@pytest.mark.parametrize(
    ("outcomes", "outcome", "published"),
    [
        (("accept", "accept"), "accept", True),
        (("accept", "warn"), "warn", True),
        (("hold", "warn"), "hold", False),
        (("refuse", "accept"), "refuse", False),
    ],
)
def test_only_what_was_accepted_is_published(outcomes: tuple[Outcome, Outcome], outcome: str, published: bool) -> None:
    verdicts = [Verdict(name, one, ()) for name, one in zip("ba", outcomes, strict=True)]
    found = certificate(verdicts)
    assert (found["outcome"], found["published"]) == (outcome, published)
    assert found == certificate(reversed(verdicts))


def test_the_certificate_counts_checks_and_holds_no_person() -> None:
    twice = with_cell(HOUSEHOLDS, "household_id", "h2")
    found = certificate([judge(twice.lazy(), SUITES["household"]), judge(PERSONS.lazy(), SUITES["person"]), of_master()])
    assert (found["outcome"], found["published"], found["failed"]) == ("refuse", False, 1)
    assert found["checks"] == sum(len(suite.checks) for suite in (*SUITES.values(), master_suite()))
    written = json.dumps(found, ensure_ascii=False)
    for cell in ("h2", "p1", "青石镇", "上河村", "610802101201"):
        assert f'"{cell}"' not in written

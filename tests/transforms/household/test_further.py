"""Rules over a feed that nobody knew before: of persons, households and villages, with the rows that made them hit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from config.contracts import Column
from config.entries import Example
from config.indicators import Indicator, Take
from config.rules import Evidence, Rule
from config.standards import Standards, load_standards
from config.tables import load_tables
from tests.transforms.factory import contract
from tests.transforms.household.factory import AS_OF, ROSTER, night_of, state, the
from transforms.household.remembered import Remembered

STALLS = "market/stalls"
VILLAGE = "110101001001"
CONTRACT = contract(
    (
        Column("stall_no", "摊位编号", "text"),
        Column("household_no", "户编号", "text"),
        Column("id_number", "身份证号", "id"),
        Column("village_code", "行政区划代码", "text"),
        Column("rent", "租金", "money"),
        Column("opened_on", "开业日期", "date"),
    ),
    key=("stall_no",),
)


def indicator(name: str, grain: Any, take: Take, **given: Any) -> Indicator:
    usual: dict[str, Any] = {"feed": STALLS, "title": "某项", "unit": "", "silence": "no", "dated_by": "opened_on"}
    return Indicator(name=name, grain=grain, take=take, **{**usual, **given})


INDICATORS = (
    indicator("has_stall", "person", Take("any"), where="rent > 100"),
    indicator("stall_rent", "household", Take("sum", "rent")),
    indicator("stalls", "village", Take("count")),
    indicator("dearest_stall", "village", Take("max", "rent"), silence="unknown"),
)


def rule(rule_id: str, grain: Any, expression: str, *evidence: tuple[str, str, str], **given: Any) -> Rule:
    usual: dict[str, Any] = {
        "version": "1",
        "kind": "market",
        "title": "摆摊",
        "message": "疑似摆摊。",
        "advice": "请核查。",
        "severity": "low",
        "effective_from": date(2000, 1, 1),
        "verifier": "village",
        "due_days": "finding_due_days",
        "hit": Example({}),
        "miss": Example({}),
        "needs": (STALLS,),
    }
    cells = tuple(Evidence(of, trace, column) for of, trace, column in evidence)  # type: ignore[arg-type]  # one of three words
    return Rule(**{**usual, "id": rule_id, "grain": grain, "expression": expression, "evidence": cells, **given})


RULES = (
    rule("MA01", "person", "has_stall", ("subject", "has_stall", "stall_no")),
    rule(
        "MA02",
        "household",
        "member AND stall_rent > 0",
        ("household", "home", "household_type"),
        ("household", "stall_rent", "rent"),
        ("member", "has_stall", "stall_no"),
        member="has_stall",
    ),
    rule(
        "MA03",
        "village",
        "stalls >= 2 AND poor_households = 0",
        ("subject", "stalls", "stall_no"),
        message="可能有 {stalls} 个摊位。",
    ),
    rule("MA04", "village", "dearest_stall > 0", ("subject", "dearest_stall", "rent"), verifier="town"),
)


def standards() -> Standards:
    known = load_standards()
    return replace(
        known,
        indicators={**known.indicators, **{item.name: item for item in INDICATORS}},
        contracts={**known.contracts, STALLS: CONTRACT},
        rules={item.id: item for item in RULES},
    )


def stall(place: int, **given: Any) -> dict[str, Any]:
    where = {"_drop_id": "drop-stalls", "_sheet": "摊位", "_row": place}
    usual = {"household_no": "1", "village_code": VILLAGE, "rent": 20_000, "opened_on": date(2024, 1, 1)}
    cells = {**where, **usual, **given}
    return {**cells, "id_number__person": cells.pop("who", None)}


def stalls(*rows: Mapping[str, Any]) -> pl.DataFrame:
    schema = {
        "_drop_id": pl.String(),
        "_sheet": pl.String(),
        "_row": pl.UInt32(),
        "household_no": pl.String(),
        "village_code": pl.String(),
        "rent": pl.Int64(),
        "opened_on": pl.Date(),
        "id_number__person": pl.String(),
    }
    return pl.DataFrame(list(rows), schema=schema)


HOMES = {
    ROSTER: state(ROSTER, {"household_no": "1", "id_number": "a", "relation": "head"}, {"household_no": "2", "id_number": "b"})
}
OLDER, DEARER = stall(2, who="pa", rent=9_000), stall(3, who="pa")
LATER = stall(4, who="pb", opened_on=date(2024, 6, 1))


@pytest.fixture(scope="module")
def tables() -> Mapping[str, pl.DataFrame]:
    return night_of({**HOMES, STALLS: stalls(OLDER, DEARER, LATER)}, standards=standards())


def cells(finding: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    return [(cell["feed"], cell["row"], cell["column"]) for cell in finding["evidence"]]


def test_a_persons_evidence_is_the_rows_that_counted(tables: Mapping[str, pl.DataFrame]) -> None:
    finding = the(tables["findings"], rule_id="MA01")
    assert (finding["subject_id"], finding["kind"], finding["owner"]) == ("pa", "market", "TownVillage")
    assert cells(finding) == [(STALLS, 3, "stall_no")]
    assert finding["evidence"][0]["sheet"] == "摊位"


def test_a_household_has_rows_of_its_own_and_of_its_members(tables: Mapping[str, pl.DataFrame]) -> None:
    finding = the(tables["findings"], rule_id="MA02")
    assert cells(finding) == [(ROSTER, 2, "household_type"), (STALLS, 3, "rent"), (STALLS, 2, "rent"), (STALLS, 3, "stall_no")]


def test_a_village_is_a_subject_with_place_owner_and_figures(tables: Mapping[str, pl.DataFrame]) -> None:
    finding = the(tables["findings"], rule_id="MA03")
    assert (finding["subject_id"], finding["village_code"], finding["household_id"]) == (VILLAGE, VILLAGE, None)
    assert (finding["grain"], finding["town"], finding["owner"]) == ("village", "Town", "TownVillage")
    assert finding["message"] == "可能有 2 个摊位。"
    assert [row for _, row, _ in cells(finding)] == [2, 3]
    # Only the row that holds the largest value made the answer.
    assert [row for _, row, _ in cells(the(tables["findings"], rule_id="MA04"))] == [3]
    assert the(tables["findings"], rule_id="MA04")["owner"] == "Town"


def test_findings_of_villages_are_as_the_contract_says(tables: Mapping[str, pl.DataFrame]) -> None:
    grains = {*tables["findings"]["grain"]}
    assert grains == {"person", "household", "village"}
    assert grains <= {*load_tables()["findings"].by_name["grain"].values}


def test_a_rule_waits_for_its_feed_and_closes_nothing_meanwhile(tables: Mapping[str, pl.DataFrame]) -> None:
    first = tables["findings"].with_columns(edition=pl.date(2024, 4, 30))
    without = night_of(HOMES, Remembered(findings=first.lazy()), standards=standards())
    assert without["rules"]["awaits"].to_list() == [[STALLS]] * len(RULES)
    assert without["rules"]["hits"].sum() == 0
    assert set(without["findings"]["status"]) == {"open"}
    assert without["findings"].height == first.height
    kept = without["findings"].join(first.select("finding_id", was="message"), on="finding_id")
    assert (kept["message"] == kept["was"]).all()


def test_a_feed_that_came_and_has_no_row_of_it_closes_a_finding(tables: Mapping[str, pl.DataFrame]) -> None:
    gone = night_of({**HOMES, STALLS: stalls()}, Remembered(findings=tables["findings"].lazy()), standards=standards())
    states = dict(gone["findings"].select("rule_id", "status").iter_rows())
    # The largest of no stalls is unknown, and unknown closes nothing.
    assert states == {"MA01": "closed", "MA02": "closed", "MA03": "closed", "MA04": "open"}
    assert {*gone["findings"]["edition"]} == {AS_OF}

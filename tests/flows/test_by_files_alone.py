"""A feed, indicators, a condition of the exit gate and a kind of rule that nobody saw before: files in a folder, and no code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from config.gates import GATES
from flows.desk import check_contracts_command
from flows.errors import Misuse
from flows.explain import explain
from flows.findings.filters import Wanted
from flows.findings.listing import list_findings
from flows.ingest import ingest
from flows.lake.init import create
from flows.lake.published import manifest
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.roster import drop_roster, number
from tests.flows.test_ninth_feed import CONTRACT

pytestmark = pytest.mark.slow
WITH_PERSON = """
      - name: id_number
        businessName: 身份证号
        logicalType: string
        physicalType: string
        classification: sensitive
        customProperties:
          - {property: type, value: id}
          - {property: privacy, value: id}
          - {property: purpose, value: Join}
          - {property: retention, value: P10Y}
"""
INDICATORS = """
heated:
  grain: household
  feed: housing/heating
  title: 已通集中供暖
  unit: ""
  where: moved_in_on <= as_of
  take: any
  dated_by: moved_in_on
  silence: "no"
heating_holder:
  grain: person
  feed: housing/heating
  title: 供暖户主
  unit: ""
  take: any
  dated_by: moved_in_on
  silence: "no"
"""
CONDITION = """
  - id: heating
    title: 冬季取暖有保障
    member: heating_holder
    expression: heated AND member
    evidence: [heated]
    owner: housing/heating
    met: {household: {heated: true}, members: [{heating_holder: true}]}
    unmet: {household: {heated: false}, members: [{heating_holder: true}]}
"""
RULES = """
kind: heating
prefix: HE
title: 供暖
place: 80
rules:
  - id: HE01
    version: "1"
    grain: household
    title: 贫困户已享受集中供暖
    message: 该户可能已住进集中供暖的房屋。
    advice: 请入户核实住房情况。
    severity: low
    effective_from: 2000-01-01
    needs: [housing/heating]
    expression: household_type = 'poor' AND heated
    evidence:
      - {of: household, trace: home, column: household_type}
      - {of: household, trace: heated, column: moved_in_on}
    verifier: housing/heating
    due_days: finding_due_days
    hit: {household: {household_type: poor, heated: true}}
    miss: {household: {household_type: poor, heated: false}}
"""


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    feeds, store = tmp_path / "feeds", tmp_path / "store"
    for name in ("indicators", "gates", "rules"):
        (feeds / name).mkdir(parents=True)
    contract = (CONTRACT + WITH_PERSON).replace(
        "        logicalType", "        description: Of the heating.\n        logicalType"
    )
    (feeds / "housing__heating.odcs.yaml").write_text(contract, encoding="utf-8")
    (feeds / "indicators/heating.yaml").write_text(INDICATORS, encoding="utf-8")
    gate = (GATES / "household.yaml").read_text(encoding="utf-8")
    (feeds / "gates/household.yaml").write_text(gate + CONDITION, encoding="utf-8")
    (feeds / "rules/heating.yaml").write_text(RULES, encoding="utf-8")
    monkeypatch.setenv("HEARTH_FEEDS", str(feeds))
    monkeypatch.setenv("HEARTH_STORE", str(store))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    return feeds


def lines(store: Path, day: date) -> dict[str, str]:
    """What is said of heating, by household number; nothing where the condition is met."""
    table = pl.read_parquet(store / f"published/household/edition={day}/part-0.parquet", hive_partitioning=False)
    rows = table.select(
        "household_no", pl.col("gate_missing").list.eval(pl.element().filter(pl.element().str.starts_with("冬季取暖")))
    )
    return {number: " ".join(said) for number, said in rows.iter_rows()}


def finding(rule: str) -> Mapping[str, Any]:
    """The one finding of a rule, as `hearth explain finding` tells it, from its id in `hearth findings list`."""
    (found,) = list_findings(Wanted(kind="heating", rule=rule), "", 0).document["findings"]
    document: Mapping[str, Any] = explain("finding", found["finding_id"], "", "").document
    return document


def test_a_feed_an_indicator_a_condition_and_a_kind_of_rule_are_files_only(added: Path) -> None:
    store = added.parent / "store"
    create(open_site().lake)
    assert check_contracts_command().document == {"ok": True, "problems": []}
    drop_roster(store / "inbox", "20240531", 4)
    ingest()
    assert nightly(date(2024, 5, 31)).state == "published"
    assert list_findings(Wanted(kind="heating"), "", 0).document["total"] == 0
    assert set(lines(store, date(2024, 5, 31)).values()) == {"冬季取暖有保障：无法确认（“集中供暖”未报送），请找住建局补充"}
    drop = store / "inbox/housing/heating/供暖_20240601.csv"
    drop.parent.mkdir(parents=True)
    drop.write_text(
        f"户编号,入住日期,身份证号\nH0000,2020-05-01,{number(0)}\nH0001,2025-05-01,\nH0002,2025-01-01,{number(2)}\n",
        encoding="utf-8",
    )
    ingest()
    assert nightly(date(2024, 6, 1)).state == "published"
    asked = "冬季取暖有保障：未达到，请找住建局核实"
    assert lines(store, date(2024, 6, 1)) == {"H0000": "", "H0001": asked, "H0002": asked, "H0003": asked}
    told = finding("HE01")
    assert (told["rule"]["kind"], told["rule"]["title"]) == ("heating", "贫困户已享受集中供暖")
    assert (told["value"]["owner"], told["value"]["severity"]) == ("住建局", "low")
    rows = {(cell["feed"], cell["file"].rpartition("/")[2], cell["row"], cell["column"]) for cell in told["evidence"]}
    assert ("housing/heating", "供暖_20240601.csv", 2, "moved_in_on") in rows
    assert "供暖" in (store / "reports/2024-06-01/report.html").read_text(encoding="utf-8")
    before, after = (manifest(open_site().lake, "household", f"{day}")["inputs"]["rules"] for day in ("2024-05-31", "2024-06-01"))
    assert before == after


def test_a_name_that_means_something_already_is_refused(added: Path) -> None:
    (added / "indicators/more.yaml").write_text(
        INDICATORS.replace("heated:", "size:").replace("heating_holder", "x"), encoding="utf-8"
    )
    answer = check_contracts_command()
    assert answer.document["problems"] == ["indicators: size: the name means something already; give the indicator another one"]


def test_a_wrong_file_is_named_before_anything_is_computed(added: Path) -> None:
    create(open_site().lake)
    (added / "indicators/heating.yaml").write_text(INDICATORS.replace("take: any", "take: one", 1), encoding="utf-8")
    with pytest.raises(Misuse, match=r"heating.yaml: heated: take is 'one'"):
        nightly(date(2024, 5, 31))


def test_a_further_feed_that_nothing_asks_is_taken_in_and_left_alone(added: Path) -> None:
    store = added.parent / "store"
    for path in (added / "indicators/heating.yaml", added / "gates/household.yaml", added / "rules/heating.yaml"):
        path.unlink()
    create(open_site().lake)
    drop_roster(store / "inbox", "20240531", 2)
    drop = store / "inbox/housing/heating/供暖_20240531.csv"
    drop.parent.mkdir(parents=True)
    drop.write_text("户编号,入住日期,身份证号\nH0000,2020-05-01,\n", encoding="utf-8")
    ingest()
    assert nightly(date(2024, 5, 31)).state == "published"

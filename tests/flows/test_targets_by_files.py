"""A target, a statistic and a rule about it that nobody saw before: files in a folder, and no code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from config.pack import pack_version
from config.rules import RULES
from flows.desk import check_contracts_command
from flows.ingest import ingest
from flows.lake import places
from flows.lake.init import create
from flows.lake.published import scan
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.report.pagechecks import outline
from tests.flows.roster import drop_roster

pytestmark = pytest.mark.slow
TARGET = """
title: 危房户搬迁
year: 2024
counts: households
gate: household
when: household_type = 'poor'
plan: 9
quota: quota_moved
"""
QUOTA = """
quota_moved:
  grain: town
  feed: registry/targets
  title: 本年搬迁任务
  unit: 户
  where: year = YEAR(as_of) AND item = 'persons'
  take: sum:quantity
  silence: "no"
"""
STATISTIC = """
sizes_alike:
  title: 花名册人口相同
  test: repeated
  when: household_type = 'poor'
  value: size
  share: alike_income_share
  least: alike_least
  alarm: digital_exit_alarm
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    feeds, store = tmp_path / "feeds", tmp_path / "store"
    for folder, text in (("targets", TARGET), ("indicators", QUOTA), ("statistics", STATISTIC)):
        (feeds / folder).mkdir(parents=True)
        (feeds / folder / "moved.yaml").write_text(text, encoding="utf-8")
    before = pack_version(feeds)
    (feeds / "targets/moved.yaml").write_text(TARGET.replace("plan: 9", "plan: 8"), encoding="utf-8")
    pack_version.cache_clear()
    assert pack_version(feeds) != before
    (feeds / "rules").mkdir()
    own = (RULES / "digital_exit.yaml").read_text(encoding="utf-8")
    mine = own[: own.index("  - id: DE02")].replace("DE01", "DE51").replace("incomes_above_line", "sizes_alike")
    (feeds / "rules/digital_exit.yaml").write_text(
        mine.replace("needs: [registry/incomes, registry/villages]", "needs: []"), encoding="utf-8"
    )
    monkeypatch.setenv("HEARTH_FEEDS", str(feeds))
    monkeypatch.setenv("HEARTH_STORE", str(store))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    return store


def test_a_target_a_statistic_and_a_rule_about_it_are_files_only(store: Path) -> None:
    assert check_contracts_command().document == {"ok": True, "problems": []}
    drop_roster(store / "inbox", "20240531", 12)
    drop = store / "inbox/registry/targets/年度任务_20240531.csv"
    drop.parent.mkdir(parents=True)
    drop.write_text("年度,乡镇,任务项目,任务数\n2024,青石镇,脱贫人口,7\n2023,青石镇,脱贫人口,1\n", encoding="utf-8")
    ingest()
    assert nightly(date(2024, 5, 31)).state == "published"
    lake = open_site().lake
    moved = scan(lake, "targets", "2024-05-31").filter(pl.col("target") == "moved").collect()
    assert moved.select("scope", "town", "plan", "passed", "quota_state", "quota_difference").rows() == [
        ("city", "", 8, 0, "differs", -1),
        ("town", "青石镇", 7, 0, None, None),
    ]
    assert moved["pending"].sum() + moved["blocked"].sum() == 24
    (alike,) = scan(lake, "village_statistics", "2024-05-31").collect().iter_rows(named=True)
    assert (alike["statistic"], alike["found"], alike["of"], alike["state"]) == ("sizes_alike", 12, 12, "suspect")
    assert scan(lake, "findings", "2024-05-31").filter(pl.col("rule_id") == "DE51").collect().height == 1
    page = outline((store / places.report("2024-05-31", "report.html")).read_bytes()).text
    assert "危房户搬迁（乡镇合计 7，全市 8）" in page
    assert "花名册人口相同" in page

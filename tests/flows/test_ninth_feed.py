"""A department joins by one contract file: its drops are ingested, validated, receipted, and its rows reach the lake."""

from pathlib import Path

import polars as pl
import pytest

from flows.ingest import ingest
from flows.lake.init import create
from flows.site import open_site

CONTRACT = """
kind: DataContract
apiVersion: v3.1.0
id: urn:hearth:feed:housing:heating
name: heating
version: 1.0.0
status: active
customProperties:
  - {property: owner, value: 住建局}
  - {property: delivery, value: snapshot}
  - {property: key, value: [household_no]}
  - {property: rowsMin, value: 1}
  - {property: rowsMax, value: 1000000}
schema:
  - name: heating
    businessName: 集中供暖
    physicalType: table
    properties:
      - name: household_no
        businessName: 户编号
        logicalType: string
        physicalType: string
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        classification: confidential
        customProperties:
          - {property: type, value: text}
          - {property: purpose, value: Join}
          - {property: retention, value: P10Y}
      - name: moved_in_on
        businessName: 入住日期
        logicalType: date
        physicalType: date
        required: true
        classification: internal
        customProperties:
          - {property: type, value: date}
          - {property: purpose, value: Occupancy}
          - {property: retention, value: P10Y}
"""


@pytest.mark.slow
def test_a_feed_by_one_contract_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feeds, store = tmp_path / "feeds", tmp_path / "store"
    feeds.mkdir()
    (feeds / "housing__heating.odcs.yaml").write_text(CONTRACT, encoding="utf-8")
    monkeypatch.setenv("HEARTH_FEEDS", str(feeds))
    monkeypatch.setenv("HEARTH_STORE", str(store))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    drop = store / "inbox/housing/heating/搬迁_20240531.csv"
    drop.parent.mkdir(parents=True)
    drop.write_text("户编号,入住日期\nH1,2020年5月1日\nH2,明天\n", encoding="gb18030")
    (taken,) = ingest()
    assert taken.drop is not None
    assert (taken.state, taken.drop.rows_read, taken.drop.rows_accepted, taken.drop.rows_rejected) == ("done", 2, 1, 1)
    rows = pl.read_delta(str(store / "lake/feeds/housing__heating"))
    assert rows.select("household_no", "_op").rows() == [("H1", "upsert")]
    receipt = store / f"receipts/housing/heating/{taken.drop.drop_id}"
    assert {path.name for path in receipt.iterdir()} == {"receipt.html", "receipt.json", "checks.json", "fix-it.xlsx"}
    assert ingest() == []


@pytest.mark.slow
def test_a_file_that_came_before_its_contract_is_told_so_and_taken_in_once_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds, store = tmp_path / "feeds", tmp_path / "store"
    feeds.mkdir()
    monkeypatch.setenv("HEARTH_STORE", str(store))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    drop = store / "inbox/housing/heating/搬迁_20240531.csv"
    drop.parent.mkdir(parents=True)
    drop.write_text("户编号,入住日期\nH1,2020-05-01\n", encoding="utf-8")
    (early,) = ingest()
    assert early.state == "refused"
    page = Path(early.receipt, "receipt.html").read_text(encoding="utf-8")
    assert "收件目录与任何数据规范不对应" in page
    assert "civil_affairs/household_roster" in page
    assert ingest() == [], "said once"
    (feeds / "housing__heating.odcs.yaml").write_text(CONTRACT, encoding="utf-8")
    monkeypatch.setenv("HEARTH_FEEDS", str(feeds))
    (taken,) = ingest()
    assert taken.drop is not None
    assert (taken.state, taken.drop.rows_accepted) == ("done", 1)
    assert ingest() == []

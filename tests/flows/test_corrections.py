"""Refused rows come back corrected: masked cells are made whole, items close, and later data is not overtaken."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from flows.ingest import ingest
from flows.lake.init import create
from flows.site import open_site

HEADER = "登记编号,登记类型,姓名,身份证号,登记日期\n"


@pytest.mark.slow
def test_the_corrected_workbook_closes_its_items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    inbox = tmp_path / "inbox/civil_affairs/vital_events"
    inbox.mkdir(parents=True)
    (inbox / "火化_20240531.csv").write_text(
        HEADER + "E1,火化,王小满,110101199003077758,2024-05-03\nE2,火化,李秋分,110101199003078515,五月初\n", encoding="utf-8"
    )
    (first,) = ingest()
    assert first.drop is not None
    assert first.drop.rows_rejected == 1
    book = openpyxl.load_workbook(next((tmp_path / "receipts").rglob("fix-it.xlsx")))
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    assert headers == ["登记编号", "登记类型", "姓名", "身份证号", "登记日期", "拒收原因", "更正编号"]
    assert sheet.cell(2, 4).value != "110101199003078515"
    sheet.cell(2, 5).value = "2024-05-06"
    book.save(inbox / "改好了.xlsx")
    (second,) = ingest()
    assert second.drop is not None
    assert (second.state, second.drop.corrects, second.drop.data_date) == ("done", first.drop.drop_id, first.drop.data_date)
    log = pl.read_delta(str(tmp_path / "lake/feeds/civil_affairs__vital_events")).sort("event_no")
    assert log["event_no"].to_list() == ["E1", "E2"]
    assert log["id_number__state"].to_list() == ["valid", "valid"]
    closed = pl.read_delta(str(tmp_path / "lake/ops/corrections"))
    assert closed.select("drop_id", "row", "closed_by").rows() == [(first.drop.drop_id, 3, second.drop.drop_id)]

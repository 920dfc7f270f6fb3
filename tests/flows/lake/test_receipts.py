"""Receipts."""

from __future__ import annotations

from pathlib import Path

from flows.lake.lake import Lake
from flows.lake.receipts import has_receipt, put_receipt


def test_a_receipt_is_whole_when_its_json_is_there(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "fix-it.xlsx").write_bytes(b"workbook")
    files = {"receipt.json": b"{}", "receipt.html": "回执".encode(), "fix-it.xlsx": tmp_path / "fix-it.xlsx"}
    assert not has_receipt(lake, "d", "f", "drop")
    where = put_receipt(lake, "d", "f", "drop", files)
    assert where == lake.store.url("receipts/d/f/drop/")
    assert has_receipt(lake, "d", "f", "drop")
    assert lake.store.read("receipts/d/f/drop/fix-it.xlsx") == b"workbook"
    put_receipt(lake, "d", "f", "drop", files)


def test_the_json_is_written_last(folder_lake: Lake, tmp_path: Path) -> None:
    files = {"receipt.json": b"{}", "zz.html": tmp_path / "missing"}
    try:
        put_receipt(folder_lake, "d", "f", "drop", files)
    except FileNotFoundError:
        assert not has_receipt(folder_lake, "d", "f", "drop")
    else:
        raise AssertionError("a missing file must not go unnoticed")

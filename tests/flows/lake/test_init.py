"""Making a lake, and opening the one the settings name."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config.settings import Settings
from flows.lake.init import create
from flows.lake.lake import Lake, open_lake
from flows.lake.ledger import read_drops


def test_making_it_twice_changes_nothing(lake: Lake) -> None:
    key = lake.key_path.read_bytes()
    before = [(entry.key, entry.version) for entry in lake.store.list()]
    create(lake)
    assert lake.key_path.read_bytes() == key
    assert [(entry.key, entry.version) for entry in lake.store.list()] == before
    assert read_drops(lake) == []


def test_the_settings_name_the_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEARTH_VAULT", str(tmp_path / "elsewhere"))
    lake = open_lake(Settings())
    assert not list(tmp_path.iterdir()), "opening makes nothing"
    create(lake)
    assert lake.store.root == str(tmp_path / "data")
    assert (tmp_path / "data" / "inbox").is_dir()
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o700
    assert lake.key_path.exists()


def test_scratch_is_emptied(folder_lake: Lake) -> None:
    with folder_lake.scratch() as folder:
        (folder / "work").write_text("x")
    assert not folder.exists()

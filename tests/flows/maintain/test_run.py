"""Upkeep is told before it is done, and leaves alone what anybody may need."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.lake.init import create
from flows.maintain.run import maintain
from flows.site import open_site


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "lake"))
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "warning")
    create(open_site().lake)
    return tmp_path / "lake"


def lay(root: Path, place: str) -> Path:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("left")
    return path


def test_leftovers_go_once_they_are_old_and_nothing_else_does(root: Path) -> None:
    left = [lay(root, "published/person/edition=2024-05-31/part-0.parquet"), lay(root, "receipts/.aside-1")]
    kept = [lay(root, "published/sealed/cohort/person.parquet")]
    assert maintain(dry_run=False, quiet=True).document["work"] == [], "a night or an upload may still be at them"
    later = datetime.now(UTC) + timedelta(days=40)
    told = maintain(dry_run=True, quiet=True, now=later).document
    assert {work["what"] for work in told["work"]} == {"leftover"}
    assert all(path.exists() for path in left), "a dry run only tells"
    assert json.dumps(maintain(dry_run=False, quiet=True, now=later).document["work"]) == json.dumps(told["work"])
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in kept)
    assert maintain(dry_run=False, quiet=True, now=later).document["work"] == []

"""A lake in a folder of its own, written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.history.lives import Lives


@pytest.fixture
def lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lives:
    """An empty lake."""
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "warning")
    return Lives(tmp_path / "nights")

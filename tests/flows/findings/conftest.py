"""A desk in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.site import Site
from tests.flows.findings.desk import open_desk

OpenDesk = Callable[..., Site]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenDesk:
    """Opens a desk with the given findings; the working directory is the test's own."""
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)

    def opened(*findings: dict[str, Any]) -> Site:
        return open_desk(findings, tmp_path / "night")

    return opened

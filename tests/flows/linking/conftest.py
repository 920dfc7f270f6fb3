"""A desk in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from flows.site import Site
from tests.flows.linking.desk import open_desk

OpenDesk = Callable[..., Site]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenDesk:
    """Opens a desk with the given links; the working directory is the test's own."""
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)

    def opened(*links: dict[str, Any], findings: Sequence[dict[str, Any]] = ()) -> Site:
        return open_desk(tmp_path / "night", links, findings)

    return opened

"""Settings of Polars are made where nobody made them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from flows.frugal import MEMORY, ONE_THREAD, unless_said


def test_what_is_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"POLARS_MAX_THREADS": "4"})
    unless_said({**ONE_THREAD, **MEMORY})
    assert os.environ == {"POLARS_MAX_THREADS": "4", **MEMORY}


def test_nothing_that_reads_them_is_imported_before() -> None:
    """A setting that comes after the import of Polars would do nothing, and nobody would see it."""
    asked = "import sys, flows.cli; print(sorted({'polars', 'pyarrow'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"

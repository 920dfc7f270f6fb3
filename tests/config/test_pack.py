"""The version of the pack changes with whatever decides what a night finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.contracts import FEEDS
from config.pack import pack_version


@pytest.fixture(autouse=True)
def _fresh() -> None:
    pack_version.cache_clear()


def test_a_promise_that_changed_is_another_pack(tmp_path: Path) -> None:
    contract = next(FEEDS.glob("*.odcs.yaml"))
    copy = tmp_path / contract.name
    copy.write_bytes(contract.read_bytes())
    before = pack_version(tmp_path)
    assert before != pack_version(), "a contract of the city's own takes the place of ours"
    copy.write_bytes(contract.read_bytes() + b"# another cadence\n")
    pack_version.cache_clear()
    assert pack_version(tmp_path) != before


def test_the_same_files_are_the_same_pack() -> None:
    before = pack_version()
    pack_version.cache_clear()
    assert pack_version() == before

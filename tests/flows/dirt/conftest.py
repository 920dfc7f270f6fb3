"""Every test here takes a file through the whole intake: half a second each, minutes together."""

from pathlib import Path

import pytest

from tests.flows.dirt.office import Office


def pytest_collection_modifyitems(items):
    """Marks them slow, one by one as they are: this hook sees the tests of other folders too."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "lake"))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "warning")
    return Office(tmp_path / "lake")

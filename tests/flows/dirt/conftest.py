import pytest

from tests.flows.dirt.office import Office


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "lake"))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "warning")
    return Office(tmp_path / "lake")

from pathlib import Path

import pytest

from flows.site import Site, open_site

EIGHT = 8


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "store"))
    return open_site()


def test_a_feed_that_joins_later_is_awaited_once_it_delivered(site: Site) -> None:
    assert len(site.awaited(())) == EIGHT
    assert set(site.awaited({"registry/appeals"})) - set(site.awaited(())) == {"registry/appeals"}


def test_the_eight_are_awaited_though_they_never_delivered(site: Site) -> None:
    assert set(site.awaited(())) == {name for name, contract in site.contracts.items() if not contract.joins_later}
    assert site.contracts["registry/appeals"].joins_later

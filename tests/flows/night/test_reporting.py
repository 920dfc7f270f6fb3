"""A night lays down its report: what the lists say stands on the page, and only what was written is linked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.ingest import ingest
from flows.lake import places
from flows.lake.init import create
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.report.pagechecks import outline
from tests.flows.roster import drop_roster

EDITION = "2024-05-31"
MAY = date.fromisoformat(EDITION)


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lake that took in a roster in which one household has no head."""
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    drop_roster(tmp_path / "inbox", "20240531", 40, relation="其他")
    ingest()
    return tmp_path


def test_the_page_has_the_findings_and_the_villages_of_the_night(city: Path) -> None:
    nightly(MAY)
    told = outline((city / places.report(EDITION, "report.html")).read_bytes())
    assert "青石镇" in told.text
    assert "家庭信息" in told.text
    assert ("href", "coverage.html") in told.attributes
    assert "上河村" in outline((city / places.report(EDITION, "coverage.html")).read_bytes()).text


@pytest.mark.slow
def test_a_worklist_is_linked_where_it_was_written(city: Path) -> None:
    site = open_site()
    site.lake.store.put(places.worklist(EDITION, "青石镇.xlsx"), b"PK")
    site.lake.store.put(places.worklist(EDITION, "别处.xlsx"), b"PK")
    nightly(MAY)
    links = {
        value for name, value in outline((city / places.report(EDITION, "report.html")).read_bytes()).attributes if name == "href"
    }
    assert {link for link in links if link and "worklists" in link} == {"worklists/青石镇.xlsx"}

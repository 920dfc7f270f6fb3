"""A night lays down the pages of its checks: every link leads somewhere, the certificate names them, nobody is named in them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from flows.ingest import ingest
from flows.lake.init import create
from flows.night.checking import write_checks
from flows.night.inputs import inputs
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.report.pagechecks import outline
from tests.flows.roster import drop_roster

MAY = date(2024, 5, 31)


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty lake that every flow called here works on."""
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    return tmp_path


@pytest.mark.slow
def test_the_checks_of_a_night_and_of_its_drops_have_pages(city: Path) -> None:
    drop_roster(city / "inbox", "20240430", 40)
    drop_roster(city / "inbox", "20240531", 10)  # shrunken: held
    taken = ingest()
    done = nightly(MAY)
    assert done.certificate is not None
    index = city / done.certificate["docs"]
    assert index == city / "reports/2024-05-31/checks/index.html"
    sealed = json.loads((city / "published/household/edition=2024-05-31/certificate.json").read_text())
    assert sealed["docs"] == done.certificate["docs"]
    pages = linked(city / "reports/2024-05-31/report.html")
    assert pages >= {index, *(index.parent / f"drops/{one.drop.drop_id}.html" for one in taken if one.drop)}
    held = next(one.drop for one in taken if one.drop and one.state == "held")
    told = outline((index.parent / f"drops/{held.drop_id}.html").read_bytes())
    assert "上次有、这次没有的记录所占比例" in told.text
    assert "暂停接收，等待确认" in told.text
    kept = list((city / "receipts").rglob("checks.json"))
    assert len(kept) == 2
    assert not re.search(r"\d{17}[\dX]", "".join(path.read_text() for path in [*kept, *pages]))


def linked(start: Path) -> set[Path]:
    """Every page reached from a page; each is checked on the way."""
    found: set[Path] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        links = {str(value) for name, value in outline(here.read_bytes()).attributes if name == "href"}
        fresh = {(here.parent / link).resolve() for link in links if link.endswith(".html")} - found
        found |= fresh
        ahead += fresh
    return found


def test_drops_without_kept_checks_have_no_page(city: Path) -> None:
    drop_roster(city / "inbox", "20240531", 3)
    ingest()
    for path in (city / "receipts").rglob("checks.json"):
        path.unlink()
    site = open_site()
    address = write_checks(site, inputs(site, MAY, None), "2024-05-31", ())
    assert "没有新的批次" in Path(address).read_text()

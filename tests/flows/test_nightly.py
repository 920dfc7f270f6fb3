"""A night that was published is asked for again: it stands as it is unless something is missing, changed, or asked to be computed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import flows.night.retelling
import flows.night.working
from flows.ingest import ingest
from flows.lake.init import create
from flows.nightly import PUBLISHED, nightly, run_nightly
from flows.site import open_site
from tests.flows.roster import drop_roster

MAY = date(2024, 5, 31)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with one night, made once."""
    root = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTH_STORE", str(root))
        patch.setenv("HEARTH_SETTLE_SECONDS", "0")
        create(open_site().lake)
        drop_roster(root / "inbox", "20240531", 12)
        ingest()
        assert nightly(MAY).computed
    return root


@pytest.fixture
def city(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to ruin."""
    root = Path(shutil.copytree(made, tmp_path / "lake"))
    monkeypatch.setenv("HEARTH_STORE", str(root))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    return root


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be joined."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("joined again")

    for name in ("link_people", "join_tables"):
        monkeypatch.setattr(flows.night.working, name, never)


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in (root / "published").rglob("*") if path.is_file()}


@pytest.mark.usefixtures("idle")
def test_the_same_night_again_is_the_edition_that_stands(city: Path) -> None:
    before = files(city)
    again = run_nightly(MAY, None, rebuild=False, release=False, quiet=True)
    assert again.exit_code == 0
    told = again.document
    assert (told["state"], told["edition"], told["computed"], told["is_latest"]) == ("published", "2024-05-31", False, True)
    assert (set(told["rows"]), told["rows"]["household"]) == (set(PUBLISHED), 12)
    assert told["certificate"] == {"outcome": "accept", "failed": []}
    assert Path(told["report"]).exists()
    assert files(city) == before


@pytest.mark.usefixtures("idle")
def test_its_page_alone_tells_of_drops_that_were_refused_since(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, before = city / "reports/2024-05-31/report.html", files(city)
    (city / "inbox/civil_affairs/household_roster/roster_20240530.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert "refused" in {one.state for one in ingest()}
    told = page.read_bytes()
    again = nightly(MAY)
    assert (again.computed, again.edition) == (False, "2024-05-31")
    assert page.read_bytes() != told
    assert files(city) == before
    monkeypatch.setattr(flows.night.retelling, "put_page", lambda *_: pytest.fail("nothing changed, and it was written"))
    assert not nightly(MAY).computed


@pytest.mark.usefixtures("idle")
def test_readers_are_pointed_to_it_where_the_first_run_ended_just_before(city: Path) -> None:
    latest = city / "published/latest.json"
    before = latest.read_bytes()
    latest.unlink()
    assert nightly(MAY).is_latest
    assert latest.read_bytes() == before


MISSING = [
    "published/findings/edition=2024-05-31/manifest.json",
    "published/person/edition=2024-05-31/part-0.parquet",
    "reports/2024-05-31/report.html",
    "lake/ops/editions/2024-05-31.shown",
]


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("missing", MISSING)
def test_where_anything_is_missing_it_is_made_again(city: Path, missing: str) -> None:
    (city / missing).unlink()
    with pytest.raises(AssertionError, match="joined again"):
        nightly(MAY)


def test_what_was_lost_or_cut_short_is_laid_down_anew(city: Path) -> None:
    before = files(city)
    for missing in MISSING:
        (city / missing).unlink()
    part = city / "published/household/edition=2024-05-31/part-0.parquet"
    part.write_bytes(part.read_bytes()[:-9])
    assert nightly(MAY).computed
    assert files(city) == before
    assert all((city / missing).exists() for missing in MISSING)
    assert not nightly(MAY).computed


@pytest.mark.slow
def test_it_is_computed_when_asked_to_and_when_something_was_delivered(city: Path) -> None:
    before = files(city)
    again = nightly(MAY, rebuild=True)
    assert (again.computed, again.edition) == (True, "2024-05-31")
    assert files(city) == before
    drop_roster(city / "inbox", "20240530", 12, income_per_capita="1")
    ingest()
    revised = nightly(MAY)
    assert (revised.computed, revised.edition) == (True, "2024-05-31.r2")

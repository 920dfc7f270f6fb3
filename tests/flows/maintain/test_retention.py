"""What is past its contract's time goes, and nothing that anything rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.retention import kept_since
from flows.desk import verify_edition
from flows.ingest import ingest
from flows.lake import changelog, ledger, places, published
from flows.lake.init import create
from flows.lake.rejections import scan_rejections
from flows.maintain.retention import _Feed, _files, of_contracts
from flows.maintain.run import maintain
from flows.nightly import nightly
from flows.site import open_site
from tests.faults import city
from tests.flows.citynights import settled_in

LATER = datetime(2040, 1, 2, tzinfo=UTC)
"""Ten years and more after the drops below became known, so that all of them are past their time."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three drops of a roster, of which person 0 is told anew by the second and the third, and one with a refused row."""
    root = tmp_path_factory.mktemp("kept")
    with settled_in(root):
        create(open_site().lake)
        for day, income in (("20240331", 1), ("20240430", 2), ("20240531", 3)):
            city.roster(day, {0: income, 1: 7}).lay(root / "inbox")
            ingest()
        city.events("20240501", {1: "五月初"}).lay(root / "inbox")
        ingest()
        for day in (date(2024, 4, 30), date(2024, 5, 31)):
            nightly(day)
        yield root


def kept_times(*, dry_run: bool) -> list[dict[str, object]]:
    """What retention finds to do."""
    return [work for work in maintain(dry_run=dry_run, quiet=True, now=LATER).document["work"] if work["what"] == "retention"]


@pytest.mark.slow
def test_outlived_rows_and_what_only_they_rested_on_go(root: Path) -> None:
    site = open_site()
    told = kept_times(dry_run=True)
    assert len(told) == 5, "rows, files of two feeds, refused rows, an edition"
    assert kept_times(dry_run=False) == told
    assert kept_times(dry_run=False) == []
    log = changelog.read_log(site.lake, "civil_affairs__household_roster")
    assert log is not None
    rows = log.rows().sort("person_no").select("person_no", "income_per_capita").collect().rows()
    assert rows == [("P0", 300), ("P1", 700)], "the newest of each, also where an old file told it"
    archived = {path.name for path in (root / "archive").iterdir()}
    drops = {drop.key.rpartition("/")[2]: drop.sha256 for drop in ledger.read_drops(site.lake)}
    assert archived == {drops["花名册_20240331.csv"], drops["花名册_20240531.csv"]}, "the second told nothing that still holds"
    assert {path.name for path in (root / "inbox").rglob("*.csv")} == {"花名册_20240331.csv", "花名册_20240531.csv"}
    assert scan_rejections(site.lake).collect().is_empty()
    assert published.shown(site.lake) == ["2024-05-31"], "the newest edition stays"
    assert not list((root / "published").rglob("edition=2024-04-30/*.parquet"))
    assert verify_edition("").document["ok"]


BEGUN = datetime(2024, 5, 1, tzinfo=UTC)
SHORTER = "education/students"
"""A feed that is kept for a shorter time than the roster."""


def entered(feed: str, drop_id: str, key: str) -> ledger.Drop:
    return ledger.Drop(drop_id, *feed.split("/"), key, "1", "abc", date(2024, 4, 30), BEGUN, BEGUN, "done")


def files(feed: str, mine: list[ledger.Drop], old: list[ledger.Drop], *named: str) -> _Feed:
    return _Feed(open_site().contracts[feed], date(2035, 1, 1), None, mine, old, frozenset(named))


@pytest.fixture
def archived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))
    create(open_site().lake)
    open_site().lake.store.put(places.archived("abc"), b"")


@pytest.mark.usefixtures("archived")
def test_a_file_stays_for_the_later_of_two_drops_that_it_was_taken_in_as() -> None:
    first, later = entered(city.ROSTER, "d1", "a.csv"), entered(city.ROSTER, ledger.again_id("d1", "x1"), "b.csv")

    def gone(old: list[ledger.Drop], *named: str) -> list[int]:
        feed = files(city.ROSTER, [first, later], old, *named)
        return [work.items for work in _files(open_site(), feed, feed.stays)]

    assert gone([first, later]) == [2]
    assert gone([first, later], later.drop_id) == []
    assert gone([first]) == []


@pytest.mark.usefixtures("archived")
def test_a_file_stays_for_another_feed_that_it_was_dropped_for() -> None:
    site = open_site()
    for drop in (entered(SHORTER, "d1", "a.csv"), entered(city.ROSTER, "d2", "b.csv")):
        ledger.record(site.lake, drop)

    def gone(year: int) -> list[str]:
        return [work.place for work in of_contracts(site, date(year, 1, 1)) if work.place.startswith(places.ARCHIVE)]

    assert (
        kept_since(site.contracts[SHORTER], date(2032, 1, 1))
        > BEGUN.date()
        > kept_since(site.contracts[city.ROSTER], date(2032, 1, 1))
    )
    assert gone(2032) == []
    assert len(gone(2040)) == 2

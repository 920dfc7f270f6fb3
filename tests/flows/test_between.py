"""Changes between editions that were not compared with each other: as a night would have told them, from what the later one knew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.between import between, changes_between
from flows.errors import Misuse
from flows.ingest import ingest
from flows.lake import places, published
from flows.lake.init import create
from flows.nightly import nightly
from flows.site import Site, open_site
from tests.flows.citynights import settled_in
from tests.flows.roster import drop_roster

pytestmark = pytest.mark.slow

MAY, JUNE, JULY = "2024-05-31", "2024-06-30", "2024-07-31"
KINDS = {MAY: "一般农户", JUNE: "贫困户", JULY: "脱贫户"}
"""The first household enters in June and leaves in July."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("city")
    with settled_in(root):
        opened = open_site()
        create(opened.lake)
        for homes, (day, kind) in enumerate(KINDS.items(), 2):
            drop_roster(root / "inbox", day.replace("-", ""), homes, household_type=kind)
            ingest()
            assert nightly(date.fromisoformat(day)).edition == day
        yield opened


def events(rows: pl.LazyFrame) -> list[tuple[str, str | None, str | None]]:
    """What befell the first household."""
    of_type = rows.filter(pl.col("field") == "household_type", pl.col("old").is_not_null())
    return of_type.select("event", "old", "new").collect().rows()


def test_over_a_gap_it_is_one_step_and_back_to_back_it_is_what_was_published(site: Site, tmp_path: Path) -> None:
    before = {entry.key for entry in site.lake.store.list("")}
    over = between(site, MAY, JULY, tmp_path).collect()
    assert events(over.lazy()) == [("entered", "general", "exited")], "poor in between is in no row"
    came = over.filter(pl.col("person_id").is_not_null(), pl.col("event") == "moved", pl.col("old").is_null())
    assert came["household_id"].n_unique() == 2, "one a month"
    assert over["since"].unique().to_list() == [MAY]
    assert {place for place in {entry.key for entry in site.lake.store.list("")} - before if "claims" not in place} == set()

    published_rows = published.scan(site.lake, "changes", JULY)
    assert_frame_equal(between(site, JUNE, JULY, tmp_path).collect(), published_rows.collect())
    assert events(published_rows) == [("left", "poor", "exited")]


def test_worked_out_anew_it_is_what_the_night_told_even_after_a_later_correction(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = published.scan(site.lake, "changes", JULY).collect()
    manifest = published.manifest

    def of_another(lake: object, table: str, edition: str) -> dict[str, object]:
        found = manifest(site.lake, table, edition)
        return {**found, "inputs": {**found["inputs"], "findings_of": None}} if table == "changes" else found

    monkeypatch.setattr(published, "manifest", of_another)
    drop_roster(Path(site.settings.store) / "inbox", "20240731", 4, household_type="贫困户")
    assert [item.state for item in ingest()] == ["done"]
    assert_frame_equal(between(site, JUNE, JULY, tmp_path).collect(), wanted)


def test_the_command_counts_and_writes_and_says_what_to_name(site: Site, tmp_path: Path) -> None:
    told = changes_between(MAY, "", str(tmp_path / "changes.csv"), quiet=True).document
    assert (told["from"], told["to"]) == (MAY, JULY)
    assert {"of": "household", "event": "entered", "rows": 3} in told["counts"], "two of them are new"
    rows = pl.read_csv(tmp_path / "changes.csv")
    assert rows.height == len(told["rows"])
    entered = rows.filter(pl.col("event") == "entered", pl.col("old").is_not_null())["evidence"].item()
    assert entered.startswith("civil_affairs/household_roster ")
    assert " 2 household_type; " in entered
    with pytest.raises(Misuse, match="name the earlier edition first"):
        changes_between(JULY, MAY, "", quiet=True)
    with pytest.raises(Misuse, match="no edition 2020-01-01"):
        changes_between("2020-01-01", MAY, "", quiet=True)
    assert site.lake.store.exists(places.LATEST)

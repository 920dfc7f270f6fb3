"""A correction comes late: what was known before it stays what it was, what is known now is worked out and shown to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.asof import publish_as_of
from flows.errors import Misuse
from flows.ingest import ingest
from flows.lake import places, published
from flows.lake.init import create
from flows.night.inputs import inputs
from flows.nightly import PUBLISHED, nightly
from flows.site import Site, open_site
from flows.terminal import Exit
from tests.flows.citynights import settled_in
from tests.flows.roster import drop_roster

pytestmark = pytest.mark.slow

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)


@dataclass
class Corrected:
    """A lake whose roster of May was corrected after the night of May, and when that was."""

    site: Site
    before: datetime


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corrected]:
    root = tmp_path_factory.mktemp("city")
    with settled_in(root):
        site = open_site()
        create(site.lake)
        drop_roster(root / "inbox", "20240531", 3)
        ingest()
        assert nightly(MAY).edition == "2024-05-31"
        before = datetime.now(UTC)
        drop_roster(root / "inbox", "20240531", 3, household_type="脱贫户")
        (late,) = ingest()
        assert late.state == "done"
        yield Corrected(site, before)


def kind(city: Corrected, edition: str) -> str:
    """What the edition says of the household that was corrected."""
    homes = published.scan(city.site.lake, "household", edition)
    return str(homes.filter(pl.col("household_no") == "H0000").select("household_type").collect().item())


def hashes(city: Corrected, edition: str) -> list[str]:
    return [published.manifest(city.site.lake, name, edition)["files"][published.PART]["sha256"] for name in PUBLISHED]


def test_before_the_correction_and_now(city: Corrected, tmp_path: Path) -> None:
    lake = city.site.lake
    then = publish_as_of(MAY, city.before, "", quiet=True)
    assert (then.document["state"], then.document["edition"], then.exit_code) == ("shown", "2024-05-31", Exit.OK)
    assert kind(city, "2024-05-31") == "poor"

    pointed_to, shown = lake.store.read(places.LATEST), published.shown(lake)
    now = publish_as_of(MAY, None, str(tmp_path / "out"), quiet=True)
    assert (now.document["state"], now.document["edition"]) == ("worked_out", "2024-05-31.r2")
    assert kind(city, "2024-05-31.r2") == "exited"
    assert (lake.store.read(places.LATEST), published.shown(lake)) == (pointed_to, shown), "nobody was shown it"
    assert inputs(city.site, JUNE, None).before == "2024-05-31", "later nights go on from what was shown"
    brought = pl.read_parquet(tmp_path / "out/household/part-0.parquet")
    assert brought.equals(published.scan(lake, "household", "2024-05-31.r2").collect())

    with pytest.raises(Misuse, match="not empty"):
        publish_as_of(MAY, None, str(tmp_path / "out"), quiet=True)
    there = [entry.version for entry in lake.store.list("published/")]
    assert publish_as_of(MAY, datetime.now(UTC), "", quiet=True).document["state"] == "laid_down", "asked for again"
    assert [entry.version for entry in lake.store.list("published/")] == there

    wanted = hashes(city, "2024-05-31.r2")
    lake.store.delete(places.published("person", "2024-05-31.r2", published.MANIFEST))
    assert publish_as_of(MAY, None, "", quiet=True).document["state"] == "worked_out", "as a crash would leave it"
    assert hashes(city, "2024-05-31.r2") == wanted
    assert nightly(MAY).edition == "2024-05-31.r2", "the night of the same inputs is the same edition, and shows it"
    assert (hashes(city, "2024-05-31.r2"), published.latest(lake)) == (wanted, "2024-05-31.r2")
    assert publish_as_of(MAY, city.before, "", quiet=True).document["edition"] == "2024-05-31", "what was known then stays"
    assert inputs(city.site, JUNE, None).before == "2024-05-31.r2"
    assert inputs(city.site, JUNE, city.before).before == "2024-05-31", "nothing of later"


def test_a_day_nobody_asked_about_then_is_worked_out_from_what_was_known_then(city: Corrected) -> None:
    said = publish_as_of(JUNE, city.before, "", quiet=True).document
    assert (said["state"], said["edition"], said["inputs"]["findings_of"]) == ("worked_out", "2024-06-30", "2024-05-31")
    assert kind(city, "2024-06-30") == "poor"
    again = nightly(JUNE, known_by=city.before)
    assert (again.edition, hashes(city, "2024-06-30")) == ("2024-06-30", [one["sha256"] for one in said["files"]])
    with pytest.raises(Misuse, match="nothing is known as of 2024-05-01"):
        publish_as_of(date(2024, 5, 1), None, "", quiet=True)


def test_damage_to_a_named_edition_is_told(city: Corrected) -> None:
    place = places.published("household", "2024-05-31", published.PART)
    whole = city.site.lake.store.read(place)
    city.site.lake.store.put(place, whole[:-1] + b"x")
    told = publish_as_of(MAY, city.before, "", quiet=True)
    city.site.lake.store.put(place, whole)
    assert told.exit_code == Exit.REFUSED
    assert [place in line for line in told.document["problems"]] == [True]


def test_a_night_made_again_from_what_was_known_then_is_the_same_to_the_byte(city: Corrected) -> None:
    again = nightly(MAY, known_by=city.before)
    assert again.edition != "2024-05-31"
    assert hashes(city, again.edition) == hashes(city, "2024-05-31"), "the correction is laid into its own time"

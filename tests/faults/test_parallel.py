"""Any number of processes at once over one inbox, or at one night, come to what one process comes to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from config.settings import Settings
from flows.lake.changelog import read_log
from flows.lake.init import create
from flows.lake.lake import Lake, open_lake
from flows.lake.ledger import Drop, read_drops
from flows.lake.published import verify
from tests.faults import city, looks
from tests.faults.client import Forks, Job, copied, forks, settings
from tests.servers import ROOT
from transforms.history import state

pytestmark = [pytest.mark.slow]

FIRST, DAYS = date(2024, 5, 1), 90
EVERYBODY = {person: 1000 + person for person in range(12)}


@dataclass(frozen=True)
class Place:
    """Where lakes lie that share an inbox and a key, and the processes that work on them."""

    forks: Forks
    folder: Path

    def lake(self, root: Path) -> Lake:
        return open_lake(Settings(store=str(root), inbox=str(self.forks.inbox), key_file=str(self.folder / "hearth.key")))

    def ingest(self, root: Path, *sweeps: Sequence[str]) -> None:
        """Sweeps that start at once, each a process of its own over the given keys (none: the whole inbox); all end well."""
        jobs = [Job("ingest", tuple(keys)) for keys in sweeps]
        self.forks.together(root, jobs, HEARTH_KEY_FILE=str(self.folder / "hearth.key"))

    def nights(self, root: Path, day: str, count: int) -> list[dict[str, object]]:
        """What so many commands said that were begun at once."""
        environment = settings(root, self.forks.inbox) | {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "HEARTH_KEY_FILE": str(self.folder / "hearth.key"),
        }
        command = [sys.executable, "-c", "from flows.cli import main; main()", "nightly", "--as-of", day, "--json"]
        begun = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(count)
        ]
        found = []
        for process in begun:
            said, errors = process.communicate(timeout=300)
            assert process.returncode == 0, errors
            found.append(json.loads(said))
        return found


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    with forks(tmp_path_factory.mktemp("processes")) as server:
        yield server


def states(lake: Lake, feed: str) -> list[list[tuple[object, ...]]]:
    """What is true of a feed on every day."""
    log = read_log(lake, feed.replace("/", "__"))
    assert log is not None
    days = [FIRST + timedelta(days=day) for day in range(DAYS)]
    return [sorted(state(log.rows(), day).select("_key", "_hash", "_op").collect().rows()) for day in days]


def by_content(drops: Sequence[Drop]) -> Counter[tuple[object, ...]]:
    """What was said of each content, whichever of its files came first."""
    return Counter((drop.feed, drop.sha256, drop.state, drop.rows_read, drop.rows_accepted, drop.rows_rejected) for drop in drops)


def many(folder: Path) -> Iterator[city.Drop]:
    """Twenty files: four feeds' days in no order, some contents twice, one file where no feed is."""
    rosters = [
        city.roster(day, {**EVERYBODY, at: 5000 + at, at + 1: "多少" if at % 2 else 7000})
        for at, day in enumerate(("20240520", "20240531", "20240610", "20240620", "20240630", "20240715"))
    ]
    deaths = [
        city.events(f"202405{10 + person}", {person: "2024-05-02", person + 1: "五月" if person % 2 else "2024-05-03"})
        for person in range(6)
    ]
    insured = [city.enrolment(f"202406{10 + number}", range(number, 10), folder) for number in range(4)]
    yield from (*rosters, *deaths, *insured)
    yield city.Drop(f"{city.ROSTER}/又一份_20240531.csv", rosters[1].data)
    yield city.Drop(f"{city.ROSTER}/第三份_20240531.csv", rosters[1].data)
    yield city.Drop(f"{city.ENROLMENT}/再来_20240610.xlsx", insured[0].data)
    yield city.Drop("civil_affairs/nothing/花名册.csv", rosters[0].data)


def test_four_at_once_take_in_what_one_takes_in(processes: Forks, tmp_path: Path) -> None:
    place = Place(replace(processes, inbox=tmp_path / "inbox"), tmp_path)
    alone, together = tmp_path / "alone", tmp_path / "together"
    for root in (alone, together):
        create(place.lake(root))
    for drop in many(tmp_path):
        drop.lay(place.forks.inbox)
    place.ingest(alone, ())
    place.ingest(together, (), (), (), ())
    place.ingest(together, ())  # what another had in work is left for the next sweep
    wanted, found = read_drops(place.lake(alone)), read_drops(place.lake(together))
    assert Counter(drop.state for drop in wanted) == {"done": 16, "duplicate": 3, "refused": 1}
    assert Counter((drop.key, drop.version) for drop in found) == Counter((drop.key, drop.version) for drop in wanted)
    assert by_content(found) == by_content(wanted)
    assert looks.repeated(together) == []
    assert looks.strange_times(together) == set()
    for feed in (city.ROSTER, city.EVENTS, city.ENROLMENT):
        assert states(place.lake(together), feed) == states(place.lake(alone), feed), feed
    receipts = {path.parent.name for path in (together / "receipts").rglob("receipt.json")}
    assert receipts == {drop.drop_id for drop in found}
    refused = pl.read_delta(str(together / "lake/ops/rejections")).group_by("drop_id").agg(pl.struct("sheet", "row").n_unique())
    assert dict(refused.rows()) == {drop.drop_id: drop.rows_rejected for drop in found if drop.rows_rejected}


@pytest.fixture(scope="module")
def late(processes: Forks, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A lake with a first and a last day, and two days between them that have yet to come."""
    folder = tmp_path_factory.mktemp("late")
    place = Place(replace(processes, inbox=folder / "inbox"), folder)
    create(place.lake(folder / "lake"))
    first = city.roster("20240531", EVERYBODY)
    last = city.roster("20240630", {**EVERYBODY, 0: 2000, 1: 2000, 9: 2000})
    for drop in (first, last, *LATE):
        drop.lay(place.forks.inbox)
    place.ingest(folder / "lake", (first.key, last.key))
    return place


LATE = (
    city.roster("20240610", {**EVERYBODY, 1: 3000, 2: 3000, 3: "多少", 9: 2000}, place="迟到"),
    city.roster("20240620", {person: 1000 + person for person in range(11)} | {2: 3000, 3: 4000, 4: 4000}, place="更迟"),
)


@pytest.mark.parametrize("order", ["earlier first", "later first", "at once"])
def test_two_late_drops_in_any_order_come_to_the_same(late: Place, order: str) -> None:
    root = copied(late.folder / "lake", late.folder / order.replace(" ", "-"))
    keys = [drop.key for drop in LATE]
    if order == "at once":
        late.ingest(root, *([key] for key in keys))
    else:
        for key in keys if order == "earlier first" else keys[::-1]:
            late.ingest(root, [key])
    found = states(late.lake(root), city.ROSTER)
    assert found[-1] == states(late.lake(late.folder / "lake"), city.ROSTER)[-1], "the last word of June stands"
    assert found[40] != found[39], "the first late drop speaks of 10 June"
    expected = late.folder / "expected.json"
    shown = json.dumps(found)
    if not expected.exists():
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")


def test_two_nights_at_once_publish_one_edition(late: Place) -> None:
    root = copied(late.folder / "lake", late.folder / "nights")
    said = late.nights(root, "2024-06-30", 2)
    assert {str(answer["state"]) for answer in said} <= {"published", "busy"}
    assert {answer["edition"] for answer in said if answer["state"] == "published"} == {"2024-06-30"}
    assert looks.pointed_to(root) == "2024-06-30"
    assert list(verify(late.lake(root))) == []
    assert looks.still_claimed(root) == []
    versions = {path.name: len(list((path / "_delta_log").glob("*.json"))) for path in (root / "lake/master").iterdir()}
    assert set(versions.values()) == {2}, "created once, written once"

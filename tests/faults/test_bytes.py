"""The same deliveries give the same published bytes: in another folder, with another number of threads, in another order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import Settings
from flows.demo.deliver import tell
from flows.lake.init import create
from flows.lake.lake import open_lake
from tests.faults import looks
from tests.faults.client import Forks, Job, copied, forks

pytestmark = [pytest.mark.slow]

PERSONS, SEED = 1200, 5


@dataclass(frozen=True)
class Place:
    """Where lakes of one city and one key are made, all fed from one inbox."""

    forks: Forks
    folder: Path
    night: str

    def lake(self, name: str) -> Path:
        root = self.folder / name
        create(open_lake(Settings(store=str(root), inbox=str(self.forks.inbox), key_file=str(self.key))))
        return root

    @property
    def key(self) -> Path:
        return self.folder / "hearth.key"

    def run(self, root: Path, job: str, *arguments: str, threads: int = 2) -> None:
        self.forks.run(root, Job(job, arguments), POLARS_MAX_THREADS=str(threads), HEARTH_KEY_FILE=str(self.key))

    def published(self, root: Path, *, threads: int = 2) -> dict[str, bytes]:
        self.run(root, "nightly", self.night, threads=threads)
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in looks.visible(root / "published")}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("bytes")
    with forks(folder / "processes") as server:
        truth = next(iter(tell(server.inbox, PERSONS, SEED, 1)))
        yield Place(server, folder, truth.nights[-1].isoformat())


@pytest.fixture(scope="module")
def city(place: Place) -> Path:
    """A lake that took everything in at once."""
    root = place.lake("city")
    place.run(root, "ingest")
    return root


@pytest.fixture(scope="module")
def wanted(place: Place, city: Path) -> dict[str, bytes]:
    """What its night publishes."""
    return place.published(copied(city, place.folder / "wanted"))


def test_one_thread_publishes_what_two_publish(place: Place, city: Path, wanted: dict[str, bytes]) -> None:
    assert place.published(copied(city, place.folder / "one-thread"), threads=1) == wanted


def test_another_folder_and_other_threads_from_the_first_drop_on(place: Place, wanted: dict[str, bytes]) -> None:
    root = place.lake("another/deeper/folder")
    place.run(root, "ingest", threads=1)
    assert place.published(root, threads=1) == wanted


def test_the_order_of_arrival_does_not_matter_for_the_tables(place: Place, wanted: dict[str, bytes]) -> None:
    root = place.lake("backwards")
    keys = [path.relative_to(place.forks.inbox).as_posix() for path in looks.visible(place.forks.inbox)]
    place.run(root, "ingest", *(key for key in keys if "settlements" in key or "students" in key))
    place.run(root, "ingest", *(key for key in keys if "health_insurance" in key))
    place.run(root, "ingest")
    found = place.published(root)
    assert found.keys() == wanted.keys()
    for name, data in found.items():
        if name.endswith(".parquet"):
            assert data == wanted[name], name

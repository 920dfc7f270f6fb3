"""The story that is told again and again with deaths in it: a lake before and after every drop of every kind, and a night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from config.settings import Settings
from flows.lake.init import create
from flows.lake.lake import open_lake
from tests.faults import city
from tests.faults.client import Forks, Job, Run, copied, forks


@dataclass(frozen=True)
class Chapter:
    """What happens to one lake in one job, undisturbed."""

    job: Job
    before: Path
    after: Path
    run: Run


@dataclass(frozen=True)
class Story:
    """Chapters by name, in order."""

    forks: Forks
    chapters: dict[str, Chapter]


JUNE = {person: 1000 + person for person in range(12)}
FIRST_NIGHT, SECOND_NIGHT = "2024-05-31", "2024-06-30"
DROPS = ("plain", "events", "workbook", "refused-rows", "late", "correction", "duplicate", "broken", "shrunken", "released")
NIGHTS = ("first-night", "second-night")


def drops(root: Path, folder: Path) -> Iterator[tuple[str, city.Drop]]:
    """Every kind of drop, each made when those before it have been taken in."""
    plain = city.roster("20240531", JUNE)
    yield "plain", plain
    yield "events", city.events("20240531", {3: "2024-05-20", 4: "五月初", 5: "2024-05-21"})
    yield "workbook", city.enrolment("20240531", range(10), folder)
    yield "refused-rows", city.roster("20240630", {**JUNE, 0: 2000, 1: 2000, 11: "多少"} | {7: 2000})
    yield "late", city.roster("20240615", {**JUNE, 1: 3000, 2: 3000} | {10: 3000})
    fixit = next((root / "receipts" / city.EVENTS).rglob("fix-it.xlsx"))
    yield "correction", city.corrected(fixit, "登记日期", "2024-05-06", f"{city.EVENTS}/改好了.xlsx", folder)
    yield "duplicate", city.Drop(f"{city.ROSTER}/又一份_20240531.csv", plain.data)
    yield "broken", city.Drop(f"{city.ROSTER}/坏_20240701.xlsx", b"PK\x03\x04 no workbook")
    yield "shrunken", city.roster("20240731", {person: 1000 + person for person in range(4)})


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("story")
    root = folder / "lake"
    create(open_lake(Settings(store=str(root), inbox=str(folder / "inbox"))))
    with forks(folder / "processes") as server:
        told = Story(server, {})

        def chapter(name: str, job: Job) -> None:
            before = copied(root, folder / f"before-{name}")
            run = server.run(root, job)
            told.chapters[name] = Chapter(job, before, copied(root, folder / f"after-{name}"), run)

        for name, drop in drops(root, folder):
            drop.lay(server.inbox)
            chapter(name, Job("ingest", (drop.key,)))
        held = pl.read_delta(str(root / "lake/ops/drops")).filter(pl.col("state") == "held")["drop_id"].item()
        chapter("released", Job("release", (held,)))
        for name, night in zip(NIGHTS, (FIRST_NIGHT, SECOND_NIGHT), strict=True):
            chapter(name, Job("nightly", (night,)))
        yield told

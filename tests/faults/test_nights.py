"""Random histories of a tiny town: a night made as usual, which takes over what the nights before left, is the night made anew, byte by byte.

Environment `HISTORIES`: how many are told (each takes half a minute), one where it says nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

import flows.nightly
from flows.desk import release_drop
from flows.ingest import ingest
from flows.lake import judgements, places, verifications
from flows.lake.init import create
from flows.nightly import PUBLISHED, nightly
from flows.site import Site, open_site
from tests.faults import city
from tests.flows.citynights import settled_in

pytestmark = pytest.mark.slow

NIGHTS = 3
FIRST = date(2024, 5, 31)
PEOPLE = range(10)
VILLAGES = (("上河村", "610802101201"), ("上河", "610802101201"), ("下河村", "610802101202"))
"""Names as written and codes: two of them are one village."""


@dataclass
class Town:
    """What the departments know, as they would write it, and the lake that takes it in."""

    root: Path
    chance: Random
    today: date = FIRST
    number: int = 0
    home: dict[int, int] = field(default_factory=lambda: {person: person // 2 for person in PEOPLE})
    income: dict[int, int] = field(default_factory=lambda: dict.fromkeys(PEOPLE, 3000))
    village: dict[int, tuple[str, str]] = field(default_factory=lambda: dict.fromkeys(PEOPLE, VILLAGES[0]))
    kind: dict[int, str] = field(default_factory=lambda: {person: ("贫困户", "一般农户")[person // 2 % 2] for person in PEOPLE})
    written: dict[int, str] = field(default_factory=lambda: {person: city.id_number(person) for person in PEOPLE})
    """Their numbers as the insurer has them."""

    def deliver(self, feed: str, day: date, rows: list[dict[str, object]]) -> None:
        """Lays a file and takes it in; one that is held is looked at and released."""
        self.number += 1
        key = f"{feed}/第{self.number}份_{day:%Y%m%d}.csv"
        city.Drop(key, city.delivered(feed, rows).encode()).lay(self.root / "inbox")
        (taken,) = ingest([key])
        if taken.state == "held" and taken.drop is not None:
            release_drop(taken.drop.drop_id, quiet=True)

    def roster(self, day: date, people: list[int]) -> None:
        """The register as it is now."""
        rows: list[dict[str, object]] = [
            {
                "town": "青石镇",
                "village": self.village[self.home[person]][0],
                "village_code": self.village[self.home[person]][1],
                "household_no": f"H{self.home[person]}",
                "person_no": f"P{person}",
                "name": city.NAMES[person],
                "id_number": city.id_number(person) if person % 5 else "",
                "sex": "男",
                "birth_date": born(person),
                "relation": "配偶" if person % 2 else "户主",
                "household_type": self.kind[self.home[person]],
                "income_per_capita": self.income[self.home[person]],
            }
            for person in people
        ]
        self.deliver(city.ROSTER, day, rows)

    def insured(self) -> None:
        """The insurer's list as it is now."""
        rows: list[dict[str, object]] = [
            {
                "psn_no": f"N{person}",
                "name": city.NAMES[person],
                "id_number": self.written[person],
                "sex": "男",
                "birth_date": born(person),
                "insurance_type": "居民",
                "status": self.chance.choice(("正常参保", "正常参保", "暂停参保")),
                "insured_since": "2023-01-01",
            }
            for person in PEOPLE
        ]
        self.deliver(city.ENROLMENT, self.today, rows)

    def tables(self) -> dict[str, pl.DataFrame]:
        edition = max(path.name for path in (self.root / "published/links").glob("edition=*"))
        return {
            name: pl.read_parquet(self.root / f"published/{name}/{edition}/part-0.parquet", hive_partitioning=False)
            for name in ("links", "findings")
        }

    def files(self) -> dict[str, bytes]:
        """All that is published."""
        return {path.as_posix(): path.read_bytes() for path in sorted((self.root / "published").rglob("*")) if path.is_file()}


def born(person: int) -> str:
    """The day that the person's number tells."""
    digits = city.id_number(person)
    return f"{digits[6:10]}-{digits[10:12]}-{digits[12:14]}"


def changed(town: Town) -> None:
    """Some households earn otherwise, move to another village or spelling, or change their kind."""
    for home in town.chance.sample(range(5), 2):
        town.income[home] = town.chance.choice((2000, 3000, 9000))
        town.village[home] = town.chance.choice(VILLAGES)
        town.kind[home] = town.chance.choice(("贫困户", "脱贫户", "一般农户"))
    town.roster(town.today, [*PEOPLE])


def moved(town: Town) -> None:
    """Somebody lives in another household, or in one of their own."""
    town.home[town.chance.choice(PEOPLE)] = town.chance.choice((0, 1, 2, 3, 4, 7))
    town.village.setdefault(7, VILLAGES[2])
    town.roster(town.today, [*PEOPLE])


def left_out(town: Town) -> None:
    """Somebody is listed no more."""
    town.roster(town.today, town.chance.sample(PEOPLE, 9))


def late(town: Town) -> None:
    """An older list comes after newer ones."""
    town.income[town.chance.randrange(5)] = town.chance.choice((1000, 4000))
    town.roster(town.today - timedelta(days=town.chance.choice((3, 20))), town.chance.sample(PEOPLE, 10))


def smudged(town: Town) -> None:
    """The insurer writes numbers wrongly, leaves them away, or puts them right."""
    for person in range(1, 4):
        right = city.id_number(person)
        slip = right[:16] + str((int(right[16]) + 1) % 10) + right[17:]
        town.written[person] = town.chance.choice((right, "", "", slip, slip))
    town.insured()


def died(town: Town) -> None:
    person = town.chance.choice(PEOPLE)
    row: dict[str, object] = {
        "event_no": f"E{town.number}",
        "event_type": "火化",
        "name": city.NAMES[person],
        "id_number": city.id_number(person),
        "event_date": town.today - timedelta(days=5),
    }
    town.deliver(city.EVENTS, town.today, [row])


def judged(town: Town) -> None:
    """Somebody looks at a pair of the edition before."""
    for pair in town.tables()["links"].sample(fraction=1, shuffle=True, seed=town.number).head(1).iter_rows(named=True):
        now, decision = datetime.now(UTC), town.chance.choice(("same", "different", "open"))
        row = {
            "left": pair["left"],
            "right": pair["right"],
            "decision": decision,
            "by": "王干部",
            "why": "看了户口簿",
            "until": None,
        }
        rows = pl.DataFrame([{**row, "decided_at": now, "known_at": now, "line": 0}])
        judgements.append(open_site().lake, _typed(rows, judgements.SCHEMA), f"{now.timestamp()}")


def verified(town: Town) -> None:
    """Somebody looks at findings of the edition before."""
    found = town.tables()["findings"]["finding_id"].sort().to_list()
    rows = [
        {
            "finding_id": finding,
            "result": result,
            "checked_on": town.today,
            "until": town.today + timedelta(days=10) if result == "waived" else None,
            "by": "王干部",
            "note": "",
            "known_at": datetime.now(UTC),
            "line": line,
        }
        for line, finding in enumerate(town.chance.sample(found, min(3, len(found))))
        for result in (town.chance.choice(("confirmed", "not_confirmed", "waived")),)
    ]
    if rows:
        verifications.append(open_site().lake, _typed(pl.DataFrame(rows), verifications.SCHEMA), f"i{town.number}-{town.today}")


def nothing(_: Town) -> None:
    """Only time passes."""


def _typed(rows: pl.DataFrame, schema: Any) -> pl.DataFrame:
    return rows.cast({name: schema[name] for name in rows.columns})


STEPS: tuple[Callable[[Town], None], ...] = (
    changed,
    moved,
    left_out,
    late,
    smudged,
    smudged,
    smudged,
    died,
    judged,
    verified,
    nothing,
)


@pytest.fixture
def town(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    def no_page(site: Site, _: object, edition: str, *__: object) -> str:
        site.lake.store.put(places.report(edition, "report.html"), b"")
        return ""

    # Pages and workbooks are no tables, and take a third of such a night.
    monkeypatch.setattr(flows.nightly, "write_report", no_page)
    for name in ("write_checks", "write_worklists"):
        monkeypatch.setattr(flows.nightly, name, lambda *_: None)
    with settled_in(tmp_path):
        create(open_site().lake)
        town = Town(tmp_path, Random(request.param))
        town.roster(FIRST - timedelta(days=1), [*PEOPLE])
        smudged(town)
        yield town


@pytest.mark.parametrize("town", range(int(os.environ.get("HISTORIES", "1"))), indirect=True)
def test_a_night_as_usual_is_the_night_made_anew(town: Town) -> None:
    told = []
    for night in range(NIGHTS):
        if night:
            steps = town.chance.sample(STEPS, town.chance.choice((1, 2, 3, 4)))
            town.today += timedelta(days=town.chance.choice((0, 1, 1, 30)))
            told.append((town.today, [step.__name__ for step in steps]))
            for step in steps:
                step(town)
        done = nightly(town.today, release=True)
        assert done.state == "published", told
        usual = town.files()
        assert set(PUBLISHED) <= {path.split("/")[-3] for path in usual if path.endswith("part-0.parquet")}
        again = nightly(town.today)
        assert (again.edition, again.computed, again.rows) == (done.edition, False, done.rows), told
        assert town.files() == usual, told
        # Other bytes would be refused, not published.
        assert nightly(town.today, rebuild=True).edition == done.edition, told
        assert town.files() == usual, told

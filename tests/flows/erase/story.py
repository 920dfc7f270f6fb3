"""A lake of two households told by several drops, one of them late, one with a refused row; one of its people is erased and delivered again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from config.cohorts import Cohort
from flows.erase.asking import Asked
from flows.erase.person import id_and_token
from flows.erase.run import erase
from flows.ingest import TakenIn, ingest
from flows.lake.init import create
from flows.nightly import NightDone, nightly
from flows.sealing.seal import Of, Sealing, seal
from flows.site import open_site
from tests.faults import city
from tests.flows.citynights import settled_in

GONE = 1
"""Lives with person 0; named as the partner of person 4; refused once; told late."""
NUMBER = city.id_number(GONE)
MISTYPED = city.id_number(11)
"""Under which the first roster has them: a valid number, and nobody's."""
ASKED = Asked("民政局", "本人申请")


def marriage(day: str) -> city.Drop:
    """Person 4 married the one who goes."""
    row = {
        "event_no": "M4",
        "event_type": "结婚",
        "name": city.NAMES[4],
        "id_number": city.id_number(4),
        "partner_name": city.NAMES[GONE],
        "partner_id_number": NUMBER,
        "event_date": "2024-02-01",
    }
    return city.Drop(f"{city.EVENTS}/婚姻_{day}.csv", city.delivered(city.EVENTS, [row]).encode())


UNNUMBERED = 3
"""Never bears a number in the roster."""


def roster(day: str, incomes: Mapping[int, object]) -> city.Drop:
    """A drop of the roster, by the incomes of its people."""
    drop = city.roster(day, incomes)
    return city.Drop(drop.key, drop.data.replace(city.id_number(UNNUMBERED).encode(), b""))


@dataclass
class Story:
    """What was seen on the way, by name."""

    root: Path
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> str:
        """The person_id of who goes."""
        found = id_and_token(NUMBER, open_site().key)
        assert found is not None
        return found[1]

    def take(self, *drops: city.Drop) -> list[TakenIn]:
        """Lays drops into the inbox and takes them in."""
        for drop in drops:
            drop.lay(self.root / "inbox")
        return ingest()

    def night(self, day: str) -> NightDone:
        return nightly(date.fromisoformat(day))

    def erase(self, *, dry_run: bool = False, verify: bool = False) -> dict[str, Any]:
        """Asks by number, as it would be typed in."""
        return dict(erase("", NUMBER, ASKED, dry_run=dry_run, verify=verify, quiet=True).document)


@contextmanager
def new_lake(root: Path) -> Iterator[Story]:
    """A story that begins with an empty lake in `root`, which every command inside is about."""
    with settled_in(root):
        create(open_site().lake)
        yield Story(root)


def begun(root: Path) -> Story:
    """The lake before the erasure: every drop taken in, one night each side of the late one."""
    create(open_site().lake)
    story = Story(root)
    first = roster("20240331", {0: 1000, 1: 1001, 2: 1002, 3: 1003})
    story.take(city.Drop(first.key, first.data.replace(NUMBER.encode(), MISTYPED.encode())), marriage("20240331"))
    story.night("2024-03-31")
    story.take(city.events("20240501", {1: "五月初", 0: "2024-05-21"}), roster("20240531", {0: 1000, 1: 1001, 2: 1002, 3: 2003}))
    story.take(roster("20240430", {0: 1500, 1: 1501, 2: 1002, 3: 1003}))
    story.night("2024-05-31")
    seal("all", Cohort("person"), Of(edition="2024-05-31"), Sealing("局", "考核"), quiet=True)
    return story

"""A process that takes in a file which names an erased person is killed while it cuts them out; whoever goes on ends with nothing of them.

At the commit to the change log, at everything done to the archive (the stand-in put, the content taken out), and at the commit
to the ledger. What a death just after that leaves in the inbox, the upkeep takes away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.erase.asking import Asked
from flows.erase.person import Person, id_and_token
from flows.erase.run import erase
from flows.erase.searching import search, texts_of
from flows.ingest import ingest
from flows.lake import ledger
from flows.lake.init import create
from flows.lake.lake import Lake
from flows.maintain.leftovers import of_crashes
from flows.site import open_site
from tests.faults import city, looks
from tests.faults.client import Forks, Job, copied, forks, settings

GONE = 1
NUMBER = city.id_number(GONE)
JUNE = city.roster("20240630", {0: 1100, GONE: 1101, 2: 1102})

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Forks, Path]]:
    """A lake from which somebody was erased, and processes that take in what names them still."""
    folder = tmp_path_factory.mktemp("withheld")
    with forks(folder / "processes") as server, pytest.MonkeyPatch.context() as patch:
        for name, value in settings(folder / "lake", server.inbox).items():
            patch.setenv(name, value)
        create(open_site().lake)
        city.roster("20240531", {0: 1000, GONE: 1001}).lay(server.inbox)
        ingest()
        asked = Asked("民政局", "本人申请")
        assert erase("", NUMBER, asked, dry_run=False, verify=False, quiet=True).document["state"] == "erased"
        yield server, folder / "lake"


def test_killed_anywhere_on_the_way_nothing_of_them_is_left(
    erased: tuple[Forks, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, before = erased
    root = copied(before, tmp_path / "lake")
    monkeypatch.setenv("HEARTH_STORE", str(root))
    points = taken(server, root)
    wanted = left(root)
    assert wanted["counts"] == [(2, 1, 0, 1), (3, 2, 0, 1)], "read, accepted, rejected, erased"
    kinds = set()
    for at in on_the_way(points):
        copied(before, root)
        died = taken(server, root, die_at=at)
        kinds.add(died[-1].split()[0])
        server.run(root, Job("ingest", ()))
        assert left(root) == wanted, died[-1]
        assert looks.still_claimed(root) == [], died[-1]
    assert kinds == {"commit", "put", "delete"}


def taken(server: Forks, root: Path, die_at: int = -1) -> list[str]:
    JUNE.lay(server.inbox)
    return server.run(root, Job("ingest", ()), die_at).points


def on_the_way(points: list[str]) -> list[int]:
    """The commits of the rows and of the ledger, and whatever is done to the archive between them."""
    commits = [at for at, point in enumerate(points) if point.startswith(("commit lake/feeds/", "commit lake/ops/drops"))]
    on_archive = [
        at for at, point in enumerate(points) if point.startswith(("put archive/", "delete archive/")) and at > commits[0]
    ]
    return [*commits, *on_archive]


def left(root: Path) -> dict[str, Any]:
    """What is there once the upkeep was through; fails where anything knows the erased person."""
    site = open_site()
    for work in of_crashes(site.lake, datetime.now(UTC)):
        work.do()
    assert found(site.lake, site.key) == []
    drops = sorted(ledger.read_drops(site.lake), key=lambda drop: drop.key)
    counts = [(drop.rows_read, drop.rows_accepted, drop.rows_rejected, drop.rows_erased) for drop in drops]
    return {"counts": counts, "logs": looks.logs(root), "archive": looks.files(root, "archive")}


def found(lake: Lake, key: bytes) -> list[str]:
    """Where the number or the id of the erased person stands."""
    whom = id_and_token(NUMBER, key)
    assert whom is not None
    return [f"{hit.root}: {hit.place}" for hit in search(lake, texts_of(Person((whom[1],), numbers=(NUMBER,)))).hits]

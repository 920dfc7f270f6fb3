"""An erasure ends just before a write, again and again, wherever two writes belong together; run to its end, it leaves what an undisturbed one
leaves.

In one process: a death is an exception that nothing catches, at the first such write that no earlier attempt got past.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread
from typing import Any

import polars as pl
import pytest
from deltalake import DeltaTable

from flows.lake import ledger, places
from flows.lake.init import create
from flows.lake.lake import Lake
from flows.lake.local import LocalStore
from flows.site import open_site
from tests.faults import city, looks
from tests.faults.client import copied
from tests.flows.citynights import settled_in
from tests.flows.erase.story import GONE, Story
from tests.flows.erase.test_run import KilledError

pytestmark = pytest.mark.slow

DAY = "2024-04-30"
DEATHS = (
    "delete archive/",
    "purge civil_affairs/",
    "put published/person/edition=2024-04-30/manifest.json",
    "put published/sealed/all/erased.json",
    "delete published/sealed/all/",
    "commit lake/ops/drops",
    "put receipts/*/receipt.json",
    "delete erasures/*/drop-SECOND",
    "delete erasures/*/person.json",
)
"""Write, and how what it writes begins; in the order in which an erasure comes to them."""


def told(root: Path) -> Story:
    """A drop taken in, one held, one with refused rows, one delivered twice; an edition of one table and a cohort sealed of it."""
    create(open_site().lake)
    story = Story(root)
    story.take(city.roster("20240331", dict.fromkeys(range(12), 1000)))
    held, refused = city.roster(DAY.replace("-", ""), {0: 1, GONE: 1}), city.events("20240501", {GONE: "五月", 2: "五月"})
    story.take(held, refused)
    story.take(city.Drop(held.key.replace("花名册", "又"), held.data))
    rows = pl.DataFrame({"person_id": [story.person, "p" + "0" * 20], "size": [1, 2]})
    lay(open_site().lake, rows, root / "rows.parquet")
    return story


def lay(lake: Lake, rows: pl.DataFrame, path: Path) -> None:
    """As a night and a sealing lay them down."""
    rows.write_parquet(path)
    data, sha256 = path.read_bytes(), hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    described = {"sha256": sha256, "bytes": len(data), "rows": rows.height}
    for place, about in (
        (places.published("person", DAY), {"table": "person", "edition": DAY, "files": {"part-0.parquet": described}}),
        (places.sealed("all"), {"name": "all", "result": {"file": f"{sha256[:16]}.parquet", "sha256": sha256}}),
    ):
        lake.store.put(place + ("part-0.parquet" if "table" in about else f"{sha256[:16]}.parquet"), data)
        lake.store.put(place + "manifest.json", json.dumps(about).encode())


def twin(lake: Path, to: Path) -> Path:
    """A copy of a lake whose inbox holds the very same files: what a drop was is known by them."""
    copied(lake, to)
    shutil.rmtree(to / "inbox")
    shutil.copytree(lake / "inbox", to / "inbox", copy_function=os.link)
    return to


@contextmanager
def dying(before: str) -> Iterator[list[str]]:
    """Raises before the first write that begins so; what was written until then."""
    what, _, key = before.partition(" ")
    begins = [part for part in key.split("*/") if part]
    passed: list[str] = []

    def point(name: str) -> None:
        operation, _, place = name.partition(" ")
        if current_thread().name.startswith("claim-") or place.startswith(places.CLAIMS):
            return
        if before and operation == what and place.startswith(begins[0]) and begins[-1] in place:
            raise KilledError(name)
        passed.append(name)

    with pytest.MonkeyPatch.context() as patch:
        for method in ("put", "put_new", "delete", "purge"):
            patch.setattr(LocalStore, method, told_first(point, LocalStore, method, lambda store, key, *_: key))
        patch.setattr(
            DeltaTable,
            "create_write_transaction",
            told_first(
                point,
                DeltaTable,
                "create_write_transaction",
                lambda handle, *_: "/".join(handle.table_uri.rstrip("/").split("/")[-3:]),
            ),
        )
        yield passed


def told_first(point: Callable[[str], None], owner: type, method: str, key: Callable[..., str]) -> Callable[..., Any]:
    original, name = getattr(owner, method), "commit" if owner is DeltaTable else method

    def call(*given: Any, **named: Any) -> Any:
        point(f"{name} {key(*given)}")
        return original(*given, **named)

    return call


def left(root: Path) -> dict[str, Any]:
    """All that an erasure leaves, but for when it was and how many files of tables it found old."""
    found = looks.taken_in(root)
    kept = {name: data for name, data in found["files"].items() if not name.startswith("vault/audit/")}
    accounts = [json.loads(path.read_text(encoding="utf-8")) for path in (root / places.ERASURES).glob("*.json")]
    counted = [
        {name: value for name, value in one.items() if name not in ("at", "older files of tables", "searched")}
        for one in accounts
    ]
    return {**found, "files": kept, "published": looks.files(root, "published", "inbox"), "accounts": counted}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The lake before, and what an erasure that nothing disturbs leaves of it."""
    before, after = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("after") / "lake"
    with settled_in(before):
        told(before)
    twin(before, after)
    with settled_in(after):
        assert Story(after).erase()["state"] == "erased"
        yield before, left(after)


def test_however_often_it_dies_it_ends_as_if_it_had_not(undisturbed: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    before, wanted = undisturbed
    root = twin(before, tmp_path / "lake")
    with settled_in(root):
        story = Story(root)
        second = sorted(drop.drop_id for drop in ledger.read_drops(open_site().lake) if drop.state != "duplicate")[1]
        for death in DEATHS:
            with dying(death.replace("SECOND", second)), pytest.raises(KilledError):
                story.erase()
        assert story.erase()["state"] == "erased"
        for part, value in left(root).items():
            assert value == wanted[part], part
        assert not list((root / "vault/erasures").rglob("*.json"))

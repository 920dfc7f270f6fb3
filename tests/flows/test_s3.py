"""The whole pipeline on S3: the same small city taken in from a folder and from buckets comes to the same tables."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from config.cohorts import Cohort
from flows.demo.deliver import tell
from flows.desk import verify_edition
from flows.explain import explain
from flows.history.history import history
from flows.ingest import ingest
from flows.lake import published
from flows.lake.init import create
from flows.lake.lake import Lake
from flows.lake.store import open_store
from flows.nightly import PUBLISHED, nightly
from flows.sealing.difference import difference
from flows.sealing.seal import Of, Sealing, seal
from flows.site import open_site
from flows.terminal import Exit
from tests import servers
from tests.servers import Server

PERSONS = 500
BATCHES = 2

pytestmark = [pytest.mark.slow, pytest.mark.server]
KINDS = [
    pytest.param(servers.ministack, id="ministack"),
    pytest.param(servers.ceph_gateway, id="ceph"),
]


class City:
    """What the nights published, by table and night, wherever the lake lies."""

    def __init__(self, drops: Path) -> None:
        self.states: dict[str, str] = {}
        self.nights: list[date] = []
        lake = open_site().lake
        create(lake)
        sent: set[str] = set()
        for truth in tell(drops, PERSONS, 11, BATCHES):
            _send(drops, lake, sent)
            self.states |= {item.key: item.state for item in ingest()}
            assert nightly(truth.nights[-1]).state == "published"
        self.nights = truth.nights
        self.explained = explain("household", _some_household(lake, self.nights[-1]), "", "").document
        self.sealed, self.differs = _sealed(self.nights)
        self.history = history("household", _some_household(lake, self.nights[-1]), "", "", None).document
        self.verified = verify_edition("")
        self.files = {(name, night): lake.store.read(published_file(name, night)) for name in PUBLISHED for night in self.nights}
        self.latest = json.loads(lake.store.read("published/latest.json"))


def published_file(name: str, night: date) -> str:
    return f"published/{name}/edition={night}/{published.PART}"


def _send(drops: Path, lake: Lake, sent: set[str]) -> None:
    """What departments do: files that are new go to the inbox, wherever that is."""
    for path in sorted(drops.rglob("*")):
        key = path.relative_to(drops).as_posix()
        if path.is_file() and key not in sent:
            sent.add(key)
            lake.inbox.put(key, path)


def _some_household(lake: Lake, night: date) -> str:
    households = pl.read_parquet(lake.store.read(published_file("household", night)))
    return str(households["household_no"].drop_nulls().sort()[0])


def _sealed(nights: list[date]) -> tuple[object, object]:
    """The people of exited households of the last night, and what differs of them from the first."""
    exited = Cohort("person", "alive", within={"household": "household_type = 'exited'"})
    said = seal("exits", exited, Of(as_of=nights[-1]), Sealing("局", "考核"), quiet=True).document
    return (said["rows"], said["result"]), difference("exits", Of(edition=str(nights[0])), "", quiet=True).document


@contextmanager
def installed(root: Path, **settings: str) -> Iterator[pytest.MonkeyPatch]:
    """One installation's settings; all lakes share one key, so that the pseudonyms are the same."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("HEARTH_")]:
            patch.delenv(name)
        for name, value in {"SETTLE_SECONDS": "0", "LOG_LEVEL": "warning", "SCRATCH": str(root / "scratch"), **settings}.items():
            patch.setenv(f"HEARTH_{name}", value)
        patch.setenv("HEARTH_STATE", str(root / "state"))
        patch.delenv("PREFECT_API_URL", raising=False)
        yield patch


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("key") / "hearth.key")


@pytest.fixture(scope="module")
def folder_city(tmp_path_factory: pytest.TempPathFactory, key_file: str) -> City:
    root = tmp_path_factory.mktemp("folder")
    with installed(root, STORE=str(root / "lake"), KEY_FILE=key_file):
        return City(root / "drops")


@pytest.fixture(scope="module", params=KINDS)
def s3_city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, key_file: str) -> Iterator[City]:
    root = tmp_path_factory.mktemp("s3")
    serve: Callable[[], object] = request.param
    with serve() as server, _buckets(root, server, key_file):  # type: ignore[attr-defined]
        yield City(root / "drops")


@contextmanager
def _buckets(root: Path, server: Server, key_file: str) -> Iterator[None]:
    """Store, inbox and vault in a bucket each; the inbox keeps versions, the lake must not."""
    names = {name: f"s3://{name}-{uuid.uuid4().hex[:12]}" for name in ("store", "inbox", "vault")}
    urls = {"STORE": f"{names['store']}/city/hearth", "INBOX": names["inbox"], "VAULT": f"{names['vault']}/people"}
    with installed(root, S3_ENDPOINT=server.endpoint, KEY_FILE=key_file, **urls) as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        for url in urls.values():
            store = open_store(url, endpoint=server.endpoint)
            store.create_bucket()
            if url == urls["INBOX"]:
                store.client.put_bucket_versioning(Bucket=store.bucket, VersioningConfiguration={"Status": "Enabled"})
        yield


def test_every_drop_comes_to_the_same_end(s3_city: City, folder_city: City) -> None:
    assert s3_city.states == folder_city.states
    assert set(s3_city.states.values()) == {"done", "held", "duplicate"}


def test_published_tables_are_the_same_bytes(s3_city: City, folder_city: City) -> None:
    different = [place for place, data in folder_city.files.items() if s3_city.files[place] != data]
    assert not different


def test_a_cohort_is_the_same_on_buckets(s3_city: City, folder_city: City) -> None:
    assert (s3_city.sealed, s3_city.differs) == (folder_city.sealed, folder_city.differs)


def test_explain_and_verify_work_on_buckets(s3_city: City, folder_city: City) -> None:
    assert s3_city.explained == folder_city.explained
    assert s3_city.history["published"] == folder_city.history["published"]
    assert _true(s3_city) == _true(folder_city)
    assert s3_city.verified.exit_code == Exit.OK
    assert s3_city.latest["edition"] == str(s3_city.nights[-1]) == folder_city.latest["edition"]


def _true(city: City) -> list[tuple[object, ...]]:
    """What the logs said of a household, but for the moments at which each lake learned it."""
    names = ("feed", "column", "key", "state", "value", "true_from", "true_until")
    return [tuple(entry[name] for name in names) for entry in city.history["said"]]

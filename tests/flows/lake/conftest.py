"""One lake on each kind of store: tests that take `lake` or `store` run on a folder, on ministack and on Ceph."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.lake.init import create
from flows.lake.lake import Lake
from flows.lake.s3 import S3Store
from flows.lake.store import Store, open_store
from tests import servers
from tests.servers import Server

KINDS = [
    pytest.param("folder", id="folder"),
    pytest.param("ministack", id="ministack", marks=[pytest.mark.server]),
    pytest.param("ceph", id="ceph", marks=[pytest.mark.server, pytest.mark.slow]),
]
S3_KINDS = KINDS[1:]


@pytest.fixture(scope="session")
def ministack() -> Iterator[Server]:
    with servers.ministack() as server:
        yield server


@pytest.fixture(scope="session")
def ceph() -> Iterator[Server]:
    with servers.ceph_gateway() as server:
        yield server


@pytest.fixture
def new_bucket(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., S3Store]:
    """Makes an empty bucket on the named server; below a prefix, so that prefixes are always exercised."""

    def make(kind: str, *, versioned: bool = False, prefix: str = "city/hearth") -> S3Store:
        server: Server = request.getfixturevalue(kind)
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
            monkeypatch.delenv(name, raising=False)
        store = S3Store(f"s3://b{uuid.uuid4().hex}/{prefix}".rstrip("/"), endpoint=server.endpoint)
        store.create_bucket()
        if versioned:
            store.client.put_bucket_versioning(Bucket=store.bucket, VersioningConfiguration={"Status": "Enabled"})
        return store

    return make


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(kind: str, tmp_path: Path, new_bucket: Callable[..., S3Store]) -> Store:
    return open_store(str(tmp_path / "store")) if kind == "folder" else new_bucket(kind)


@pytest.fixture
def inbox(kind: str, tmp_path: Path, new_bucket: Callable[..., S3Store]) -> Store:
    return open_store(str(tmp_path / "inbox")) if kind == "folder" else new_bucket(kind, versioned=True, prefix="")


@pytest.fixture
def lake(kind: str, store: Store, inbox: Store, tmp_path: Path, new_bucket: Callable[..., S3Store]) -> Lake:
    """A lake made by `init.create`."""
    vault = open_store(str(tmp_path / "vault"), private=True) if kind == "folder" else new_bucket(kind)
    made = Lake(store, inbox, vault, key_path=tmp_path / "key" / "hearth.key", scratch_folder=tmp_path / "scratch")
    create(made)
    return made


@pytest.fixture
def folder_lake(tmp_path: Path) -> Lake:
    """A lake in folders, for tests that do not depend on the store."""
    made = Lake(
        open_store(str(tmp_path / "lake")),
        open_store(str(tmp_path / "inbox")),
        open_store(str(tmp_path / "vault"), private=True),
        key_path=tmp_path / "key" / "hearth.key",
        scratch_folder=tmp_path / "scratch",
    )
    create(made)
    return made

"""What bad networks do to a bucket, through a proxy in front of a server."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.lake.s3 import S3Store
from tests.servers import Fault, proxy

pytestmark = [pytest.mark.server]


class Faults:
    """Faults that the coming requests meet, in order; afterwards everything passes."""

    def __init__(self) -> None:
        self.coming: list[Fault] = []
        self.seen: list[tuple[str, str]] = []

    def __call__(self, method: str, path: str) -> Fault:
        self.seen.append((method, path))
        return self.coming.pop(0) if self.coming else Fault()


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def behind(new_bucket: Callable[..., S3Store]) -> S3Store:
    """The bucket without the proxy."""
    return new_bucket("ministack")


@pytest.fixture
def store(behind: S3Store, faults: Faults) -> Iterator[S3Store]:
    with proxy(behind.client.meta.endpoint_url, faults) as address:
        yield S3Store(behind.root, endpoint=address)


def test_a_creator_whose_answer_was_lost_still_learns_that_it_won(store: S3Store, faults: Faults) -> None:
    faults.coming = [Fault(lose_answer=True)]
    assert store.put_new("k", b"mine")
    assert [method for method, _ in faults.seen] == ["PUT", "PUT", "GET"]
    assert store.read("k") == b"mine"


def test_a_creator_whose_answer_was_lost_learns_that_another_won(store: S3Store, faults: Faults) -> None:
    store.put("k", b"theirs")
    faults.coming = [Fault(lose_answer=True)]
    assert not store.put_new("k", b"mine")
    assert store.read("k") == b"theirs"


def test_a_plain_refusal_is_believed_at_once(store: S3Store, faults: Faults) -> None:
    store.put("k", b"same")
    faults.seen.clear()
    assert not store.put_new("k", b"same")
    assert len(faults.seen) == 1


def test_a_busy_server_is_asked_again(store: S3Store, faults: Faults, tmp_path: Path) -> None:
    faults.coming = [Fault(status=503), Fault(status=500)]
    store.put("k", b"1")
    faults.coming = [Fault(status=503), Fault(lose_answer=True)]
    assert store.read("k") == b"1"
    faults.coming = [Fault(lose_answer=True)]
    store.fetch("k", tmp_path / "k")
    assert (tmp_path / "k").read_bytes() == b"1"
    (tmp_path / "big").write_bytes(os.urandom(20_000_000))
    faults.coming = [Fault(), Fault(status=503), Fault(lose_answer=True)]
    store.put("big", tmp_path / "big")
    assert next(store.list("big")).size == 20_000_000


@pytest.mark.slow
def test_a_listing_survives_a_fault_between_its_pages(store: S3Store, behind: S3Store, faults: Faults) -> None:
    keys = [f"k{number:04d}" for number in range(1005)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: behind.put(key, b""), keys))
    faults.coming = [Fault(), Fault(status=503), Fault(lose_answer=True)]
    assert [entry.key for entry in store.list()] == keys


def test_a_refusal_is_not_repeated_and_names_what_was_asked(store: S3Store, faults: Faults) -> None:
    faults.coming = [Fault(status=403)]
    with pytest.raises(PermissionError, match="secret/place"):
        store.read("secret/place")
    assert len(faults.seen) == 1


def test_an_unreachable_server_is_a_connection_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    with pytest.raises(ConnectionError, match="s3://bucket"):
        S3Store("s3://bucket", endpoint="http://127.0.0.1:9").read("k")


def test_a_store_travels_to_another_process(store: S3Store) -> None:
    store.put("k", b"1")
    assert pickle.loads(pickle.dumps(store)).read("k") == b"1"


def test_making_a_bucket_twice_is_no_fault(store: S3Store) -> None:
    store.create_bucket()
    assert not store.is_versioned()

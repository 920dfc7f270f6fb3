"""What every store promises, on a folder, on ministack and on a Ceph gateway."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from flows.lake.s3 import S3Store
from flows.lake.store import Store, open_store

ODD_KEYS = [
    "a b/c+d/100%.csv",
    "民政/残联 名单（5月）.xlsx",
    "x/%2F%2B.csv",
    "q/a&b=c#d?.csv",
    "x/é'\".csv",
    "x/~tilde!*().csv",
]


@pytest.mark.parametrize("key", ODD_KEYS)
def test_odd_but_safe_keys_come_back_as_they_were(store: Store, key: str) -> None:
    store.put(key, b"1")
    assert [entry.key for entry in store.list()] == [key]
    assert store.read(key) == b"1"
    assert store.exists(key)
    store.delete(key)
    assert not store.exists(key)
    assert list(store.list()) == []


@pytest.mark.parametrize("key", ["../x", "a/../../x", "/x", "a//b", "a\x00b", "a\nb", "a/\u202exslx.csv", "k" * 1025, ""])
def test_unsafe_keys_are_refused_before_anything_is_touched(store: Store, key: str) -> None:
    for act in (lambda: store.put(key, b""), lambda: store.read(key), lambda: store.put_new(key, b"")):
        with pytest.raises(ValueError, match="unsafe key"):
            act()
    assert list(store.list()) == []


def test_what_is_missing_is_said_plainly(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.read("no/such")
    with pytest.raises(FileNotFoundError):
        store.fetch("no/such", tmp_path / "x")
    assert not store.exists("no/such")
    store.delete("no/such")


def test_fetch_streams_and_hashes(store: Store, tmp_path: Path) -> None:
    data = os.urandom(9_000_000)
    (tmp_path / "big").write_bytes(data)
    store.put("big", tmp_path / "big")
    entry = next(store.list("big"))
    assert entry.size == len(data)
    assert store.fetch("big", tmp_path / "back", entry.version) == hashlib.sha256(data).hexdigest()
    assert (tmp_path / "back").read_bytes() == data


def test_a_listing_is_narrowed_by_prefix_not_by_folder(store: Store) -> None:
    for key in ("a/1", "a/2", "ab/3", "b/4", "a/c/5"):
        store.put(key, b"")
    assert [entry.key for entry in store.list("a/")] == ["a/1", "a/2", "a/c/5"]
    assert [entry.key for entry in store.list("a")] == ["a/1", "a/2", "a/c/5", "ab/3"]
    assert [entry.key for entry in store.list("a/c/")] == ["a/c/5"]
    assert list(store.list("nothing/")) == []


def test_the_version_changes_with_the_content(store: Store) -> None:
    store.put("k", b"one")
    first = next(store.list())
    store.put("k", b"two")
    second = next(store.list())
    assert first.version != second.version


def test_reading_a_version_that_is_no_longer_there_is_an_error(store: Store) -> None:
    store.put("k", b"one")
    version = next(store.list()).version
    store.put("k", b"two and more")
    with pytest.raises(OSError, match="changed"):
        store.read("k", version)


def test_of_racing_creators_exactly_one_wins(store: Store) -> None:
    for round_ in range(5):
        start = Barrier(16)

        def create(number: int, key: str = f"race/{round_}", start: Barrier = start) -> bool:
            start.wait()
            return store.put_new(key, f"{number}".encode())

        with ThreadPoolExecutor(16) as pool:
            won = list(pool.map(create, range(16)))
        assert won.count(True) == 1
        assert store.read(f"race/{round_}") == f"{won.index(True)}".encode()


@pytest.mark.slow
def test_listings_of_many_pages_are_whole(store: Store) -> None:
    keys = [f"many/{number:04d} 号+.csv" for number in range(1101)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.put(key, b""), keys))
    assert [entry.key for entry in store.list("many/")] == keys
    assert [entry.key for entry in store.revisions("many/")] == keys


def test_revisions_show_what_was_replaced_but_not_what_was_deleted(inbox: Store) -> None:
    inbox.put("d/f/a.csv", b"first")
    inbox.put("d/f/a.csv", b"second")
    inbox.put("d/f/gone.csv", b"x")
    inbox.delete("d/f/gone.csv")
    found = [(entry.key, inbox.read(entry.key, entry.version)) for entry in inbox.revisions()]
    versions = [b"first", b"second"] if isinstance(inbox, S3Store) else [b"second"]
    assert found == [("d/f/a.csv", data) for data in versions]


@pytest.mark.parametrize(
    "url", ["https://host/x", "s3://Bucket/x", "s3://bucket/a b", "s3://bucket/a%20b", "/data/100%", "s3://b/贫困"]
)
def test_addresses_that_readers_take_differently_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        open_store(url)


def test_a_file_address_is_a_folder(tmp_path: Path) -> None:
    assert open_store(f"file://{tmp_path}").root == str(tmp_path)


def test_a_version_is_purged_and_what_lies_there_by_now_stays(inbox: Store) -> None:
    inbox.put("d/f/a.csv", b"old")
    old = next(entry for entry in inbox.revisions("d/f/"))
    inbox.put("d/f/a.csv", b"newer")
    inbox.purge("d/f/a.csv", old.version)
    inbox.purge("d/f/a.csv", old.version)
    assert [entry.size for entry in inbox.revisions("d/f/")] == [5]
    assert inbox.read("d/f/a.csv") == b"newer"
    inbox.purge("d/f/a.csv", next(entry.version for entry in inbox.revisions("d/f/")))
    assert list(inbox.revisions("d/f/")) == []

"""The raw layer."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from flows.lake.archive import bring, take
from flows.lake.inbox import candidates
from flows.lake.lake import Lake

DATA = "姓名,年龄\n".encode("gb18030")
SHA = hashlib.sha256(DATA).hexdigest()


def test_bytes_are_kept_once_under_their_hash(lake: Lake, tmp_path: Path) -> None:
    lake.inbox.put("d/f/a b+c.csv", DATA)
    lake.inbox.put("d/f/同样.csv", DATA)
    for item in candidates(lake.inbox, settle_seconds=0):
        taken = take(lake.store, lake.inbox, item, tmp_path)
        assert (taken.sha256, taken.size, taken.path.read_bytes()) == (SHA, len(DATA), DATA)
    assert [entry.key for entry in lake.store.list("archive/")] == [f"archive/{SHA}"]
    assert bring(lake.store, SHA, tmp_path).read_bytes() == DATA


def test_a_file_gone_or_changed_since_the_listing_is_for_the_next_sweep(folder_lake: Lake, tmp_path: Path) -> None:
    folder_lake.inbox.put("d/f/a.csv", DATA)
    [item] = candidates(folder_lake.inbox, settle_seconds=0)
    folder_lake.inbox.put("d/f/a.csv", b"other bytes")
    with pytest.raises(OSError, match="changed"):
        take(folder_lake.store, folder_lake.inbox, item, tmp_path)
    folder_lake.inbox.delete("d/f/a.csv")
    with pytest.raises(FileNotFoundError):
        take(folder_lake.store, folder_lake.inbox, item, tmp_path)
    assert list(folder_lake.store.list("archive/")) == []


def test_a_damaged_archive_is_noticed(folder_lake: Lake, tmp_path: Path) -> None:
    folder_lake.store.put(f"archive/{SHA}", b"damaged")
    with pytest.raises(OSError, match="damaged"):
        bring(folder_lake.store, SHA, tmp_path)

"""What lies in the inbox, whatever it is called."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.lake.inbox import Candidate, candidates, is_ignored
from flows.lake.s3 import S3Store
from flows.lake.store import Store, open_store

LATER = timedelta(hours=1)


def found(inbox: Store, settle_seconds: float = 0) -> list[Candidate]:
    return list(candidates(inbox, settle_seconds=settle_seconds))


@pytest.mark.parametrize("name", ["a b+c%20d.csv", "残联名单 2024年5月.xlsx", "下属/城关镇.csv", "%2F%2B.csv"])
def test_a_delivery_is_ready_under_its_own_name(inbox: Store, name: str) -> None:
    inbox.put(f"disability/cards/{name}", b"1")
    [item] = found(inbox)
    assert (item.department, item.feed, item.key, item.size) == ("disability", "cards", f"disability/cards/{name}", 1)
    assert item.state == "ready"
    assert inbox.read(item.key, item.version) == b"1"


@pytest.mark.parametrize(
    "name",
    [
        "~$名册.xlsx",
        ".a.csv.swp",
        "a.csv.tmp",
        "a.csv.PART",
        "a.xlsx.crdownload",
        ".DS_Store",
        "Thumbs.db",
        ".git/a.csv",
        "a.csv~",
    ],
)
def test_what_is_no_delivery_is_left_alone(inbox: Store, name: str) -> None:
    inbox.put(f"d/f/{name}", b"1")
    assert found(inbox) == []


def test_a_folder_marker_is_no_delivery() -> None:
    assert is_ignored("d/f/")
    assert not is_ignored("d/f/part.csv")
    assert not is_ignored("d/f/tmp/名册.csv")


def test_a_misplaced_file_is_told_not_lost(inbox: Store) -> None:
    inbox.put("readme.txt", b"")
    inbox.put("civil_affairs/roster.csv", b"")
    assert [(item.key, item.state) for item in found(inbox)] == [
        ("civil_affairs/roster.csv", "misplaced"),
        ("readme.txt", "misplaced"),
    ]


@pytest.mark.parametrize("name", ["a\nb.csv", "\u202evsc.exe", "a\x07.csv"])
def test_an_unsafe_name_is_told_and_the_rest_goes_on(kind: str, inbox: Store, name: str, tmp_path: Path) -> None:
    if (kind, name) == ("ministack", "a\x07.csv"):
        pytest.skip("ministack answers 500 to listings of versions once a key holds a bell character")
    inbox.put("d/f/good.csv", b"")
    raw_put(inbox, f"d/f/{name}", tmp_path)
    states = {item.key: item for item in found(inbox)}
    assert states["d/f/good.csv"].state == "ready"
    assert states[f"d/f/{name}"].state == "unsafe"
    assert states[f"d/f/{name}"].why
    assert states[f"d/f/{name}"].entered.isprintable()


@pytest.mark.parametrize("key", ["d/f/../../escaped.csv", "d//f.csv", "k" * 1024])
@pytest.mark.server
def test_names_only_a_bucket_can_have(request: pytest.FixtureRequest, key: str, tmp_path: Path) -> None:
    inbox = request.getfixturevalue("new_bucket")("ministack", versioned=True, prefix="")
    raw_put(inbox, key, tmp_path)
    assert [item.state for item in found(inbox)] in (["unsafe"], ["misplaced"])


def raw_put(inbox: Store, key: str, tmp_path: Path) -> None:
    if isinstance(inbox, S3Store):
        inbox.client.put_object(Bucket=inbox.bucket, Key=key, Body=b"")
    else:
        (tmp_path / "inbox" / key).write_bytes(b"")


def test_a_name_in_another_encoding_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "d" / "f"
    folder.mkdir(parents=True)
    (folder / os.fsdecode("名册.csv".encode("gb18030"))).write_bytes(b"")
    [item] = found(open_store(str(tmp_path)))
    assert (item.state, item.why) == ("unsafe", "name is not UTF-8")
    item.entered.encode()


def test_a_file_that_just_changed_waits_in_a_folder(tmp_path: Path) -> None:
    inbox = open_store(str(tmp_path))
    inbox.put("d/f/a.csv", b"")
    now = datetime.now(UTC)
    assert [item.state for item in candidates(inbox, settle_seconds=60, now=now)] == ["waiting"]
    assert [item.state for item in candidates(inbox, settle_seconds=60, now=now + LATER)] == ["ready"]
    assert [item.state for item in candidates(inbox, settle_seconds=60, now=now - LATER)] == ["ready"], "clock set back"


def test_a_replaced_file_is_another_candidate(inbox: Store) -> None:
    inbox.put("d/f/a.csv", b"one")
    first = {item.version for item in found(inbox)}
    inbox.put("d/f/a.csv", b"two")
    assert {item.version for item in found(inbox)} - first

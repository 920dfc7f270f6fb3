"""A lake's key: made for a lake that knows nobody, never replaced, and no other one is used in its place."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.errors import Broken
from flows.lake.init import create
from flows.lake.lake import Lake
from flows.lake.lakekey import fingerprint, kept_fingerprint, knows_anybody, lake_key
from flows.lake.ledger import Drop, record
from flows.lake.places import KEY_FINGERPRINT
from flows.lake.vault import TOKENS, create_key, put_tokens, read_key


def told(lake: Lake) -> str:
    """The words with which the lake refuses; nothing is made or changed meanwhile."""
    before = kept_fingerprint(lake), lake.key_path.exists()
    with pytest.raises(Broken) as refused:
        lake_key(lake)
    with pytest.raises(Broken):
        create(lake)
    assert (kept_fingerprint(lake), lake.key_path.exists()) == before
    return str(refused.value)


def token(lake: Lake, folder: Path) -> None:
    pl.DataFrame(schema=TOKENS).write_parquet(folder / "tokens.parquet")
    put_tokens(lake, "drop", folder / "tokens.parquet")


def change_log(lake: Lake, _: Path) -> None:
    lake.table("lake/feeds/civil_affairs__household_roster").ensure({"_key": pl.String()})


def ledger(lake: Lake, _: Path) -> None:
    now = datetime.now(UTC)
    record(lake, Drop("d", "civil_affairs", "household_roster", "k", "v", "s", None, now, now, "refused"))


KNOWING = pytest.mark.parametrize("know", [token, change_log, ledger])
Know = Callable[[Lake, Path], None]


def test_a_lake_keeps_the_fingerprint_of_its_key_in_the_store(lake: Lake) -> None:
    key = read_key(lake.key_path)
    kept = lake.store.read(KEY_FINGERPRINT).decode()
    assert kept == fingerprint(key)
    assert len(kept) == 16
    assert kept.encode() not in key
    assert lake_key(lake) == key
    assert not knows_anybody(lake)


def test_racing_first_commands_agree_on_one_key(folder_lake: Lake) -> None:
    folder_lake.store.delete(KEY_FINGERPRINT)
    folder_lake.key_path.unlink()
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: lake_key(folder_lake), range(8)))
    assert keys == {read_key(folder_lake.key_path)}


@KNOWING
def test_a_lost_key_is_not_replaced(folder_lake: Lake, tmp_path: Path, know: Know) -> None:
    know(folder_lake, tmp_path)
    folder_lake.key_path.unlink()
    said = told(folder_lake)
    assert f"no key file at {folder_lake.key_path}" in said
    assert "from the backup" in said
    assert "HEARTH_KEY_FILE" in said
    assert "hearth init" not in said


@KNOWING
def test_nor_in_a_lake_from_before_there_were_fingerprints(folder_lake: Lake, tmp_path: Path, know: Know) -> None:
    know(folder_lake, tmp_path)
    folder_lake.store.delete(KEY_FINGERPRINT)
    folder_lake.key_path.unlink()
    assert "HEARTH_KEY_FILE" in told(folder_lake)


@KNOWING
def test_such_a_lake_with_its_key_gets_the_fingerprint(folder_lake: Lake, tmp_path: Path, know: Know) -> None:
    know(folder_lake, tmp_path)
    folder_lake.store.delete(KEY_FINGERPRINT)
    assert lake_key(folder_lake) == read_key(folder_lake.key_path)
    assert kept_fingerprint(folder_lake) == fingerprint(read_key(folder_lake.key_path))


def test_another_key_is_refused(folder_lake: Lake, tmp_path: Path) -> None:
    lake = replace(folder_lake, key_path=tmp_path / "elsewhere" / "hearth.key")
    mine, other = read_key(folder_lake.key_path), create_key(lake.key_path)
    said = told(lake)
    assert f"{lake.key_path} (fingerprint {fingerprint(other)}) is not the key this lake was made with" in said
    assert fingerprint(mine) in said
    assert "HEARTH_KEY_FILE" in said
    assert mine.decode() not in said
    assert other.decode() not in said


def test_a_machine_without_the_key_of_a_lake_that_knows_nobody_yet_makes_none(folder_lake: Lake, tmp_path: Path) -> None:
    lake = replace(folder_lake, key_path=tmp_path / "other machine" / "hearth.key")
    said = told(lake)
    assert folder_lake.store.url(KEY_FINGERPRINT) in said, "how to begin anew, should the key be lost"


def test_of_two_machines_that_make_a_key_at_once_one_is_refused(folder_lake: Lake, tmp_path: Path) -> None:
    folder_lake.store.delete(KEY_FINGERPRINT)
    slower = replace(folder_lake, key_path=tmp_path / "other machine" / "hearth.key")
    create_key(slower.key_path)
    lake_key(folder_lake)
    assert "is not the key" in told(slower)


@pytest.mark.parametrize("content", [b"", b"abcd"])
def test_a_damaged_key_says_what_to_do(folder_lake: Lake, content: bytes) -> None:
    folder_lake.key_path.write_bytes(content)
    assert "from the backup" in told(folder_lake)
    assert folder_lake.key_path.read_bytes() == content

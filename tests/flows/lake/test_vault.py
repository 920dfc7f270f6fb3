"""The key and the vault."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from flows.lake.lake import Lake
from flows.lake.vault import (
    PERSONS,
    TOKENS,
    create_key,
    put_persons,
    put_tokens,
    read_key,
    scan_persons,
    scan_tokens,
)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "hearth.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: create_key(path), range(8)))
    assert len(keys) == 1
    assert keys == {read_key(path)}
    assert len(read_key(path)) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["hearth.key"]


@pytest.mark.parametrize("content", [b"", b"abcd", b"not hex" * 10, b"\xff" * 64])
def test_a_damaged_key_is_refused_without_being_shown(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hearth.key"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="64 hexadecimal digits") as refused:
        create_key(path)
    assert content.decode("latin-1") not in str(refused.value) or not content
    assert path.read_bytes() == content


def test_a_missing_key_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_key(tmp_path / "hearth.key")


def test_tokens_of_all_drops_are_read_together(lake: Lake, tmp_path: Path) -> None:
    assert scan_tokens(lake).collect().schema == pl.Schema(TOKENS)
    for drop in ("one", "two"):
        frame = pl.DataFrame({"token": [f"n{drop}"], "kind": ["name"], "value": ["测试"]})
        frame.write_parquet(tmp_path / "tokens.parquet")
        put_tokens(lake, drop, tmp_path / "tokens.parquet")
        put_tokens(lake, drop, tmp_path / "tokens.parquet")
    assert scan_tokens(lake).collect()["token"].sort().to_list() == ["none", "ntwo"]
    assert list(lake.store.list("tokens")) == [], "nothing of the vault lies in the lake"


def test_the_list_of_persons_is_replaced(lake: Lake, tmp_path: Path) -> None:
    assert scan_persons(lake).collect().schema == pl.Schema(PERSONS)
    for number in ("1", "2"):
        frame = pl.DataFrame({"person_id": [f"p{number}"], "id_number": ["x"], "name": ["甲"], "phone": [None]}, schema=PERSONS)
        frame.write_parquet(tmp_path / "persons.parquet")
        put_persons(lake, tmp_path / "persons.parquet")
    assert scan_persons(lake).collect()["person_id"].to_list() == ["p2"]

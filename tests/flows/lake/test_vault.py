"""The key and the vault."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from flows.lake import vault
from flows.lake.claims import held
from flows.lake.lake import Lake
from flows.lake.places import VAULT_PERSONS
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
    assert scan_tokens(lake, ["two", "three"]).collect()["token"].to_list() == ["ntwo"]
    assert scan_tokens(lake, []).collect().is_empty()
    assert list(lake.store.list("tokens")) == [], "nothing of the vault lies in the lake"


def persons(path: Path, *rows: tuple[str, str | None, str | None, str | None]) -> Path:
    """A night's list."""
    pl.DataFrame(list(rows), schema=PERSONS, orient="row").write_parquet(path)
    return path


def test_who_was_ever_published_stays_known(lake: Lake, tmp_path: Path) -> None:
    assert scan_persons(lake).collect().schema == pl.Schema(PERSONS)
    may = persons(tmp_path / "may", ("p1", "n1", "甲", "t1"), ("p2", "n2", "乙", "t2"))
    june = persons(tmp_path / "june", ("p3", "n3", "丙", None), ("p2", "n2", "乙改", None))
    put_persons(lake, may)
    put_persons(lake, june)
    both = [("p1", "n1", "甲", "t1"), ("p2", "n2", "乙改", "t2"), ("p3", "n3", "丙", None)]
    assert scan_persons(lake).collect().rows() == both, "what is said now counts, what is blank now stays"
    before = lake.vault.read(VAULT_PERSONS)
    put_persons(lake, june)
    assert lake.vault.read(VAULT_PERSONS) == before, "said again, nothing changes"
    put_persons(lake, may)
    assert [row[0] for row in scan_persons(lake).collect().rows()] == ["p1", "p2", "p3"], "an older day takes nobody away"
    assert [entry.key for entry in lake.vault.list("person/")] == [VAULT_PERSONS]


def test_the_list_is_the_same_however_many_ranges_it_is_joined_in(
    folder_lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights = [
        persons(tmp_path / f"{night}", *((f"p{number * 7919 % 2003:05d}", f"n{night}", None, None) for number in numbers))
        for night, numbers in enumerate((range(900), range(600, 2003), range(5)))
    ]
    lists = []
    for at_once in (1_500_000, 200):
        monkeypatch.setattr(vault, "AT_ONCE", at_once)
        monkeypatch.setattr(vault, "SAMPLED", 7)
        for night in nights:
            put_persons(folder_lake, night)
        lists.append(folder_lake.vault.read(VAULT_PERSONS))
        folder_lake.vault.delete(VAULT_PERSONS)
    assert lists[0] == lists[1]
    folder_lake.vault.put(VAULT_PERSONS, lists[1])
    assert scan_persons(folder_lake).collect()["person_id"].to_list() == [f"p{number:05d}" for number in range(2003)]


def test_nights_that_end_at_once_lose_nobody(folder_lake: Lake, tmp_path: Path) -> None:
    nights = [persons(tmp_path / f"{number}", (f"p{number}", None, None, None)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda night: put_persons(folder_lake, night), nights))
    assert scan_persons(folder_lake).collect()["person_id"].to_list() == [f"p{number}" for number in range(8)]


def test_a_night_that_fails_halfway_leaves_the_list_as_it_was(
    folder_lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_persons(folder_lake, persons(tmp_path / "may", ("p1", "n1", "甲", "t1")))
    before = folder_lake.vault.read(VAULT_PERSONS)
    (tmp_path / "cut").write_bytes(b"PAR1")
    with pytest.raises(pl.exceptions.PolarsError):
        put_persons(folder_lake, tmp_path / "cut")
    assert folder_lake.vault.read(VAULT_PERSONS) == before
    monkeypatch.setattr(vault, "PATIENCE_SECONDS", 0.3)
    with held(folder_lake.store, "vault-person"), pytest.raises(TimeoutError):
        put_persons(folder_lake, tmp_path / "may")
    put_persons(folder_lake, persons(tmp_path / "june", ("p2", None, None, None)))
    assert scan_persons(folder_lake).collect()["person_id"].to_list() == ["p1", "p2"]

"""Sealed cohorts: whole or not there, the same for ever, whoever dies on the way and whoever seals at the same time."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from flows.lake import places, published, sealed
from flows.lake.lake import Lake
from tests.flows.lake.dying import Death, Dying


def rows(folder: Path, *ids: str) -> Path:
    path = folder / f"{'-'.join(ids)}.parquet"
    pl.DataFrame({"id": ids}).write_parquet(path)
    return path


def ids(lake: Lake, name: str) -> list[str]:
    return sealed.scan(lake, name).collect()["id"].to_list()


def test_what_is_sealed_stays_as_it_is(lake: Lake, tmp_path: Path) -> None:
    assert (sealed.names(lake), list(sealed.verify(lake))) == ([], [])
    assert sealed.seal(lake, "exits-2023", rows(tmp_path, "a", "b"), {"rows": 2, "reason": "考核"})
    before = {entry.key: entry.version for entry in lake.store.list("published/")}
    assert not sealed.seal(lake, "exits-2023", rows(tmp_path, "c"), {"rows": 1})
    assert {entry.key: entry.version for entry in lake.store.list("published/")} == before
    assert (sealed.names(lake), ids(lake, "exits-2023")) == (["exits-2023"], ["a", "b"])
    assert sealed.manifest(lake, "exits-2023")["reason"] == "考核"
    assert list(sealed.verify(lake)) == []
    assert list(published.verify(lake)) == [], "a cohort is no edition"


def test_a_flipped_byte_is_found(folder_lake: Lake, tmp_path: Path) -> None:
    sealed.seal(folder_lake, "kept", rows(tmp_path, "a"), {"rows": 1})
    sealed.seal(folder_lake, "whole", rows(tmp_path, "b"), {"rows": 1})
    part = places.sealed("kept", sealed.manifest(folder_lake, "kept")["result"]["file"])
    manifest = places.sealed("kept", sealed.MANIFEST)
    for place, step in ((part, 97), (manifest, 1)):
        data = folder_lake.store.read(place)
        for at in range(0, len(data), step):
            folder_lake.store.put(place, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            [fault] = sealed.verify(folder_lake, "kept")
            assert place in fault
        assert list(sealed.verify(folder_lake, "whole")) == []
        folder_lake.store.put(place, data)
    folder_lake.store.delete(part)
    assert list(sealed.verify(folder_lake, "kept")) == [f"{part} is missing"]
    folder_lake.store.delete(manifest)
    assert list(sealed.verify(folder_lake)) == []


@pytest.mark.parametrize("after", [False, True])
def test_dying_at_any_write_and_sealing_again_ends_the_same(folder_lake: Lake, tmp_path: Path, after: bool) -> None:
    deaths = 0
    for write in (1, 2, 3):
        name = f"cohort-{write}"
        try:
            sealed.seal(replace(folder_lake, store=Dying(folder_lake.store, write, after=after)), name, rows(tmp_path, "a"), {})
        except Death:
            deaths += 1
            is_there = after and write == 2
            assert (sealed.names(folder_lake) == [name]) is is_there, "there when all of it is"
            assert [line.partition(" ")[2] for line in sealed.verify(folder_lake)] in (
                [],
                ["has no manifest: its sealing was interrupted; run the command again"],
            )
            # By then the edition says something else: what was half sealed is not mixed with it.
            assert sealed.seal(folder_lake, name, rows(tmp_path, "b"), {}) is not is_there
            assert ids(folder_lake, name) == (["a"] if is_there else ["b"])
            assert len(list(folder_lake.store.list(places.sealed(name)))) == 2, "nothing is left over"
            assert list(sealed.verify(folder_lake)) == []
            for entry in list(folder_lake.store.list(places.sealed(name))):
                folder_lake.store.delete(entry.key)
    assert deaths == 2, "the rows, then the manifest"


def test_of_racing_sealers_one_wins_whole(lake: Lake, tmp_path: Path) -> None:
    said: dict[str, bool] = {}
    files = {who: rows(tmp_path, who, who) for who in "abcd"}

    def seal(who: str) -> None:
        said[who] = sealed.seal(lake, "one", files[who], {"by": who})

    threads = [threading.Thread(target=seal, args=(who,)) for who in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = [who for who, won in said.items() if won]
    assert (sealed.manifest(lake, "one")["by"], ids(lake, "one")) == (winner, [winner, winner])
    assert list(sealed.verify(lake)) == []
    assert not sealed.seal(lake, "one", files["a"], {})
    assert len(list(lake.store.list(places.sealed("one")))) == 2

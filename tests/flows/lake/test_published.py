"""Editions: whole or unseen, whoever dies on the way and whoever reads meanwhile."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.lake.lake import Lake
from flows.lake.published import Published, certificate_of, latest, manifest, publish, reserve, shown, stands, verify
from tests.flows.lake.dying import Death, Dying

JUNE = date(2024, 6, 1)
INPUTS = {"drops": ["d1", "d2"], "rules": "1", "as_of": JUNE}


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    return write(tmp_path / "night", 1)


def write(folder: Path, value: int) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("household", "person"):
        pl.DataFrame({"id": ["a", "b"], "value": [value, value]}).write_parquet(folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in ("household", "person")}


def put_out(lake: Lake, tables: Mapping[str, Path], day: date = JUNE, inputs: Any = INPUTS, **options: Any) -> Published:
    edition = reserve(lake, day, inputs)
    return publish(lake, edition, tables, inputs=inputs, certificate={"verdict": "pass"}, **options)


def test_an_edition_is_written_and_pointed_to(lake: Lake, tables: dict[str, Path]) -> None:
    assert latest(lake) is None
    assert put_out(lake, tables) == Published("2024-06-01", is_new=True, is_latest=True)
    assert latest(lake) == "2024-06-01"
    assert list(verify(lake)) == []
    place = json.loads(lake.store.read("published/latest.json"))["tables"]["household"]
    assert place == "published/household/edition=2024-06-01/part-0.parquet"
    options = dict(lake.store.storage_options) or None
    assert pl.scan_parquet(lake.store.url(place), storage_options=options).collect().height == 2
    known = manifest(lake, "household", "2024-06-01")
    assert known["inputs"] == {**INPUTS, "as_of": "2024-06-01"}
    assert known["files"]["part-0.parquet"]["rows"] == 2
    sha256 = hashlib.sha256(tables["household"].read_bytes()).hexdigest()
    assert known["files"]["part-0.parquet"]["sha256"] == sha256
    assert "published/household/edition=2024-06-01/certificate.json" in {entry.key for entry in lake.store.list()}


def test_the_same_inputs_again_change_nothing(lake: Lake, tables: dict[str, Path]) -> None:
    put_out(lake, tables)
    before = {entry.key: entry.version for entry in lake.store.list("published/") if "latest" not in entry.key}
    assert put_out(lake, tables) == Published("2024-06-01", is_new=False, is_latest=True)
    after = {entry.key: entry.version for entry in lake.store.list("published/") if "latest" not in entry.key}
    assert before == after


def test_other_inputs_for_the_same_day_are_a_revision(lake: Lake, tables: dict[str, Path], tmp_path: Path) -> None:
    put_out(lake, tables)
    later = {**INPUTS, "drops": ["d1", "d2", "d3"]}
    assert put_out(lake, write(tmp_path / "again", 2), inputs=later).edition == "2024-06-01.r2"
    assert latest(lake) == "2024-06-01.r2"
    assert put_out(lake, tables) == Published("2024-06-01", is_new=False, is_latest=False), "the first is not latest again"
    assert latest(lake) == "2024-06-01.r2"
    assert shown(lake) == ["2024-06-01", "2024-06-01.r2"]


def test_revisions_are_ordered_by_number_not_by_letter(folder_lake: Lake, tables: dict[str, Path]) -> None:
    for number in range(11):
        put_out(folder_lake, tables, inputs={"number": number})
    assert latest(folder_lake) == "2024-06-01.r11"
    assert shown(folder_lake)[-2:] == ["2024-06-01.r10", "2024-06-01.r11"]


def test_a_held_edition_is_not_among_the_shown_until_it_is_released(lake: Lake, tables: dict[str, Path]) -> None:
    assert put_out(lake, tables, swap=False) == Published("2024-06-01", is_new=True, is_latest=False)
    assert (shown(lake), latest(lake)) == ([], None)
    assert put_out(lake, tables) == Published("2024-06-01", is_new=False, is_latest=True)
    assert (shown(lake), latest(lake)) == (["2024-06-01"], "2024-06-01")


def test_an_earlier_day_does_not_become_latest(folder_lake: Lake, tables: dict[str, Path]) -> None:
    put_out(folder_lake, tables)
    assert put_out(folder_lake, tables, date(2024, 5, 1)) == Published("2024-05-01", is_new=True, is_latest=False)
    assert latest(folder_lake) == "2024-06-01"


def test_a_held_edition_is_written_but_not_pointed_to(folder_lake: Lake, tables: dict[str, Path]) -> None:
    put_out(folder_lake, tables)
    assert not put_out(folder_lake, tables, date(2024, 6, 2), swap=False).is_latest
    assert latest(folder_lake) == "2024-06-01"
    assert put_out(folder_lake, tables, date(2024, 6, 2)).is_latest, "a person may release it"


def test_other_bytes_from_the_same_inputs_are_refused(folder_lake: Lake, tables: dict[str, Path], tmp_path: Path) -> None:
    put_out(folder_lake, tables)
    with pytest.raises(OSError, match="same inputs made other bytes"):
        put_out(folder_lake, write(tmp_path / "other", 9))
    assert list(verify(folder_lake)) == []


def test_damage_is_found(folder_lake: Lake, tables: dict[str, Path]) -> None:
    put_out(folder_lake, tables)
    part = "published/household/edition=2024-06-01/part-0.parquet"
    folder_lake.store.put(part, b"tampered")
    [fault] = verify(folder_lake)
    assert part in fault
    folder_lake.store.delete(part)
    assert list(verify(folder_lake)) == [f"{part} is missing"]
    folder_lake.store.delete("published/household/edition=2024-06-01/manifest.json")
    assert len(list(verify(folder_lake))) == 2, "pointed to but not whole, and files without manifest"


def test_an_edition_stands_once_it_was_shown_whole(lake: Lake, tables: dict[str, Path]) -> None:
    edition = reserve(lake, JUNE, INPUTS)
    assert stands(lake, edition, tables) is None, "nothing is there"
    put_out(lake, tables, swap=False)
    assert stands(lake, edition, tables) is None, "it is held"
    put_out(lake, tables)
    assert stands(lake, edition, tables) == Published("2024-06-01", is_new=False, is_latest=True)
    assert certificate_of(lake, "person", edition) == {"verdict": "pass"}
    assert stands(lake, edition, [*tables, "village"]) is None, "a table more is asked for than it had"
    lake.store.delete("published/latest.json")
    assert stands(lake, edition, tables) is not None
    assert latest(lake) == edition, "whoever died between mark and swap is finished"
    put_out(lake, tables, date(2024, 6, 2))
    assert stands(lake, edition, tables) == Published("2024-06-01", is_new=False, is_latest=False)
    assert latest(lake) == "2024-06-02"


@pytest.mark.parametrize("file", ["part-0.parquet", "certificate.json", "manifest.json"])
def test_what_was_lost_is_missed_and_laid_down_anew(folder_lake: Lake, tables: dict[str, Path], file: str) -> None:
    edition = put_out(folder_lake, tables).edition
    place = f"published/household/edition=2024-06-01/{file}"
    whole = folder_lake.store.read(place)
    folder_lake.store.delete(place)
    assert stands(folder_lake, edition, tables) is None
    assert put_out(folder_lake, tables) == Published(edition, is_new=True, is_latest=True)
    assert folder_lake.store.read(place) == whole
    assert stands(folder_lake, edition, tables) is not None


def test_a_file_cut_short_is_missed_and_laid_down_anew(folder_lake: Lake, tables: dict[str, Path]) -> None:
    edition = put_out(folder_lake, tables).edition
    place = "published/household/edition=2024-06-01/part-0.parquet"
    whole = folder_lake.store.read(place)
    folder_lake.store.put(place, whole[:-1])
    assert stands(folder_lake, edition, tables) is None
    assert put_out(folder_lake, tables).is_new
    assert folder_lake.store.read(place) == whole


@pytest.mark.parametrize("after", [False, True])
def test_dying_at_any_write_and_running_again_ends_the_same(
    folder_lake: Lake, tables: dict[str, Path], tmp_path: Path, after: bool
) -> None:
    put_out(folder_lake, tables, date(2024, 5, 31))
    tonight = write(tmp_path / "tonight", 3)
    deaths = 0
    for writes in range(1, 20):
        dying = replace(folder_lake, store=Dying(folder_lake.store, writes, after=after))
        inputs = {"attempt": writes}
        day = date(2024, 6, writes)
        try:
            put_out(dying, tonight, day, inputs)
        except Death:
            deaths += 1
            assert (latest(folder_lake) == f"{day}") is (after and writes == 9), "pointed to only when all is written"
            finished = put_out(folder_lake, tonight, day, inputs)
            assert (finished.edition, finished.is_latest) == (f"{day}", True)
        assert list(verify(folder_lake)) == []
        assert latest(folder_lake) == f"{day}"
    assert deaths == 9, "one reservation, three files for each of two tables, one mark, one swap"


def test_readers_never_see_a_torn_edition(lake: Lake, tmp_path: Path) -> None:
    put_out(lake, write(tmp_path / "0", 0), date(2024, 6, 1))
    done, seen = threading.Event(), list[str]()

    def read() -> Iterator[str]:
        while not done.is_set():
            pointer = json.loads(lake.store.read("published/latest.json"))
            seen.append(pointer["edition"])
            for table, place in pointer["tables"].items():
                known = manifest(lake, table, pointer["edition"])["files"]["part-0.parquet"]["sha256"]
                if hashlib.sha256(lake.store.read(place)).hexdigest() != known:
                    yield f"{table} of {pointer['edition']} is torn"

    faults: list[str] = []
    reader = threading.Thread(target=lambda: faults.extend(read()))
    reader.start()
    for day in range(2, 8):
        put_out(lake, write(tmp_path / f"{day}", day), date(2024, 6, day))
    done.set()
    reader.join()
    assert faults == []
    assert len(set(seen)) > 1, "the reader must have seen the pointer move"


def test_racing_nights_of_the_same_inputs_end_as_one(lake: Lake, tables: dict[str, Path]) -> None:
    results: list[Published] = []
    threads = [threading.Thread(target=lambda: results.append(put_out(lake, tables))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {result.edition for result in results} == {"2024-06-01"}
    assert len(results) == 4
    assert list(verify(lake)) == []
    assert shown(lake) == ["2024-06-01"]

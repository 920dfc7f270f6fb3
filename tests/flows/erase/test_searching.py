"""The search sees through every wrapping that the lake, or a department, puts around a text; and says where it could not look."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from flows.erase.person import Person
from flows.erase.searching import look_into, needles_of, search, texts_of
from flows.lake.lake import Lake
from tests.faults.city import id_number

NUMBER = id_number(7)
TEXTS = texts_of(Person(("p0123456789abcdef0123",), numbers=(NUMBER,)))


def workbook(path: Path) -> None:
    with Workbook(path) as book:
        book.add_worksheet().write(0, 0, f"号 {NUMBER}")


def nested(path: Path) -> None:
    rows = [[{"person_id": "p0123456789abcdef0123"}], None]
    pl.DataFrame({"members": rows}).write_parquet(path, compression="zstd", statistics=False)


def closed_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a", "x" * 99)
    path.write_bytes(path.read_bytes()[:60])


@pytest.mark.parametrize(
    ("write", "found"),
    [
        (lambda path: path.write_text(f"a,{NUMBER},b", encoding="utf-8"), {"ID number"}),
        (lambda path: path.write_bytes(NUMBER.encode("utf-16-le")), {"ID number"}),
        (
            lambda path: path.write_text(
                NUMBER.translate({48 + digit: 0xFF10 + digit for digit in range(10)}), encoding="gb18030"
            ),
            {"ID number"},
        ),
        (lambda path: path.write_bytes(b"x" * ((4 << 20) - 5) + NUMBER.encode()), {"ID number"}),
        (lambda path: path.write_text(NUMBER[:6] + NUMBER[8:17]), {"ID number"}),
        (workbook, {"ID number"}),
        (nested, {"person_id"}),
        (lambda path: path.write_text("p0123456789abcdef0124"), set()),
    ],
    ids=["text", "utf-16", "full width", "across two chunks", "15 digits", "workbook", "list in parquet", "somebody else"],
)
def test_it_is_found(tmp_path: Path, write: object, found: set[str]) -> None:
    write(tmp_path / "file")  # type: ignore[operator]
    assert look_into(tmp_path / "file", TEXTS, needles_of(TEXTS)) == (found, False)


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    closed_zip(tmp_path / "file")
    assert look_into(tmp_path / "file", TEXTS, needles_of(TEXTS)) == (set(), True)


def test_every_root_is_looked_into_names_of_files_too(folder_lake: Lake) -> None:
    folder_lake.store.put(f"receipts/{NUMBER}.txt", b"")
    folder_lake.inbox.put("a/b/c.csv", NUMBER.encode())
    folder_lake.vault.put("tokens/d.parquet", NUMBER.encode())
    folder_lake.vault.put("erasures/x/person.json", NUMBER.encode())
    done = search(folder_lake, TEXTS, besides=("erasures/",))
    assert {(hit.root, NUMBER in hit.place) for hit in done.hits} == {("store", False), ("inbox", False), ("vault", False)}
    assert sum(done.objects.values()) >= 3

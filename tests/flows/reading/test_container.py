import gzip
import io
import tarfile
import zipfile

import pytest

from tests.flows.reading import legacy
from tests.flows.reading.samples import HEADERS, PEOPLE, rows, taken, taken_from, text, workbook


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, text())
    return out.getvalue()


def tape() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        packed.addfile(tarfile.TarInfo("a.csv"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\n\n \n", "empty_file"),
        (archive("a.csv", "b.csv"), "archive_refused"),
        (archive(), "archive_refused"),
        (archive("word/document.xml"), "archive_refused"),
        (gzip.compress(text().encode()), "archive_refused"),
        (b"Rar!\x1a\x07\x01\x00rest", "archive_refused"),
        (b"7z\xbc\xaf\x27\x1crest", "archive_refused"),
        (tape(), "archive_refused"),
        (archive("a.csv")[:40], "unreadable_file"),
        (b"%PDF-1.7 rest", "unreadable_file"),
        (b"\x89PNG\r\n\x1a\nrest", "unreadable_file"),
        (legacy.ole(b"x", "EncryptedPackage"), "password_protected"),
        (legacy.xls([HEADERS, *PEOPLE], locked=True), "password_protected"),
        (legacy.ole(b"x", "WordDocument"), "unreadable_file"),
        (legacy.ole(b"not a workbook stream", "Workbook"), "unreadable_file"),
    ],
    # An archive holds the time it was made: its bytes must not name the test.
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_cannot_be_read_is_refused_with_its_own_reason(tmp_path, content, reason):
    reading = taken(tmp_path, content)
    assert reading.refusal is not None
    assert reading.refusal.reason == reason
    assert list(reading.batches()) == []


@pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.txt", "表"])
def test_the_name_decides_nothing(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(text().encode("gb18030"))
    assert rows(taken_from(path)) == list(PEOPLE)
    assert rows(taken_from(workbook(path, ("表", [HEADERS, *PEOPLE])))) == list(PEOPLE)


def test_legacy_workbooks_are_read(tmp_path):
    reading = taken(tmp_path, legacy.xls([HEADERS, *PEOPLE], serial_1904=True))
    assert rows(reading) == list(PEOPLE)
    assert reading.serial_1904
    assert not taken(tmp_path, legacy.xls([HEADERS, *PEOPLE])).serial_1904


def test_a_workbook_cut_in_half_is_unreadable(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ("表", [HEADERS, *PEOPLE]))
    for cut in (100, 2000, path.stat().st_size - 30):
        reading = taken(tmp_path, path.read_bytes()[:cut])
        assert reading.refusal is not None
        assert reading.refusal.reason == "unreadable_file"

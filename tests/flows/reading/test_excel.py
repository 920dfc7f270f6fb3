import datetime as dt
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from flows.reading import Limits, excel
from tests.flows.reading.samples import HEADERS, PEOPLE, rows, taken, taken_from, text, workbook


def cells(folder: Path, *values: object, **options: object) -> tuple[str, ...]:
    """What one row of cells, written as they are, reads as."""
    path = folder / "a.xlsx"
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADERS)
        for column, value in enumerate(values):
            if isinstance(value, dt.date):
                sheet.write_datetime(1, column, value, day)
            elif isinstance(value, tuple):
                sheet.write_formula(1, column, value[0], None, value[1])
            else:
                sheet.write(1, column, value)
    return rows(taken_from(path))[0]


def test_cells_read_as_what_they_hold(tmp_path):
    found = cells(tmp_path, "青石镇 ", 12, 12.5, 0.1 + 0.2, 110101199003077758, dt.date(1990, 3, 7), True, -3)
    assert found == ("青石镇 ", "12", "12.5", "0.3", "1.10101199003078E+17", "1990-03-07", "TRUE", "-3")


def test_numbers_of_up_to_fourteen_digits_are_exact(tmp_path):
    assert cells(tmp_path, 610802101201, 99999999999999, 100000000000000)[:3] == (
        "610802101201",
        "99999999999999",
        "1.00000000000000E+14",
    )


@pytest.mark.parametrize("epoch", [False, True])
def test_dates_are_the_same_in_both_epochs(tmp_path, epoch):
    moment = dt.datetime(2024, 5, 31, 8, 30)
    found = cells(tmp_path, "镇", dt.date(2024, 5, 31), moment, 43000, date_1904=epoch)
    assert found[1:4] == ("2024-05-31", "2024-05-31 08:30:00", "43000")
    assert taken_from(tmp_path / "a.xlsx").serial_1904 is epoch


def test_formulas_give_their_value_and_errors_stay_visible(tmp_path):
    found = cells(tmp_path, ("=1+1", 2), ("=A1", "青石镇"), ("=NA()", "#N/A"), ("=1/0", "#DIV/0!"), ("=1", ""))
    assert found[:5] == ("2", "青石镇", "#N/A", "#DIV/0!", "")


def test_errors_are_found_on_their_own_sheet(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("说明", "一", "二"):
            sheet = book.add_worksheet(name)
            if name != "说明":
                sheet.write_row(0, 0, HEADERS)
                sheet.write_row(1, 0, PEOPLE[0])
            if name == "二":
                sheet.write_formula(1, 4, "=VLOOKUP(1,A:A,1)", None, "#REF!")
    assert rows(taken_from(path), "_sheet", "id_number") == [("一", PEOPLE[0][4]), ("二", "#REF!")]


def test_a_table_that_begins_in_the_middle_of_the_sheet(tmp_path):
    lines = [[], [], [None, None, *HEADERS], [], [None, None, *PEOPLE[0]]]
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("表", lines)))
    assert rows(reading, "name", "_row") == [("王小明", 5)]


def test_line_breaks_and_quotes_in_cells_stay(tmp_path):
    person = ("青石镇", "H\n1", 'P"1', "王,小明", "'0012", "=1+1x", "a\tb", " ")
    assert rows(taken_from(workbook(tmp_path / "a.xlsx", ("表", [HEADERS, person])))) == [person]


# ---- hostile


def refused(path: Path, limits: Limits | None = None) -> str:
    """The reason. What it cost is printed, and bounded generously: a parser that hangs is killed, a busy machine is none."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    reading = taken_from(path, limits=limits)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{path.name}: {cpu:.2f} s of CPU in the child, {time.monotonic() - started:.2f} s in all")
    assert time.monotonic() - started < 120
    assert reading.refusal is not None
    assert not list(reading.batches())
    return reading.refusal.reason


def packed(path: Path, sheet: bytes, times: int) -> Path:
    """A workbook whose sheet is `sheet` repeated."""
    workbook(path, ("表", [HEADERS, *PEOPLE]))
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(path.with_suffix(".bomb"), "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if not item.filename.startswith("xl/worksheets"):
                target.writestr(item.filename, source.read(item))
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=False) as out:
            out.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(times):
                out.write(sheet)
            out.write(b"</sheetData></worksheet>")
    return path.with_suffix(".bomb")


def far_apart(path: Path, count: int) -> Path:
    """A workbook with cells in the first and the last possible column of `count` rows, and nowhere else."""
    return packed(
        path,
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, count + 1)).encode(),
        1,
    )


def test_a_small_workbook_with_cells_far_apart_is_refused_and_we_live(tmp_path):
    path = far_apart(tmp_path / "a.xlsx", 20_000)
    assert path.stat().st_size < 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(path) == "too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 100_000


def test_memory_is_limited_even_where_columns_are_not(tmp_path):
    path = far_apart(tmp_path / "a.xlsx", 2_000)
    assert refused(path, Limits(memory_bytes=256 << 20, columns=20_000)) == "too_large"


def lying(path: Path, size: int) -> Path:
    """The same workbook, whose directory says that the sheet is `size` bytes long."""
    content = bytearray(path.read_bytes())
    at = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(content)
    return path


def test_a_zip_bomb_is_refused_whatever_it_says_of_its_size(tmp_path):
    path = packed(tmp_path / "a.xlsx", b" " * (1 << 20), 400)
    assert refused(path) == "too_large"
    assert refused(lying(path, 5_000_000)) == "too_large"
    assert refused(lying(path, 60_000_000)) == "too_large"


def test_a_sheet_of_endless_blank_rows_is_refused(tmp_path):
    path = packed(tmp_path / "a.xlsx", b"<row/>" * 10_000, 2_000)
    assert refused(path) == "too_large"


def test_a_workbook_that_takes_too_long_is_refused(tmp_path):
    assert refused(workbook(tmp_path / "a.xlsx", ("表", [HEADERS, *PEOPLE])), Limits(seconds=0.01)) == "too_large"


def test_entities_do_not_unfold(tmp_path):
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{lol}]>'.encode()
    row = b'<row r="2"><c r="A2" t="inlineStr"><is><t>&l9;&f;</t></is></c></row>'
    path = packed(tmp_path / "a.xlsx", row, 1)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as target:
        for item in source.infolist():
            content = source.read(item)
            target.writestr(item.filename, doctype + content if "sheet1" in item.filename else content)
    reading = taken_from(tmp_path / "b.xlsx")
    assert reading.refusal is not None
    assert reading.refusal.reason in {"unreadable_file", "header_not_found", "empty_file"}
    assert "root:" not in reading.refusal.detail


def test_the_child_finds_no_secrets_in_its_environment(monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("HEARTH_KEY_FILE", "x")
    assert not [name for name in excel._environment() if name.startswith(("AWS", "HEARTH"))]


def test_a_text_file_is_never_given_to_the_child(tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "_run", None)
    assert rows(taken(tmp_path, text())) == list(PEOPLE)


def test_numbers_of_people_in_sheet_names_are_masked_and_names_stay_apart() -> None:
    phone, other = "139" + "00771005", "139" + "11111005"
    village = "610802101201"
    assert excel.shown_names([village, "20240531", phone, f"户主{other}", other]) == [
        village, "20240531", "139****1005", "户主139****1005", "139****1005·2",
    ]  # fmt: skip

"""A file without somebody reads like the file, row for row, but for theirs."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from flows.drops.cutting import cut
from flows.drops.rows import take_rows
from flows.erase.person import Person, id_and_token
from flows.lake import erased
from flows.lake.init import create
from flows.reading import read
from flows.site import Site, open_site
from tests.faults import city

FEED, GONE = city.ROSTER, 1
NUMBER = city.id_number(GONE)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A lake that once knew person 1."""
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "lake"))
    create(open_site().lake)
    made = open_site()
    found = id_and_token(NUMBER, made.key)
    assert found is not None
    stones = Person((found[1],), name_tokens=()).stones(made.key)
    blank = [pl.lit(None).alias(name) for name in ("erased_at", "by", "reason")]
    erased.bury(made.lake, stones.with_columns(*blank, erasure_id=pl.lit("x")), "x")
    return made


def read_again(site: Site, path: Path, scratch: Path) -> pl.DataFrame:
    folder = scratch / f"again-{path.name}"
    folder.mkdir()
    rows = take_rows(site, site.contracts[FEED], path, 2024, folder, lambda _: None)
    assert rows.accepted is not None
    assert rows.names_erased == (path.suffix == "")
    return rows.accepted.sort("_sheet", "_row").collect()


def checked(site: Site, delivered: Path, tmp_path: Path) -> Path:
    """Cuts, holds what is left against what reading the original gives, and returns what may stay."""
    work = tmp_path / "work"
    work.mkdir()
    made = cut(site, site.contracts[FEED], delivered, 2024, work)
    assert made.path is not None
    assert made.gone.height == 1
    assert read_again(site, made.path, tmp_path).equals(read_again(site, delivered, tmp_path))
    return made.path


def test_text_with_cells_over_several_lines_a_title_and_a_note(site: Site, tmp_path: Path) -> None:
    head, *lines = city.roster("20240531", dict.fromkeys(range(4), 1000)).data.decode("gb18030").splitlines()
    lines[1] = lines[1].replace(city.NAMES[GONE], f'"{city.NAMES[GONE]}\n"')
    note = f"填表人:{city.NAMES[GONE]} {NUMBER},,,,"
    (tmp_path / "delivered").write_bytes("\n".join([note, head, *lines]).encode("gb18030"))
    kept = checked(site, tmp_path / "delivered", tmp_path).read_text(encoding="utf-8")
    assert NUMBER not in kept
    assert kept.count("\n") == len(lines) + 2, "every other row keeps its number"


def test_a_workbook_with_another_sheet(site: Site, tmp_path: Path) -> None:
    lines = city.roster("20240531", dict.fromkeys(range(4), 1000)).data.decode("gb18030").splitlines()
    with Workbook(tmp_path / "delivered.xlsx") as book:
        sheet, notes = book.add_worksheet("花名册"), book.add_worksheet("说明")
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line.split(","))
        notes.write_row(0, 0, ["联系人", NUMBER])
        notes.write_row(1, 0, ["别的", "事"])
    (tmp_path / "delivered.xlsx").rename(tmp_path / "delivered")
    kept = checked(site, tmp_path / "delivered", tmp_path)
    assert kept.suffix == ".grid"
    again = tmp_path / "notes"
    again.mkdir()
    read(kept, site.contracts[FEED], again)
    assert NUMBER not in "".join(path.read_text(encoding="utf-8") for path in again.rglob("*") if path.is_file())
    assert "别的" in "".join(path.read_text(encoding="utf-8") for path in again.rglob("*.csv"))


def test_a_file_that_names_nobody_erased_stays_as_it_is(site: Site, tmp_path: Path) -> None:
    (tmp_path / "delivered").write_bytes(city.roster("20240531", {0: 1, 2: 1}).data)
    assert cut(site, site.contracts[FEED], tmp_path / "delivered", 2024, tmp_path).path is None

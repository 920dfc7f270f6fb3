"""Line 15: bombs, entities, formulas that we send back, and keys that are meant to hurt; the worker lives and goes on."""

import io
import os
import zipfile

import openpyxl
import pytest

from tests.flows.dirt.books import ods, repacked, saved, spreadsheetml, xlsx, zipped
from tests.flows.dirt.office import ROSTER, delimited, header, line, people
from tests.flows.reading.test_excel import far_apart, lying, packed

PLAIN = delimited([header(), *people(3)])


def refused_and_alive(office, content, reason: str):
    """The drop is refused for the reason, and the next one is taken in as if nothing had happened."""
    account = office.take(content, "炸弹_20240531.xlsx")
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert list(account.reasons) == [reason]
    assert office.take(PLAIN, "名册_20240531.csv").counts == (3, 3, 0, 0)
    return account


@pytest.mark.parametrize("rows", [20_000, 2_000])
def test_cells_far_apart(office, tmp_path, rows):
    path = far_apart(tmp_path / "a.xlsx", rows)
    assert path.stat().st_size < 200_000
    account = refused_and_alive(office, path, "too_large")
    assert "请新建工作簿，只粘贴数据区域后重新报送" in account.page


def test_a_tall_sheet_below_the_column_limit(office, tmp_path):
    corner = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="BXX1048576"><v>1</v></c></row>'
    refused_and_alive(office, packed(tmp_path / "a.xlsx", corner, 1), "too_large")


def test_zip_bombs_honest_and_lying(office, tmp_path):
    path = packed(tmp_path / "a.xlsx", b" " * (1 << 20), 400)
    assert path.stat().st_size < 1_000_000
    office.put(path, "炸弹甲_20240531.xlsx")
    office.put(lying(path, 5_000_000), "炸弹乙_20240531.xlsx")
    office.put(lying(path, 60_000_000), "炸弹丙_20240531.xlsx")
    assert {(account.drop.state, *account.reasons) for account in office.sweep()} == {("refused", "too_large")}
    assert office.take(PLAIN).counts == (3, 3, 0, 0)


def test_a_zip_of_zips_is_an_archive(office):
    inner = zipped(("a.csv", b"0" * 1_000_000))
    for _ in range(5):
        inner = zipped(*((f"{n}.zip", inner) for n in range(10)))
    refused_and_alive(office, inner, "archive_refused")


def test_shared_strings_as_a_bomb(office):
    book = repacked(
        xlsx(("名册", [header(), line()])), "xl/sharedStrings.xml", b"<sst>" + b"<si><t>0</t></si>" * 20_000_000 + b"</sst>"
    )
    refused_and_alive(office, book, "too_large")


def test_repeated_cells_of_a_libreoffice_sheet(office):
    repeated = ' table:number-columns-repeated="16384"'
    refused_and_alive(office, ods([header(), line(phone="1")], attributes=repeated), "too_large")


def test_repeated_rows_of_a_libreoffice_sheet(office):
    with zipfile.ZipFile(io.BytesIO(book := ods([header(), ["一" * 30_000] * 50]))) as archive:
        content = archive.read("content.xml")
    repeated = content.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">')
    refused_and_alive(office, repacked(book, "content.xml", repeated), "too_large")


def test_far_indexes_in_xml_of_2003(office):
    far = spreadsheetml([header(), line()]).replace(b"<Cell>", b'<Cell ss:Index="2000000000">', 1)
    refused_and_alive(office, far, "too_large")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{LAUGHS}]>'.encode()


@pytest.mark.parametrize("entity", [b"&l9;", b"&f;"], ids=["laughs", "file"])
def test_entities_neither_unfold_nor_read_files(office, entity):
    xml = spreadsheetml([header(), line(village="村村村")]).replace("村村村".encode(), entity)
    account = office.take(xml.replace(b"?><Workbook", b"?>" + DOCTYPE + b"<Workbook"), "名册_20240531.xls")
    assert account.drop.state in {"refused", "done"}
    kept = str(account.rejections.rows()) + str(account.log.rows()) + account.page
    assert "root:" not in kept
    assert "lollol" not in kept
    assert office.take(PLAIN).counts == (3, 3, 0, 0)


def test_entities_in_a_zipped_workbook(office):
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = b'<c r="A1" t="inlineStr"><is><t>&l9;&f;</t></is></c>'
    row = b'<worksheet xmlns="' + space + b'"><sheetData><row r="1">' + cell + b"</row></sheetData></worksheet>"
    book = repacked(xlsx(("名册", [header(), line()])), "xl/worksheets/sheet1.xml", b'<?xml version="1.0"?>' + DOCTYPE + row)
    account = office.take(book, "名册_20240531.xlsx")
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert "root:" not in account.page
    assert office.take(PLAIN).counts == (3, 3, 0, 0)


FORMULAS = [
    '=HYPERLINK("http://x.example","点")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "  =1+1",
    "<r>=1</r>",
]


def test_formulas_do_not_run_in_what_we_send_back(office):
    rows = [line(person_no=f"P{n}", county=formula, sex="?!") for n, formula in enumerate(FORMULAS)]
    account = office.take_rows([*rows, *people(9, household_no="H2")])
    assert account.counts == (18, 9, 9, 0)
    book = openpyxl.load_workbook(account.folder / "fix-it.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert {cell.data_type for cell in cells} == {"s"}
    county = [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert len(county) == len(FORMULAS)
    assert all(value.startswith("'") for value in county)
    assert "HYPERLINK" not in account.page
    assert "<r>" not in (account.folder / "receipt.html").read_text("utf-8")


def test_formulas_that_arrive_are_text_or_their_value(office):
    account = office.take_rows([line(county=formula, person_no=f"P{n}") for n, formula in enumerate(FORMULAS)])
    assert account.counts == (9, 9, 0, 0)
    assert account.values("county")[2] == "-2+3"


def test_markup_in_headings_sheets_and_names_is_text_on_the_page(office):
    evil = "<script>alert(1)</script>"
    account = office.take(xlsx(("<b>甲<b>", [[*header(), evil], [*line(), "x"]])), f"{evil.replace('/', '_')}_20240531.xlsx")
    assert account.drop.state == "done"
    page = (account.folder / "receipt.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "<b>甲" not in page
    assert evil in account.page or "alert(1)" in page


GOOD_NAMES = [
    "a+b%2F c.csv",
    "名册 (1)&x=y.csv",
    "%2e%2e%2f.csv",
    "名" * 80 + ".csv",
    "'; DROP TABLE x; --.csv",
    "$(touch x).csv",
    "-rf.csv",
]


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_odd_names_are_names(office, name):
    account = office.take(PLAIN, name)
    assert (account.drop.state, account.counts, account.drop.key) == ("done", (3, 3, 0, 0), f"{ROSTER}/{name}")
    assert account.receipt["file_name"] == name


@pytest.mark.parametrize(
    "name", ["名册\u202egnp.csv", "名册\u200f.csv", "名册\x01.csv", "名册\n.csv", os.fsdecode(b"\xc3\xfb\xb2\xe1.csv")]
)
def test_names_that_deceive_are_refused_once_and_said(office, name):
    office.put(PLAIN, name)
    (account,) = office.sweep()
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert [reason.rule for reason in account.drop.reasons] == ["unsafe_name"]
    assert account.drop.key.isprintable()
    assert office.sweep() == []


def test_a_file_under_no_feed_is_refused_once_and_the_others_go_on(office):
    office.put(PLAIN, "a.csv", "civil_affairs/no_such_feed")
    office.put(PLAIN)
    states = {account.drop.feed: account.drop.state for account in office.sweep()}
    assert states == {"no_such_feed": "refused", "household_roster": "done"}
    assert office.sweep() == []


def test_a_link_out_of_the_inbox_is_not_followed(office, tmp_path):
    secret = saved(tmp_path, PLAIN.encode(), "geheim.csv")
    folder = office.root / "inbox" / ROSTER
    folder.mkdir(parents=True)
    (folder / "名册_20240531.csv").symlink_to(secret)
    assert [account for account in office.sweep() if account.drop.state == "done"] == []


@pytest.mark.parametrize(
    "content",
    [
        b"\x00" * 5000,
        b"\xff" * 5000,
        bytes(range(256)) * 50,
        b'"' * 100_000,
        b"," * 1_000_000,
        b"<" * 10_000,
        b"PK\x03\x04" + bytes(100),
    ],
    ids=["zeros", "ones", "all bytes", "quotes", "commas", "angles", "zip head"],
)
def test_garbage_is_refused(office, content):
    account = office.take(content, "x_20240531.csv")
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert account.reasons
    assert office.take(PLAIN).counts == (3, 3, 0, 0)

"""Line 2: csv with , ; tab |; xlsx, xls, HTML or text under a wrong name; several and hidden sheets; locked files; archives."""

import bz2
import csv
import gzip
import io
import lzma
import tarfile

import pytest

from tests.flows.dirt.books import locked, ods, spreadsheetml, webpage, xlsx, zipped
from tests.flows.dirt.office import delimited, header, line
from tests.flows.reading.legacy import xls

PERSONS = [line(), line(person_no="P2", name="李,秋;分|\t", village="下河村"), line(household_no="H2", name='赵"立"夏')]
TABLE = [header(), *PERSONS]
FOUND = [("H1", "P1", "王小满", "上河村"), ("H1", "P2", "李,秋;分|", "下河村"), ("H2", "P1", '赵"立"夏', "上河村")]
COLUMNS = ("household_no", "person_no", "name", "village")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ids=["few quotes", "all quoted"])
def test_delimited_text(office, separator, quoting):
    account = office.take(delimited(TABLE, separator, quoting=quoting), "名册_20240531.txt")
    assert (account.drop.state, account.counts) == ("done", (3, 3, 0, 0))
    assert account.rows(*COLUMNS) == FOUND
    named = {",": "逗号", ";": "分号", "\t": "制表符", "|": "竖线"}[separator]
    assert account.receipt["source"]["container"] == f"{named}分隔的文本"


@pytest.mark.parametrize(
    ("content", "name", "container", "sheet"),
    [
        (xlsx(("名册", TABLE)), "名册.xlsx", "Excel 工作簿", "名册"),
        (xls(TABLE), "名册.xls", "Excel 工作簿", "表一"),
        (ods(TABLE), "名册.ods", "Excel 工作簿", "名册"),
        (webpage(TABLE), "名册.xls", "网页表格", ""),
        (webpage(TABLE, "gb18030"), "名册.xls", "网页表格", ""),
        (spreadsheetml(TABLE), "名册.xls", "XML 表格", "名册"),
        (delimited(TABLE).encode("gb18030"), "名册.xlsx", "逗号分隔的文本", ""),
        (delimited(TABLE, "\t").encode("utf-16"), "名册.xls", "制表符分隔的文本", ""),
        (xlsx(("名册", TABLE)), "名册.csv", "Excel 工作簿", "名册"),
        (xls(TABLE), "名册.xlsx", "Excel 工作簿", "表一"),
    ],
    ids=["xlsx", "xls", "ods", "html", "html in gbk", "xml 2003", "csv as xlsx", "text as xls", "xlsx as csv", "xls as xlsx"],
)
def test_what_a_file_is_shows_in_its_bytes(office, content, name, container, sheet):
    account = office.take(content, name)
    assert (account.drop.state, account.counts) == ("done", (3, 3, 0, 0))
    assert account.rows(*COLUMNS) == FOUND
    assert account.receipt["source"]["container"] == container
    assert account.receipt["source"]["sheets"] == [{"name": sheet, "rows": 3, "skipped": 0}]


def test_one_sheet_a_town(office):
    other = [line(town="白水乡", household_no="H9", person_no=f"P{n}", name=f"钱{n}") for n in range(1, 4)]
    other[1][header().index("姓名")] = ""
    book = xlsx(("青石镇", TABLE), ("白水乡", [["白水乡农户名册"], header(), *other, ["合计", "3"]]), ("空表", []))
    account = office.take(book, "名册_20240531.xlsx")
    assert (account.drop.state, account.counts) == ("done", (6, 5, 1, 2))
    assert account.refused == [("白水乡", 4, "name", "missing_required")]
    assert account.rows("_sheet", "_row", "town", "name")[:2] == [("白水乡", 3, "白水乡", "钱1"), ("白水乡", 5, "白水乡", "钱3")]
    assert account.receipt["source"]["sheets"] == [
        {"name": "青石镇", "rows": 3, "skipped": 0},
        {"name": "白水乡", "rows": 3, "skipped": 2},
    ]
    assert "白水乡 ：3 行，另有 2 行不是数据" in account.page
    assert "白水乡 第 4 行" in account.page


def test_hidden_sheets_are_left_out_and_said(office):
    book = xlsx(("明", TABLE), ("暗", [header(), line(person_no="P7")]), hidden=["暗"])
    account = office.take(book, "名册_20240531.xlsx")
    assert (account.drop.state, account.counts) == ("done", (3, 3, 0, 0))
    assert account.warned == [("hidden_sheet", "", 0)]
    assert "隐藏的工作表“暗”没有读取" in account.page


def test_a_workbook_of_hidden_sheets_only_is_refused_and_says_which(office):
    account = office.take(xlsx(("空", []), ("暗", TABLE), hidden=["暗"]), "名册_20240531.xlsx")
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert "暗" in account.reasons["empty_file"]


def test_hidden_rows_are_rows(office):
    account = office.take(xlsx(("名册", TABLE), hidden_rows=[3]), "名册_20240531.xlsx")
    assert account.rows(*COLUMNS) == FOUND


@pytest.mark.parametrize("content", [locked(), xls(TABLE, locked=True)], ids=["xlsx", "xls"])
def test_a_password_is_said(office, content):
    account = office.take(content, "名册.xlsx")
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert list(account.reasons) == ["password_protected"]
    assert "请去掉打开密码后重新报送" in account.page


def tar(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("a.csv")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


CSV = delimited(TABLE).encode()


@pytest.mark.parametrize(
    "content",
    [
        zipped(("青石镇.csv", CSV), ("白水乡.csv", CSV)),
        zipped(("青石镇.xlsx", xlsx(("名册", TABLE)))),
        gzip.compress(CSV),
        bz2.compress(CSV),
        lzma.compress(CSV),
        tar(CSV),
        b"Rar!\x1a\x07\x01\x00" + bytes(100),
        b"7z\xbc\xaf\x27\x1c" + bytes(100),
    ],
    ids=["zip", "zip of a workbook", "gz", "bz2", "xz", "tar", "rar", "7z"],
)
def test_archives_are_refused_clearly(office, content):
    account = office.take(content, "名册_20240531.zip")
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert list(account.reasons) == ["archive_refused"]
    assert "不接收压缩包" in account.page
    assert "请解压后把里面的文件逐个放入收件目录" in account.page


@pytest.mark.parametrize(
    "content",
    [
        xlsx(("名册", TABLE))[:-600],
        xls(TABLE)[:2000],
        b"%PDF-1.7\n" + bytes(300),
        b"\x89PNG\r\n\x1a\n" + bytes(300),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n",
    ],
    ids=["cut xlsx", "cut xls", "pdf", "picture", "word", "web archive"],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(office, content):
    account = office.take(content, "名册_20240531.xlsx")
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert list(account.reasons) == ["unreadable_file"]
    assert "另存为 xlsx 或 UTF-8 的 csv" in account.page


def test_a_returned_fix_it_workbook_needs_no_word_about_its_instructions(office):
    first = office.take_rows([line(person_no="P1"), line(person_no="P2", name="")])
    fixit = (first.folder / "fix-it.xlsx").read_bytes()
    second = office.take(fixit, "改好了.xlsx")
    assert second.drop.corrects == first.drop.drop_id
    assert second.counts == (1, 0, 1, 0)
    assert second.warned == []
    assert "填写说明" not in second.page

"""Which kind of file this is, by its first bytes and never by its name."""

from __future__ import annotations

import zipfile
from enum import Enum
from pathlib import Path

from flows.reading.model import refuse

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PAR1", b"SQLite format 3", b"{\\rtf", b"MIME-Version:")
WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


class Container(Enum):
    """How the bytes are to be read."""

    WORKBOOK = "workbook"
    """xlsx, xlsm, xlsb, ods or legacy xls, for the spreadsheet parser."""
    TEXT = "text"
    """Delimited text or markup; which of them shows after decoding."""


def sniff(path: Path) -> Container:
    """The container of a file; raises Refused for empty files, archives, locked workbooks and foreign formats."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise refuse("empty_file", "文件大小为 0。")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(path)
    if head.startswith(OLE):
        return _ole(path)
    if head.startswith(ARCHIVES) or head[257:262] == b"ustar":
        raise refuse("archive_refused", "文件是压缩包。")
    if head.startswith(FOREIGN):
        raise refuse("unreadable_file", "文件既不是表格也不是文本（例如 PDF、图片、网页归档）。")
    return Container.TEXT


def _zip(path: Path) -> Container:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lstrip("/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        raise refuse("unreadable_file", "工作簿已损坏或没有写完整。") from None
    if names.isdisjoint(WORKBOOK_PARTS):
        raise refuse("archive_refused", "文件是压缩包，里面不是一个工作簿。")
    return Container.WORKBOOK


def _ole(path: Path) -> Container:
    """Looks for the names of the streams (UTF-16 in the directory) instead of walking the allocation table."""
    body = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise refuse("password_protected", "工作簿设置了打开密码。")
    if any(_entry(name) in body for name in ("Workbook", "Book")):
        return Container.WORKBOOK
    raise refuse("unreadable_file", "文件是旧版 Office 文档，但不是 Excel 工作簿。")


def _entry(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\0\0"

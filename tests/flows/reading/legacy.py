"""The smallest legacy files a test needs: an OLE container around one stream, and a BIFF8 workbook stream."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole(stream: bytes, name: str) -> bytes:
    """A compound file with one stream: FAT in sector 0, directory in sector 1, the stream behind."""
    body = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(body) // SECTOR
    chain = [FAT, END, *range(3, 2 + count), END]
    fat = struct.pack("<128I", *(chain + [FREE] * (128 - len(chain))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry(name, 2, 2, len(body)) + bytes(256)
    return header + fat + directory + body


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", encoded, len(encoded), kind, 1, FREE, FREE, child, start, size)


def xls(rows: Sequence[Sequence[str | float]], *, serial_1904: bool = False, locked: bool = False) -> bytes:
    """A BIFF8 workbook of one sheet 表一. `locked` adds the record that says the rest is encrypted."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                sheet += _record(0x0204, at + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                sheet += _record(0x0203, at + struct.pack("<d", value))
    sheet += _record(0x0A, b"")
    before = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x05, 0, 0, 0, 0))
    before += _record(0x2F, struct.pack("<HHH", 0, 1, 1)) if locked else b""
    before += _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", serial_1904))
    title = "表一".encode("utf-16-le")
    place = len(before) + 4 + 8 + len(title) + 4
    before += _record(0x85, struct.pack("<IBBBB", place, 0, 0, 2, 1) + title) + _record(0x0A, b"")
    return ole(before + sheet, "Workbook")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body

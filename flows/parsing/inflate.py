"""What a zipped workbook really unfolds to, and its error cells, in one pass over the inflated parts.

The sizes in a zip directory are the sender's claim: each part is inflated and counted, up to the claim and not a byte further.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flows.parsing.book import Limits, TooLargeError

PIECE = 1 << 20
OVERLAP = 2048
PARSED = (".xml", ".rels", ".bin")
ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]{1,20})</v>')

Errors = dict[tuple[int, int], str]
"""0-based (row, column) -> #N/A and its like, which the spreadsheet parser hands over as blank."""


def check(source: Path, limits: Limits) -> dict[str, Errors]:
    """Error cells by part name. Raises TooLargeError for a workbook that is, or claims to be, beyond the limits."""
    with zipfile.ZipFile(source) as archive, source.open("rb") as file:
        parts = [part for part in archive.infolist() if part.filename.lower().endswith(PARSED)]
        if sum(part.file_size for part in parts) > limits.inflated_bytes or any(_is_bomb(part, limits) for part in parts):
            raise TooLargeError
        return {part.filename.lstrip("/"): _errors(_inflated(file, part)) for part in parts}


def _is_bomb(part: zipfile.ZipInfo, limits: Limits) -> bool:
    return part.file_size > limits.inflation_from and part.file_size > limits.inflation * part.compress_size


def _inflated(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's content; raises TooLargeError as soon as it is longer than the directory says."""
    file.seek(part.header_offset + 26)
    lengths = file.read(4)
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left, size = part.compress_size, 0
    while left > 0 and (packed := file.read(min(PIECE, left))):
        left -= len(packed)
        while packed:
            piece = inflater.decompress(packed, PIECE) if inflater else packed
            packed = inflater.unconsumed_tail if inflater else b""
            size += len(piece)
            if size > part.file_size:
                raise TooLargeError
            yield piece


def _errors(pieces: Iterator[bytes]) -> Errors:
    found: Errors = {}
    tail = b""
    for piece in pieces:
        window = tail + piece
        if b't="e"' in window:
            found |= {_place(match): match[3].decode() for match in ERROR_CELL.finditer(window)}
        tail = window[-OVERLAP:]
    return found


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - 64
    return int(match[2]) - 1, column - 1

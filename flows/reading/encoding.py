"""Which encoding a text file is in, decided strictly over the whole file, and a UTF-8 copy where it is another one.

Byte order mark, strict UTF-8, strict GB18030, in this order: the reverse reads UTF-8 as wrong Chinese without an error.
Nothing is ever replaced or guessed: what is in no encoding, or in two, is refused.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.reading.model import MIB, Refused, refuse

CHUNK = 2 * MIB
"""What is looked at together: pieces of this size stay in the cache, and their memory is used again instead of being asked for anew."""
LONGEST_LINE = 16 * MIB
"""Bytes beyond which a line is no row of a table."""
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEADS, TAILS = range(0xE4, 0xEA), range(0x80, 0xC0)
UTF8_CLASSES = bytes(ord("L") if byte in LEADS else ord("T") if byte in TAILS else ord(".") for byte in range(256))
TWO_IN_UTF8 = b"LTTLTT"
MIXED_CHARACTERS = 4
"""A line of four or more Chinese characters that is whole UTF-8 is not GB18030: by chance that is one line in 10^10."""


@dataclass(frozen=True)
class Text:
    """A UTF-8 file (a byte order mark may lead it), the encoding the original was in, and whether it holds any quote."""

    path: Path
    encoding: str
    quoted: bool


def decode(path: Path, scratch: Path) -> Text:
    r"""Decides the encoding of a whole file and returns it in UTF-8: in place when it is UTF-8, else as a copy in `scratch`.

    Streams 2 MiB at a time. Old Mac line ends (a carriage return alone) become line feeds in a copy.
    """
    with path.open("rb") as file:
        head = file.read(MIB)
    encoding = next((name for bom, name in BOMS if head.startswith(bom)), "") or _without_bom(head)
    if encoding not in {"", "utf-8-sig"}:
        return _transcoded(scratch, encoding, _chunks(path))
    if b"\r" in head and b"\n" not in head:
        return _old_mac(path, scratch)
    text = _in_place(path, encoding or "utf-8")
    if text is None and encoding:
        raise refuse("unknown_encoding", "文件标明是 UTF-8，但中间有不是 UTF-8 的文字。")
    return text or _transcoded(scratch, "gb18030", _one_encoding(whole_lines(path)))


def whole_lines(path: Path, size: int = CHUNK) -> Iterator[bytes]:
    """The file in pieces of about `size` bytes that end at a line end, each read once and never copied."""
    at = 0
    with path.open("rb") as file:
        while True:
            file.seek(at + size - 1)
            line = file.readline(LONGEST_LINE)
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                raise refuse("unreadable_file", "文件里有一行长得不正常，多半不是表格。")
            file.seek(at)
            piece = file.read(size - 1 + len(line))
            if not piece:
                return
            at += len(piece)
            yield piece


def _chunks(path: Path, size: int = CHUNK) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(size):
            yield chunk


def _without_bom(head: bytes) -> str:
    """UTF-16 without a mark shows by zero bytes in only the odd or only the even places."""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if min(odd, even) or max(odd, even) * 20 < len(head):
        return ""
    return "utf-16-le" if odd else "utf-16-be"


def _in_place(path: Path, encoding: str) -> Text | None:
    """The file itself if all of it is UTF-8, else None."""
    quoted, last = False, b""
    for chunk in whole_lines(path):
        if not _is_utf8(chunk):
            return None
        quoted = quoted or b'"' in chunk
        last = chunk
    if last.endswith(b"\0"):
        raise refuse("unreadable_file", "文件末尾是空字节，多半没有写完整。")
    return Text(path, encoding, quoted)


def _is_utf8(chunk: bytes) -> bool:
    """Polars validates some six times faster than decoding in Python does."""
    try:
        pl.Series([chunk], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    return True


def _one_encoding(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Passes GB18030 on; refuses a file in which whole lines are UTF-8, which GB18030 would read as wrong Chinese."""
    for chunk in chunks:
        if any(_is_chinese_utf8(line) for line in _suspects(chunk)):
            raise refuse("unknown_encoding", "文件里混有 GB18030 和 UTF-8 两种编码的文字。")
        yield chunk


def _suspects(chunk: bytes) -> Iterator[bytes]:
    """Lines that hold bytes like two Chinese characters in UTF-8: rare in GB18030, so that few lines are decoded."""
    classes = chunk.translate(UTF8_CLASSES)
    at = classes.find(TWO_IN_UTF8)
    while at >= 0:
        end = chunk.find(b"\n", at)
        end = end if end >= 0 else len(chunk)
        yield chunk[chunk.rfind(b"\n", 0, at) + 1 : end]
        at = classes.find(TWO_IN_UTF8, end)


def _is_chinese_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return (len(line) - len(text)) // 2 >= MIXED_CHARACTERS


def _old_mac(path: Path, scratch: Path) -> Text:
    try:
        return _transcoded(scratch, "utf-8-sig", _chunks(path), _unix_lines)
    except Refused:
        return _transcoded(scratch, "gb18030", _chunks(path), _unix_lines)


def _unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _transcoded(
    scratch: Path,
    encoding: str,
    chunks: Iterator[bytes],
    change: Callable[[str], str] = str,
) -> Text:
    target = scratch / "utf8.txt"
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    quoted = False
    try:
        with target.open("wb") as out:
            for chunk in chunks:
                text = change(decoder.decode(chunk))
                quoted = quoted or '"' in text
                out.write(text.encode())
            out.write(decoder.decode(b"", final=True).encode())
    except UnicodeError:
        raise refuse("unknown_encoding", "文件既不是 UTF-8 也不是 GB18030，或者中间有损坏的文字。") from None
    return Text(target, encoding, quoted)

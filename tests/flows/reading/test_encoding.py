import codecs

import pytest

from flows.reading.encoding import decode, whole_lines
from tests.flows.reading.samples import HEADERS, PEOPLE, rows, taken, text


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (text().encode(), "utf-8"),
        (text().encode("utf-8-sig"), "utf-8-sig"),
        (text().encode("gb18030"), "gb18030"),
        (text().encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + text().encode("utf-16-be"), "utf-16"),
        (text().encode("utf-16-le"), "utf-16-le"),
        (text().encode("utf-16-be"), "utf-16-be"),
        (text().encode("utf-32"), "utf-32"),
        (text(separator="\t").encode("utf-16"), "utf-16"),
    ],
)
def test_every_encoding_departments_use_gives_the_same_rows(tmp_path, content, encoding):
    reading = taken(tmp_path, content)
    assert rows(reading) == list(PEOPLE)
    assert reading.encoding == encoding


def test_rare_characters_survive_gb18030(tmp_path):
    people = [("青石镇", "H1", f"P{n}", name, "", "", "", "") for n, name in enumerate(("㛃喆", "𠮷田", "\ue1a2某", "李镕"))]
    assert rows(taken(tmp_path, text([HEADERS, *people]).encode("gb18030"))) == people


def test_utf8_is_read_in_place_and_others_from_a_copy(tmp_path):
    path = tmp_path / "drop.csv"
    path.write_bytes(text().encode())
    assert decode(path, tmp_path).path == path
    path.write_bytes(text().encode("gb18030"))
    assert decode(path, tmp_path).path != path


@pytest.mark.parametrize(
    "content",
    [
        text().encode() + "白水乡,H9,P9,张三丰".encode("gb18030") + b",,,,\n",
        text().encode("gb18030") + "白水乡,H9,P9,张三丰,,,,\n".encode(),
        text().encode() + b"\xff\xff,H9\n",
        text().encode("gb18030") + b"\xff\xff,H9\n",
        text().encode("utf-8-sig") + b"\xd5\xc5\xc8\xfd,H9\n",
        text().encode("utf-16")[:-1],
        text().encode("gb18030") + b"\x81",
    ],
    ids=["gb in utf-8", "utf-8 in gb", "broken utf-8", "broken gb", "gb behind a utf-8 mark", "half a character", "cut off"],
)
def test_two_encodings_or_broken_text_are_refused_not_guessed(tmp_path, content):
    reading = taken(tmp_path, content)
    assert reading.refusal is not None
    assert reading.refusal.reason == "unknown_encoding"


def test_one_utf8_line_far_down_a_gb18030_file_is_found(tmp_path):
    many = [("青石镇", f"H{n}", "P1", "王小明", "", "", "", "") for n in range(200_000)]
    content = text([HEADERS, *many]).encode("gb18030")
    assert taken(tmp_path, content).encoding == "gb18030"
    reading = taken(tmp_path, content + "白水乡,H9,P9,张三,,,,\n".encode() + text(many[:100]).encode("gb18030"))
    assert reading.refusal is not None
    assert reading.refusal.reason == "unknown_encoding"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_line_ends_of_any_system_give_the_same_rows(tmp_path, encoding):
    for end in ("\n", "\r\n", "\r"):
        if encoding == "utf-16" and end == "\r":
            continue
        reading = taken(tmp_path, text(end=end).encode(encoding))
        assert rows(reading, "town", "name", "months", "_row") == [(p[0], p[3], p[7], n) for n, p in enumerate(PEOPLE, 2)]


def test_a_file_that_ends_in_zero_bytes_was_not_written_to_its_end(tmp_path):
    reading = taken(tmp_path, text().encode() + bytes(4096))
    assert reading.refusal is not None
    assert reading.refusal.reason == "unreadable_file"


def test_a_zero_byte_in_a_cell_stays_for_the_cleaner_to_refuse(tmp_path):
    person = ("青石镇", "H1", "P1", "王\0明", "", "", "", "")
    assert rows(taken(tmp_path, text([HEADERS, person]).encode())) == [person]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 100])
@pytest.mark.parametrize("content", [b"", b"a\n", b"a\nbb\nccc\n", b"\n\n\n", b"a\nbb", b"a long line\nb\n", b"abc\n\ndef"])
def test_pieces_of_a_file_end_where_lines_do_and_make_the_file(tmp_path, content, size):
    path = tmp_path / "drop.csv"
    path.write_bytes(content)
    pieces = list(whole_lines(path, size))
    assert b"".join(pieces) == content
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])
    assert all(len(piece) >= size for piece in pieces[:-1])

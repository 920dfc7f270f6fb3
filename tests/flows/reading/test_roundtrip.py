"""Properties of reading: what was written is read back cell for cell, and every physical line is accounted for."""

import csv
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading.header import find_header
from flows.reading.vocabulary import vocabulary
from tests.flows.reading.samples import CONTRACT, HEADERS, PEOPLE, every, rows, taken, taken_from, text, workbook

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32")
SEPARATORS = (",", ";", "\t", "|")
AWKWARD = "\"'=,;|\t\n 　王〇㛃𠮷\ue1a2\ufeff·０-ab1"
CELL = st.text(st.sampled_from(AWKWARD) | st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=8)
"""Short enough not to hold as many separators as a row has, which is what a stray quote that swallows rows looks like."""
PERSON = st.tuples(CELL, CELL, CELL, CELL)


def table(cells: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows that are nobody's footer: place and key are filled, the rest is whatever comes."""
    return [("青石镇", f"H{n}", "P1", f"王{one[0]}", *one[1:], "3") for n, one in enumerate(cells)]


@settings(max_examples=30)
@given(
    cells=st.lists(PERSON, min_size=1, max_size=6),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(SEPARATORS),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_reads_back_cell_for_cell(cells, encoding, separator, end, quoting):
    people = [person for person in table(cells) if not any(cell.startswith('="') for cell in person)]
    content = text([HEADERS, *people], separator, end, quoting).encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        reading = taken(Path(folder), content)
        assert (every(reading), reading.skipped) == (people, 0)


@settings(max_examples=12)
@given(cells=st.lists(PERSON, min_size=1, max_size=6))
def test_a_workbook_reads_back_cell_for_cell(cells):
    people = table([tuple(cell.replace("\ufeff", "") for cell in one) for one in cells])
    people = [tuple("".join(filter(_writable, cell)) for cell in person) for person in people]
    with tempfile.TemporaryDirectory() as folder:
        assert rows(taken_from(workbook(Path(folder) / "a.xlsx", ("表", [HEADERS, *people])))) == people


def _writable(character: str) -> bool:
    """What XML 1.0 can hold."""
    return character in "\t\n" or (character >= " " and character not in "\ufffe\uffff")


LINES = st.sampled_from(
    [
        ("data", ("白水乡", "H9", "P9", "赵六", "", "", "", "")),
        ("data", PEOPLE[0]),
        ("skipped", ("合计", "3")),
        ("skipped", ("填表人：张三", "", "审核人：李四")),
        ("skipped", HEADERS),
        ("skipped", ("第 1 页",)),
        ("blank", ("",) * 8),
        ("blank", (" ", "　")),
    ]
)


@settings(max_examples=30)
@given(lines=st.lists(LINES, min_size=1, max_size=30), titles=st.integers(0, 3), book=st.booleans())
def test_every_line_is_data_or_skipped_or_blank(lines, titles, book):
    kinds = [kind for kind, _ in lines]
    physical = [*[("人员名单",)] * titles, HEADERS, *[cells for _, cells in lines]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        reading = taken_from(workbook(path, ("表", physical))) if book else taken(Path(folder), text(physical))
        found = every(reading, "_row")
        assert len(found) == kinds.count("data")
        assert reading.skipped == titles + kinds.count("skipped")
        assert [row for (row,) in found] == [titles + 2 + place for place, kind in enumerate(kinds) if kind == "data"]
        assert [(count.rows, count.skipped) for count in reading.counts] == [(len(found), reading.skipped)]


@settings(max_examples=100)
@given(
    top=st.lists(st.lists(st.sampled_from([*HEADERS, "", "人员信息", "王小明", "1"]), max_size=9), max_size=6),
    merges=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 3), st.integers(0, 9)), max_size=5),
)
def test_no_arrangement_of_merged_cells_is_too_much(top, merges):
    ranges = [(row, column, row + down, column + right) for row, column, down, right in merges]
    header = find_header(top, vocabulary(CONTRACT), ranges)
    assert header is None or header.last < len(top)

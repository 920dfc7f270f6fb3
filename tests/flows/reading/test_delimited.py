import csv

import pytest

from flows.reading import tables
from tests.flows.reading.samples import HEADERS, PEOPLE, rows, taken, text


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_the_header_line_decides_the_separator(tmp_path, separator, quoting):
    assert rows(taken(tmp_path, text(separator=separator, quoting=quoting))) == list(PEOPLE)


def test_a_separator_line_for_excel_is_a_title(tmp_path):
    reading = taken(tmp_path, "sep=;\n" + text(separator=";"))
    assert rows(reading) == list(PEOPLE)
    assert reading.sheets[0].header_row == 2


def test_cells_keep_their_text(tmp_path):
    person = ("青石镇 ", " H1", "P1", '王"小"明', "'110101199003077758", "a,b;c\td", "1,200.00", "=1+1")
    assert rows(taken(tmp_path, text([HEADERS, person], quoting=csv.QUOTE_ALL))) == [person]


@pytest.mark.parametrize("form", ['="{}"', '"=""{}"""'])
def test_numbers_protected_from_excel_lose_the_protection(tmp_path, form):
    person = PEOPLE[0]
    lines = [",".join(HEADERS), ",".join([*person[:1], form.format("0012"), *person[2:4], form.format(person[4]), *person[5:]])]
    assert rows(taken(tmp_path, "\n".join(lines)), "household_no", "id_number") == [("0012", person[4])]


def test_rows_are_numbered_by_the_physical_line_they_begin_on(tmp_path):
    first = ("青石镇", "H1", "P1", "王\n小\n明", "", "", "", "")
    second = ("青石镇", "H1", "P2", "李芳", "", "", "", "")
    content = text([("名单\n两行",), HEADERS, first, (), second, first, second])
    assert rows(taken(tmp_path, content), "name", "_row") == [
        ("王\n小\n明", 4),
        ("李芳", 8),
        ("王\n小\n明", 9),
        ("李芳", 12),
    ]


def test_blank_lines_do_not_disturb_the_numbering(tmp_path):
    content = text([HEADERS, PEOPLE[0], (), ("", "", "", "", "", "", "", ""), ("  ",), PEOPLE[1]])
    assert rows(taken(tmp_path, content), "person_no", "_row") == [("P1", 2), ("P2", 6)]


def test_batches_are_the_same_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "BATCH_ROWS", 7)
    many = [("青石镇", f"H{n}", "P1", f"王\n{n}" if n % 5 else "李芳", "", "", "", "") for n in range(100)]
    reading = taken(tmp_path, text([HEADERS, *many, ("合计", "100")]))
    first = rows(reading, "household_no", "name", "_row")
    assert len(first) == 100
    assert first == rows(reading, "household_no", "name", "_row")
    assert reading.skipped == 1


def test_a_row_with_more_cells_than_the_header_is_marked(tmp_path):
    wide = ("青石镇", "H1", "P2", "王", "小明", "", "1990-03-07", "1", "3")
    reading = taken(tmp_path, text([HEADERS, PEOPLE[0], wide, PEOPLE[1]]))
    assert rows(reading, "_row", "_wide") == [(2, False), (3, True), (4, False)]


def test_rows_that_all_end_with_a_separator_are_not_too_wide(tmp_path):
    content = text([HEADERS, *((*person, "") for person in PEOPLE)])
    assert {wide for (wide,) in rows(taken(tmp_path, content), "_wide")} == {False}


def test_a_short_row_has_blank_cells(tmp_path):
    assert rows(taken(tmp_path, text([HEADERS, ("青石镇", "H1")]))) == [("青石镇", "H1", "", "", "", "", "", "")]


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ('青石镇,H7,P7,王"小明,,,,', '王"小明'),
        ('青石镇,H7,P7,"王"小明,,,,', "王小明"),
        ('青石镇,H7,P7,"王小明,,,,', '"王小明'),
        ('青石镇,H7,P7,王小明",,,,', '王小明"'),
        ("青石镇,H7,P7,'王小明,,,,", "'王小明"),
    ],
)
def test_a_stray_quote_swallows_no_other_row(tmp_path, broken, name):
    lines = text().splitlines()
    content = "\n".join([*lines[:2], broken, *lines[2:], broken.replace("H7", "H8"), lines[1]])
    found = rows(taken(tmp_path, content), "household_no", "name", "_row")
    assert [row[0] for row in found] == ["H001", "H7", "H001", "H002", "H8", "H001"]
    assert [row[2] for row in found] == [2, 3, 4, 5, 6, 7]
    assert found[1][1] == name


def test_a_quote_the_survey_misses_is_repaired_on_the_way(tmp_path, monkeypatch):
    monkeypatch.setattr("flows.reading.delimited._is_orderly", lambda *_: True)
    many = [",".join(("青石镇", f"H{n}", "P1", '王"小明' if n == 50 else "李芳", "", "", "", "")) for n in range(100)]
    reading = taken(tmp_path, "\n".join([",".join(HEADERS), *many]))
    assert rows(reading, "household_no", "_row") == [(f"H{n}", n + 2) for n in range(100)]


def test_rows_between_two_stray_quotes_are_not_swallowed(tmp_path):
    lines = ['青石镇,H1,P1,"王小明,,,,', "青石镇,H1,P2,李芳,,,,", '青石镇,H1,P3",张三,,,,', "青石镇,H1,P4,赵六,,,,"]
    found = rows(taken(tmp_path, "\n".join([",".join(HEADERS), *lines])), "person_no", "name", "_row")
    assert found == [("P1", '"王小明', 2), ("P2", "李芳", 3), ('P3"', "张三", 4), ("P4", "赵六", 5)]


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("name", ["王\r小明", "\r王小明", '王\r小"明'])
def test_a_carriage_return_inside_a_cell_ends_no_row(tmp_path, quoting, name):
    people = [("青石镇", "H1", "P1", name, "", "", "", "5"), PEOPLE[1]]
    assert rows(taken(tmp_path, text([HEADERS, *people], quoting=quoting))) == people

"""Line 6: names as people really write them; the official name stays, and one person keeps one name token where nothing differs."""

import pytest

from tests.flows.dirt.office import line

KEPT = [
    "买买提·艾力",
    "㛃喆",
    "𠮷田某",
    "\ue1a2某",
    "王□满",
    "王?满",
    "王xiǎo满",
    "昇喆",
    "乐",
    "古丽努尔·阿卜杜克热木·买买提吐尔逊",
    "王小满(已故)",
    "Ａ某",
]
"""Rare, private-use, pinyin, boxes, traditional forms, very short and very long, a suffix."""


def test_the_official_name_stays_as_written(office):
    account = office.take_rows([line(person_no=f"P{n:02}", name=name) for n, name in enumerate(KEPT)])
    assert (account.counts, account.warned) == ((len(KEPT), len(KEPT), 0, 0), [])
    assert account.values("name") == KEPT


@pytest.mark.parametrize("spelling", [" 王小满 ", "王小满\u200b", "\ufeff王小满", "王小满\t", "'王小满", "　王小满"])
def test_what_nobody_sees_is_no_part_of_a_name(office, spelling):
    account = office.take_rows([line(name=spelling)])
    assert account.values("name") == ["王小满"]


@pytest.mark.parametrize(
    ("cell", "rule"), [("", "missing_required"), ("无", "missing_required"), ("王\x01满", "bad_text"), ("王\ufffd", "bad_text")]
)
def test_no_name_or_a_damaged_one_refuses_the_row(office, cell, rule):
    account = office.take_rows([line(name=cell), line(person_no="P2")])
    assert (account.counts, account.refused) == ((2, 1, 1, 0), [("", 2, "name", rule)])


def test_a_name_over_two_lines_of_a_cell_is_one_name(office):
    account = office.take_rows([line(name="买买提\n艾力"), line(person_no="P2")])
    assert account.rows("name", "_row") == [("买买提 艾力", 2), ("王小满", 4)]


def test_no_name_stands_in_receipt_or_rejections_log(office):
    account = office.take_rows([line(name="", id_number="欧阳不在"), line(person_no="P2", name="司马在")])
    assert account.counts[2] == 1
    for place in (account.folder / "receipt.json", account.folder / "receipt.html"):
        assert "欧阳" not in place.read_text("utf-8")
        assert "司马" not in place.read_text("utf-8")

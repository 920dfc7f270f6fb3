"""Line 1: UTF-8, UTF-8 with BOM, GB18030/GBK, UTF-16; strictly and in this order, nothing replaced."""

import codecs
import re

import pytest

from tests.flows.dirt.office import delimited, header, line

NAMES = ["王小满", "李镕基石", "㛃喆", "𠮷田某", "\ue1a2某", "买买提·艾力"]
"""Plain, a traditional form, GB18030 two and four bytes beyond the first plane, private use, a name of several parts."""
PERSONS = [line(person_no=f"P{n}", name=name) for n, name in enumerate(NAMES, start=1)]
TEXT = delimited([header(), *PERSONS])
FOUND = [(f"P{n}", name, "青石镇", n + 1) for n, name in enumerate(NAMES, start=1)]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (delimited([header(), *PERSONS], "\t", "\r\n").encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-32"), "utf-32"),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "unicode text of Excel", "utf-16 big", "utf-16 no mark", "utf-32"],
)
def test_the_same_people_in_every_encoding(office, content, encoding):
    account = office.take(content)
    assert (account.drop.state, account.counts) == ("done", (6, 6, 0, 0))
    assert account.rows("person_no", "name", "town", "_row") == FOUND
    assert account.receipt["source"]["encoding"] == encoding
    assert encoding in account.page


def test_plain_gbk_is_read_as_gb18030(office):
    account = office.take(delimited([header(), line()]).encode("gbk"))
    assert account.rows("name", "village") == [("王小满", "上河村")]


def test_utf8_that_would_also_be_gb18030_is_utf8(office):
    # An even number of Chinese characters in a run is GB18030 too, of other characters: strict UTF-8 must be tried first.
    text = delimited([header(county="区县", labour="劳动力类型"), line(name="中文", village="中文")])
    both = re.sub(r"[^\x00-\x7f]+", lambda run: run[0] + "\ufeff" * (len(run[0]) % 2), text)
    assert both.encode().decode("gb18030", errors="strict") != both
    account = office.take(both)
    assert account.rows("name", "village") == [("中文", "中文")]
    assert account.receipt["source"]["encoding"] == "utf-8"


def test_gbk_is_not_taken_for_thai_or_big5(office):
    # Few characters, as charset guessers see them in the head of a short file.
    account = office.take(delimited([header(), line(name="陈一", village="下村")]).encode("gbk"))
    assert account.rows("name", "village") == [("陈一", "下村")]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode() + delimited([line(person_no="P9")]).encode("gb18030"),
        TEXT.encode("gb18030") + delimited([line(person_no="P9")]).encode(),
        TEXT.encode("utf-8-sig") + delimited([line(person_no="P9")]).encode("gbk"),
        TEXT.encode("gb18030") + b"\xff\xff,P9\n",
        TEXT.encode("gb18030")[:-1] + b"\x81",
        TEXT.encode("utf-16")[:-1],
        TEXT.encode("big5", errors="ignore") + b"\xfe\xff\xa0\xff\n",
    ],
    ids=["gb in utf-8", "utf-8 in gb", "gb behind a mark", "broken gb", "half a character", "cut utf-16", "neither"],
)
def test_what_is_in_no_encoding_or_in_two_is_refused_and_nothing_replaced(office, content):
    account = office.take(content)
    assert (account.drop.state, account.counts) == ("refused", (0, 0, 0, 0))
    assert [reason.rule for reason in account.drop.reasons] == ["unknown_encoding"]
    assert account.reasons["unknown_encoding"]
    assert "文字编码无法识别" in account.page
    assert "UTF-8 或 GB18030" in account.page
    assert "\ufffd" not in account.page


def test_a_replacement_character_from_elsewhere_is_damage_and_not_a_name(office):
    account = office.take_rows([line(name="王\ufffd满"), line(person_no="P2")])
    assert account.counts == (2, 1, 1, 0)
    assert account.refused == [("", 2, "name", "bad_text")]

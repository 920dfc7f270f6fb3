from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.normalise.cells import read, same_in_any_company, values
from transforms.normalise import faults
from transforms.normalise.text import official_text, text

DIRTY = st.text(st.sampled_from("王村A1·.'0５（）\u3000\u200b\u202e\ufeff\t\n -/无E+\x00\ufffd\ue000"), max_size=8)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (" 青石镇\u3000", "青石镇"),
        ("\ufeff青石镇\u200b", "青石镇"),
        ("\u202e青石\u200f镇", "青石镇"),
        ("６１０８０２１０１２０１", "610802101201"),
        ("城关镇（东）", "城关镇(东)"),
        ("'0012", "0012"),
        ("610802101201.0", "610802101201"),
        ("a\r\nb", "a b"),
        ("无名氏", "无名氏"),
        ("1E10", "1E10"),
    ],
)
def test_keeps_what_can_be_seen(cell: str, value: str) -> None:
    assert read(text, cell) == (value, faults.OK)


@pytest.mark.parametrize(
    "cell", ["", " ", "/", "—", "-", "未知", "不详", "N/A", "n/a", "null", "无", "\u3000/\u200b", "＃N/A", None]
)
def test_blanks_are_unknown_without_fault(cell: str | None) -> None:
    assert read(text, cell) == (None, faults.OK)


@pytest.mark.parametrize("cell", ["a\x00b", "乱\ufffd码", "\x07", "x\x1c"])
def test_damage_is_reported(cell: str) -> None:
    assert read(text, cell) == (None, faults.BAD_TEXT)


@pytest.mark.parametrize("cell", ["5.22326E+17", "1.1E+05", "１.１Ｅ+17", "1E+10"])
def test_scientific_notation_is_reported(cell: str) -> None:
    assert read(text, cell) == (None, faults.SCIENTIFIC)


def test_official_text_keeps_width_and_rare_characters() -> None:
    cells = ["买买提．依明", "王\ue000明", "王□", "王？明", " 王  明 "]
    assert values(official_text, cells) == ["买买提．依明", "王\ue000明", "王□", "王？明", "王 明"]


@given(DIRTY)
def test_reading_twice_changes_nothing(cell: str) -> None:
    for parser in (text, official_text):
        once, _ = read(parser, cell)
        assert once is None or read(parser, once) == (once, faults.OK)


@given(st.lists(st.one_of(st.none(), DIRTY), min_size=1, max_size=6))
@settings(max_examples=12)
def test_is_row_local(cells: list[str | None]) -> None:
    same_in_any_company(text, cells)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.normalise.cells import read, same_in_any_company
from transforms.normalise import faults
from transforms.normalise.yesno import WORDS, yesno


@pytest.mark.parametrize("cell", ["是", "有", "1", "1.0", "√", "Y", "y", "Ｙ", " 是 ", "YES", "1-是"])
def test_yes(cell: str) -> None:
    assert read(yesno, cell) == (True, faults.OK)


@pytest.mark.parametrize("cell", ["否", "无", "0", "0.0", "×", "N", "n", "没有", "x"])
def test_no(cell: str) -> None:
    assert read(yesno, cell) == (False, faults.OK)


@pytest.mark.parametrize("cell", ["", "/", "—", "未知", "不详", None])
def test_blank_is_unknown_never_no(cell: str | None) -> None:
    assert read(yesno, cell) == (None, faults.OK)


@pytest.mark.parametrize("cell", ["也许", "2", "是否", "是/否", "0-是"])
def test_anything_else_is_a_fault(cell: str) -> None:
    assert read(yesno, cell) == (None, faults.YESNO)


@given(st.lists(st.one_of(st.none(), st.sampled_from([*WORDS, "/", "也许", " 是"])), min_size=1, max_size=5))
@settings(max_examples=12)
def test_is_row_local(cells: list[str | None]) -> None:
    same_in_any_company(yesno, cells)

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.normalise.cells import read, same_in_any_company
from transforms.normalise import faults
from transforms.normalise.numbers import integer, number


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12),
        ("12.0", 12),
        ("１２", 12),
        ("12月", 12),
        ("12个月", 12),
        ("1,200", 1200),
        ("-3", -3),
        ("0", 0),
        (" 7 ", 7),
    ],
)
def test_counts(cell: str, value: int) -> None:
    assert read(partial(integer, unit="月"), cell) == (value, faults.OK)


@pytest.mark.parametrize("cell", ["12.5", "十二", "1e3", "1-2", "约5", "1,2"])
def test_what_is_no_count_is_a_fault(cell: str) -> None:
    assert read(integer, cell) == (None, faults.NUMBER)


@pytest.mark.parametrize(
    ("cell", "value"), [("12.5", 12.5), ("12.5公里", 12.5), ("1,200.25", 1200.25), ("-0.5", -0.5), ("35%", 35.0)]
)
def test_measures(cell: str, value: float) -> None:
    assert read(number, cell) == (value, faults.OK)


@pytest.mark.parametrize("cell", ["", "/", "无", None])
def test_blank_is_unknown(cell: str | None) -> None:
    assert read(integer, cell) == (None, faults.OK)
    assert read(number, cell) == (None, faults.OK)


@given(st.integers(-(10**14), 10**14))
def test_every_integer_reads_and_rereads(value: int) -> None:
    assert read(integer, str(value)) == (value, faults.OK)
    assert read(integer, f"{value:,}") == (value, faults.OK)


@given(st.lists(st.one_of(st.none(), st.text("0123456789.,-月", max_size=6)), min_size=1, max_size=5))
@settings(max_examples=12)
def test_is_row_local(cells: list[str | None]) -> None:
    same_in_any_company(integer, cells)
    same_in_any_company(number, cells)

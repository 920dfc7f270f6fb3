from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.normalise.cells import read, same_in_any_company
from transforms.normalise import faults
from transforms.normalise.money import money


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1200", 120000),
        ("1,200.00", 120000),
        ("１，２００．００", 120000),
        ("1200元", 120000),
        ("1200.00元/月", 120000),
        ("￥1,200", 120000),
        ("人民币1200元整", 120000),
        ("0.12万元", 120000),
        ("0.12万", 120000),
        (" 1200 ", 120000),
        ("-35.10", -3510),
        ("−35.10", -3510),
        ("(1,200.00)", -120000),
        ("（35.1）", -3510),
        ("12.5000", 1250),
        ("12.345", 1235),
        ("-12.345", -1235),
        ("12.3449", 1234),
        ("1234.5700000000002", 123457),
        (".5", 50),
        ("0", 0),
        ("99999999999.99", 9999999999999),
    ],
)
def test_amounts_become_fen(cell: str, fen: int) -> None:
    assert read(money, cell) == (fen, faults.OK)


@pytest.mark.parametrize(
    "cell",
    ["1.2E+05", "1e5", "约1200", "1,2", "1,20,000", "12.3.4", "元", "()", "(-5)", "1200-", "inf", "1万2千", "9" * 20],
)
def test_what_is_no_amount_is_a_fault(cell: str) -> None:
    assert read(money, cell) == (None, faults.MONEY)


@pytest.mark.parametrize("cell", ["", "-", "—", "无", "/", None])
def test_blank_is_unknown(cell: str | None) -> None:
    assert read(money, cell) == (None, faults.OK)


def test_a_unit_in_the_cell_wins_over_the_headers() -> None:
    in_ten_thousands = partial(money, multiplier=10_000)
    assert read(in_ten_thousands, "0.12") == (120000, faults.OK)
    assert read(in_ten_thousands, "0.12345") == (123450, faults.OK)
    assert read(in_ten_thousands, "1200元") == (120000, faults.OK)
    assert read(in_ten_thousands, "0.12万元") == (120000, faults.OK)


@given(st.decimals(-(10**8), 10**8, places=6, allow_nan=False), st.sampled_from([1, 10_000]))
def test_agrees_with_exact_arithmetic(yuan: Decimal, multiplier: int) -> None:
    expected = int((yuan * multiplier * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert read(partial(money, multiplier=multiplier), f"{yuan:f}") == (expected, faults.OK)


@given(st.integers(-(10**13), 10**13))
def test_every_fen_reads_and_rereads(fen: int) -> None:
    sign, rest = ("-" if fen < 0 else ""), abs(fen)
    cell = f"{sign}{rest // 100}.{rest % 100:02d}"
    assert read(money, cell) == (fen, faults.OK)
    assert read(money, f"{sign}{rest // 100:,}.{rest % 100:02d}元") == (fen, faults.OK)


@given(st.lists(st.one_of(st.none(), st.text("0123456789.,-()元万", max_size=10)), min_size=1, max_size=5))
@settings(max_examples=12)
def test_is_row_local(cells: list[str | None]) -> None:
    same_in_any_company(money, cells)

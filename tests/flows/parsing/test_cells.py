import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.parsing.cells import EXACT_BELOW, number, render


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  王\n小明 ", "  王\n小明 "),
        ("", ""),
        (None, ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (12.0, "12"),
        (-0.5, "-0.5"),
        (1e-7, "0.0000001"),
        (1200.10, "1200.1"),
        (110101199003077758.0, "1.10101199003078E+17"),
        (1e300, "1.00000000000000E+300"),
        (dt.date(2024, 5, 31), "2024-05-31"),
        (dt.datetime(2024, 5, 31), "2024-05-31"),
        (dt.datetime(2024, 5, 31, 8, 30, 1), "2024-05-31 08:30:01"),
        (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=36), "1 day, 12:00:00"),
    ],
)
def test_a_cell_reads_as_what_it_holds(value, text):
    assert render(value) == text


@given(st.integers(-int(EXACT_BELOW) + 1, int(EXACT_BELOW) - 1))
def test_whole_numbers_are_exact_while_they_can_be(value):
    assert number(float(value)) == str(value)


@given(st.floats(min_value=EXACT_BELOW, allow_infinity=False))
def test_larger_ones_show_that_they_are_not(value):
    assert "E+" in number(value)


@given(st.integers(-(10**11), 10**11))
def test_amounts_keep_their_cents(cents):
    assert round(float(number(cents / 100)) * 100) == cents

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from flows.report.pages import bounds, day, grouped, moment, render, signed


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (">= 0.9", "≥ 0.9"),
        (">= 0, <= 12", "≥ 0，≤ 12"),
        ("16 values, share >= 0.98", "16 个选项，比例 ≥ 0.98"),
        ("", ""),
    ],
)
def test_bounds_are_words(expected: str, words: str) -> None:
    assert bounds(expected) == words


def test_numbers_and_days_are_written_as_people_here_do() -> None:
    assert (grouped(12_345), grouped(None)) == ("12,345", "—")
    assert [signed(number) for number in (1200, -3, 0, None)] == ["+1,200", "−3", "±0", "—"]
    assert (day(date(2024, 5, 3)), day(None)) == ("2024年5月3日", "—")
    assert moment(datetime(2024, 5, 31, 17)) == moment(datetime(2024, 5, 31, 17, tzinfo=UTC)) == "2024年6月1日 01:00"


def test_a_value_nobody_gave_is_an_error_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        render("nightly.html.j2")

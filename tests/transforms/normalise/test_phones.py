from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.normalise.cells import run
from transforms.normalise.phones import phone_key


@pytest.mark.parametrize(
    "cell",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+8613812345678",
        "008613812345678",
        "１３８１２３４５６７８",
        "13812345678.0",
    ],
)
def test_spellings_of_one_number(cell: str) -> None:
    assert run(phone_key, [cell])[0] == "13812345678"


def test_other_numbers_keep_their_digits() -> None:
    assert run(phone_key, ["0912-1234567", "110", "无", None]).to_list() == ["09121234567", "110", None, None]


@given(st.lists(st.one_of(st.none(), st.text("0123456789+- 無", max_size=14)), min_size=1, max_size=5))
def test_folding_twice_changes_nothing_and_is_row_local(cells: list[str | None]) -> None:
    once = run(phone_key, cells).to_list()
    assert once == [run(phone_key, [cell])[0] for cell in cells]
    assert run(phone_key, once).to_list() == [key and run(phone_key, [key])[0] for key in once]

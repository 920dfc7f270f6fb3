from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.normalise.cells import run
from transforms.normalise.masking import mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("cell", "mask"),
    [
        ("110101199003077758", "110101********7758"),
        ("110101900307775", "110101********7775"),
        ("G12345", "G1****"),
        ("", ""),
        (None, None),
    ],
)
def test_ids(cell: str | None, mask: str | None) -> None:
    assert run(mask_id, [cell])[0] == mask


@pytest.mark.parametrize(("cell", "mask"), [("王小明", "王**"), ("王", "王"), ("阿依·古丽", "阿****"), (None, None)])
def test_names(cell: str | None, mask: str | None) -> None:
    assert run(mask_name, [cell])[0] == mask


@pytest.mark.parametrize(("cell", "mask"), [("13812345678", "138****5678"), ("1234567", "12*****"), (None, None)])
def test_phones(cell: str | None, mask: str | None) -> None:
    assert run(mask_phone, [cell])[0] == mask


@given(st.text("0123456789Xx", min_size=5, max_size=30))
def test_a_mask_never_shows_the_whole_number(cell: str) -> None:
    for mask in (mask_id, mask_phone):
        shown = run(mask, [cell])[0]
        assert shown.count("*") >= 3
        assert sum(character != "*" for character in shown) <= 10

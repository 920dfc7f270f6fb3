from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.normalise.cells import run
from transforms.normalise.places import division, place_key, town_code, village_code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("610802101201", "610802101201"),
        ("610802101", "610802101000"),
        ("610802101201001", "610802101201"),
        ("６１０８０２１０１２０１", "610802101201"),
        ("610802101201.0", "610802101201"),
        ("61080210", None),
        ("上河村", None),
        (None, None),
    ],
)
def test_codes_of_every_length_name_one_village(cell: str | None, code: str | None) -> None:
    assert run(village_code, [cell])[0] == code


def test_a_cell_that_is_no_code_stays_a_text() -> None:
    cells = ["610802101201001", "610802101", " 上河村 ", "610802101201", "/", None]
    assert run(division, cells).struct.field("value").to_list() == [
        "610802101201",
        "610802101000",
        "上河村",
        "610802101201",
        None,
        None,
    ]


def test_town_of_a_code() -> None:
    assert run(town_code, ["610802101201", "610802101", "610802000000", "x"]).to_list() == [
        "610802101",
        "610802101",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青石镇", "青石"),
        ("青石街道办事处", "青石街道"),
        ("上河村村委会", "上河村"),
        ("上河村民委员会", "上河"),
        (" 青 石 镇", "青石镇"),
    ],
)
def test_suffixes_do_not_count(one: str, other: str) -> None:
    assert run(place_key, [one])[0] == run(place_key, [other])[0]


def test_a_suffix_alone_stays() -> None:
    assert run(place_key, ["村", "镇"]).to_list() == ["村", "镇"]


@given(st.text("青石河镇乡村街道社区 ", max_size=6))
def test_a_key_is_never_empty_for_a_name(name: str) -> None:
    assert run(place_key, [name])[0] or not name.strip()

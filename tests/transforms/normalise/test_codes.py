from __future__ import annotations

from functools import partial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.normalise.cells import read, run, same_in_any_company
from transforms.normalise import faults
from transforms.normalise.codes import code

SEX = partial(code, codes={"1": "male", "2": "female", "男": "male", "女": "female"})
GRADE = partial(code, codes={"一级": 1, "二级": 2})
HEALTH = partial(code, codes={"健康": "healthy", "残疾": "disabled", "无": "nothing"})


@pytest.mark.parametrize(
    "cell", ["男", " 男 ", "1", "01", "1.0", "１", "1-男", "01|男", "1.男", "1 男", "男(1)", "男1", "(1)男", "\u200b男"]
)
def test_spellings_of_one_entry(cell: str) -> None:
    assert read(SEX, cell) == ("male", faults.OK)


@pytest.mark.parametrize("cell", ["男性人", "3", "9-男", "2-男", "男2", "男女", "女(1)", "1-2", "x"])
def test_what_is_not_on_the_list_is_a_fault(cell: str) -> None:
    assert read(SEX, cell) == (None, faults.UNKNOWN_CODE)


def test_other_systems_numbers_do_not_matter_where_the_list_has_none() -> None:
    assert read(HEALTH, "07-健康") == ("healthy", faults.OK)


def test_blank_is_unknown_unless_the_list_names_it() -> None:
    assert read(SEX, "无") == (None, faults.OK)
    assert read(SEX, "未知") == (None, faults.OK)
    assert read(HEALTH, "无") == ("nothing", faults.OK)


def test_number_codes_are_numbers() -> None:
    assert run(GRADE, ["一级", "二级", None]).struct.field("value").dtype == pl.Int64
    assert read(GRADE, "二级") == (2, faults.OK)


def test_a_list_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="reads like"):
        code(pl.col("x"), {"1": "male", "01": "female"})


@given(st.lists(st.one_of(st.none(), st.text("男女12-|. 0(）", max_size=5)), min_size=1, max_size=5))
@settings(max_examples=12)
def test_is_row_local(cells: list[str | None]) -> None:
    same_in_any_company(SEX, cells)

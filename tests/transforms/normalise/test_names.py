from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.normalise.cells import read, run
from transforms.normalise import faults
from transforms.normalise.names import _variants, name, name_key


def key(cell: str | None) -> str | None:
    folded: str | None = run(name_key, [cell])[0]
    return folded


@pytest.mark.parametrize("dot", list("·•‧・.．∙⋅"))
def test_middle_dots_do_not_count(dot: str) -> None:
    assert key(f"阿依古丽{dot}买买提") == key("阿依古丽·买买提") == "阿依古丽买买提"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王 小　明", "王小明"),
        ("王昇", "王升"),
        ("李喆", "李哲"),
        ("張國強", "张国强"),
        ("王小明(已故)", "王小明"),
        ("王小明（已故）", "王小明"),
        ("ＷＡＮＧ", "wang"),
        ("王\u200b小明", "王小明"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_different_names_keep_different_keys() -> None:
    names = ["王小明", "王小朋", "王明", "王\ue000明", "王□明", "王?明"]
    assert len({key(each) for each in names}) == len(names)


def test_the_official_name_is_not_folded() -> None:
    for official in ("張國強", "王小明(已故)", "阿依古丽·买买提"):
        assert read(name, official) == (official, faults.OK)


def test_no_name_has_no_key() -> None:
    assert key(None) is None
    assert read(name, "无") == (None, faults.OK)


def test_variants_lead_to_their_end() -> None:
    table = _variants()
    assert not [chr(old) for old, new in table.items() if ord(new) in table]


@given(st.text(st.sampled_from("王張昇喆·• 　().故已Aa\u200b□"), max_size=8))
def test_folding_twice_changes_nothing(cell: str) -> None:
    once = key(cell)
    assert once is None or key(once) == once


@given(st.lists(st.sampled_from(["王小明", "張昇", "阿依·古丽", None, "Wang"]), min_size=1, max_size=5))
@settings(max_examples=12)
def test_is_row_local(cells: list[str | None]) -> None:
    alone = [key(cell) for cell in cells]
    assert run(name_key, cells).to_list() == alone
    assert run(name_key, cells * 1100)[: len(cells)].to_list() == alone
    assert pl.Series(alone, dtype=pl.String).null_count() == cells.count(None)

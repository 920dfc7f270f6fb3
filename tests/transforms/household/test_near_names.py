"""Names that may be one person's share a text; who shares none and only a birth date comes near no threshold in a large city."""

from __future__ import annotations

from itertools import combinations
from math import log2

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.linkage import load_linkage
from tests.transforms.linkage.comparisons.pairs import levels
from transforms.household.near_names import LARGE, is_blurred, is_unclear, near
from transforms.linkage.comparisons.kinds import SAME
from transforms.linkage.scoring import floor

FAR = ("different", "surname")
CHARACTERS = "王单曾欧阳伟维卫威小晓明名買买提吐尔"
PARTS = [*CHARACTERS, "·", "?", "□", "(wei)", "wei", "wang"]


def texts_of(names: list[str | None]) -> list[set[str] | None]:
    """What each name may share with another; None where it may be any name."""
    told = pl.DataFrame({"name": names}, schema={"name": pl.String()})
    texts = told.select(texts=pl.concat_list(near(pl.col("name"))).list.drop_nulls(), blurred=is_blurred(pl.col("name")))
    return [None if blurred else set(found) for found, blurred in texts.iter_rows()]


def shared(one: set[str] | None, other: set[str] | None) -> bool:
    return one is None or other is None or bool(one & other)


def are_near(*names: str | None) -> bool:
    return shared(*texts_of(list(names)))


names = st.lists(st.sampled_from(PARTS), max_size=11).map("".join)
slips = st.tuples(names, st.integers(0, 11), st.sampled_from(["wrong", "lacking", "swapped", "cut"]), st.sampled_from(PARTS))


def slipped(name: str, place: int, how: str, part: str) -> str:
    changed = {
        "wrong": name[:place] + part + name[place + 1 :],
        "lacking": name[:place] + name[place + 1 :],
        "swapped": name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :],
        "cut": name[:place],
    }
    return changed[how]


@settings(max_examples=25)
@given(st.lists(slips, min_size=8, max_size=16))
def test_names_that_agree_better_than_in_the_surname_share_a_text(given_slips: list[tuple[str, int, str, str]]) -> None:
    told = [name for slip in given_slips for name in (slip[0], slipped(*slip))]
    texts, pairs = texts_of(list(told)), list(combinations(range(len(told)), 2))
    sides = ([told[pair[side]] for pair in pairs] for side in (0, 1))
    for (one, other), level in zip(pairs, levels("han_name", *sides), strict=True):
        assert level in FAR or shared(texts[one], texts[other]), (told[one], told[other], level)


@pytest.mark.parametrize(
    ("one", "other"),
    [("王小明", "王大明"), ("王小明", "王明小"), ("单雄信", "shanxiongxin"), ("阿依古丽买买提", "阿依古丽"), ("王?", "王明")],
)
def test_near_names(one: str, other: str) -> None:
    assert are_near(one, other)


@pytest.mark.parametrize(("one", "other"), [("王小明", "李国强"), ("王小明", "王国强"), ("王明", "王伟"), ("王明", "李明")])
def test_names_that_are_far(one: str, other: str) -> None:
    assert not are_near(one, other)


def test_a_number_is_unclear_where_digits_are_hidden_or_lost() -> None:
    numbers = pl.Series(["11010119900307804X", "1101011990030780", "110101********7803", "1.10101E+17", None])
    assert pl.select(is_unclear(pl.lit(numbers))).to_series().to_list() == [False, False, True, True, False]


def test_a_birth_date_alone_comes_near_no_threshold_in_a_large_city() -> None:
    """Comparisons that agree only where another block or a shared text has the pair say nothing here."""
    config = load_linkage()
    weights = {one.name: {level: log2(w.m / w.u) for level, w in one.levels.items()} for one in config.comparisons}
    elsewhere = {"name_common", "name_rare", "name_at_home", "household", "id_number", "source_nos"}
    found = {"name": max(weights["name"][level] for level in FAR), "birth_date": weights["birth_date"][SAME]}
    for name, levels_of in weights.items():
        if name not in elsewhere | set(found):
            found[name] = max((bits for level, bits in levels_of.items() if (name, level) != ("phone", SAME)), default=0.0)
    assert sum(found.values()) - log2(LARGE) < floor(config.thresholds)
    assert set(weights) == elsewhere | set(found)


def test_whoever_says_nothing_of_the_name_may_be_anybody() -> None:
    assert [texts is None for texts in texts_of([None, "", "???", "张三"])] == [True, True, True, False]

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from tests.transforms.normalise.cells import run
from transforms.normalise.names import name_key
from transforms.normalise.readings import initials, reading, surname, surnames_read, syllables


def read(name: str | None) -> str | None:
    found: str | None = run(reading, [name])[0]
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王小明", "wang xiao ming"),
        ("单雄信", "shan xiong xin"),
        ("仇英", "qiu ying"),
        ("曾国强", "zeng guo qiang"),
        ("解晓东", "xie xiao dong"),
        ("王单", "wang dan"),  # no surname here
        ("欧阳单", "ou yang dan"),
        ("尉迟恭", "yu chi gong"),
        ("单于", "shan yu"),  # 单 with a given name
        ("单于明", "chan yu ming"),
        ("阿依古丽买买提", "a yi gu li mai mai ti"),
        ("单依古丽买买提", "dan yi gu li mai mai ti"),
        ("吕丽", "lv li"),
        ("王yan明", "wang yan ming"),
        ("单(yan)明", "shan yan ming"),
        ("王lü明", "wang lv ming"),
        ("王lǚ明", "wang lv ming"),
        ("王yán明", "wang yan ming"),
        ("王?明", "wang ? ming"),
        ("wangxiaoming", "wangxiaoming"),
        ("", ""),
        (None, None),
    ],
)
def test_readings_without_tones(name: str | None, expected: str | None) -> None:
    assert read(name) == expected


def test_initials_are_the_first_letters_of_the_syllables() -> None:
    assert run(initials, ["单雄信", "欧阳小明", None]).to_list() == ["sxx", "oyxm", None]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王小明", "王"),
        ("欧阳明", "欧阳"),
        ("欧阳", "欧"),
        ("王yan明", "王"),
        ("阿依古丽买买提", None),
        ("wangming", None),
        ("?明", None),
        (None, None),
    ],
)
def test_surnames_of_one_or_two_characters(name: str | None, expected: str | None) -> None:
    assert run(surname, [name])[0] == expected


def test_every_reading_of_a_character_is_known() -> None:
    assert {"dan", "shan", "chan"} <= syllables("单")


def test_the_list_names_only_surnames_read_otherwise_and_in_their_folded_form() -> None:
    for name, said in surnames_read("single").items():
        assert lazy_pinyin(name) != [said]
        assert said in syllables(name) | {"ge", "zhai", "nian", "mi"}
    names = [*surnames_read("single"), *surnames_read("compound")]
    assert run(name_key, names).to_list() == names


@given(st.lists(st.text(st.sampled_from("王单欧阳明阿依古丽a?(）"), max_size=7) | st.none(), min_size=1, max_size=6))
def test_is_row_local_and_has_no_stray_spaces(names: list[str | None]) -> None:
    together = run(reading, names).to_list()
    assert together == [read(name) for name in names]
    assert all(text == " ".join(text.split()) for text in together if text is not None)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4))
def test_every_character_is_one_syllable(name: str) -> None:
    found = read(name)
    assert found is not None
    assert len(found.split()) == len(name)
    assert pl.Series([found]).str.contains(r"^[a-z ]+$").all()

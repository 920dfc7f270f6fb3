from __future__ import annotations

import pytest

from tests.transforms.linkage.comparisons.pairs import level, levels


def of(one: str | None, other: str | None) -> str:
    return level("han_name", one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王昇", "王升"),
        ("張國強", "张国强"),
        ("王 小　明", "王小明"),
        ("阿依古丽·买买提", "阿依古丽．买买提"),
        ("王小明（已故）", "王小明"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert of(one, other) == "same"


@pytest.mark.parametrize("rare", ["□", "?", "？", "*", "\ue863", "\U000f0000", "yan", "(yan)", "Yán", "YǍN"])
def test_a_rare_character_that_could_not_be_written_stands_for_the_character(rare: str) -> None:
    assert of(f"王{rare}明", "王琰明") == "unreadable"


def test_a_rare_character_written_as_two_question_marks_is_one() -> None:
    assert of("王??明", "王\U0002cb4e明") == "unreadable"


def test_pinyin_stands_for_a_character_that_is_read_so_only() -> None:
    assert of("王yan明", "王小明") == "surname"


def test_two_names_with_gaps_agree_where_both_are_written() -> None:
    assert of("王?明", "王□明") == "unreadable"
    assert of("王?明", "王yan明") == "unreadable"
    assert of("王?明", "李?明") == "given"


def test_a_gap_beside_one_character_only_says_as_little_as_the_surname() -> None:
    assert of("王?", "王明") == "surname"
    assert of("王??", "王小明") == "surname"


def test_a_name_without_a_readable_character_is_unknown() -> None:
    assert of("???", "王小明") == "unknown"
    assert of("□", "□") == "unknown"
    assert of("", "王小明") == "unknown"


@pytest.mark.parametrize(
    ("one", "other"), [("阿依古丽·买买提", "阿依古丽"), ("买买提吐尔逊艾合买提", "买买提吐尔逊艾"), ("欧阳小明", "欧阳小明珠")]
)
def test_a_long_name_may_be_cut_off(one: str, other: str) -> None:
    assert of(one, other) == "truncated"


def test_a_short_name_is_not_the_beginning_of_another() -> None:
    assert of("王小明", "王小明珠") == "one_character"
    assert of("阿依古", "阿依古丽买买提") == "different"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("王小明", "王晓明", "homophone"),
        ("张小明", "章小明", "homophone"),
        ("单小明", "善小明", "homophone"),  # 单 is read shan as a surname
        ("王小明", "王晓铭", "sounds_alike"),
        ("买买提", "麦麦提", "sounds_alike"),
        ("王小明", "Wang Xiaoming", "sounds_alike"),
        ("王小明", "王大明", "one_character"),
        ("王小明", "王明小", "one_character"),
        ("王小明", "李小明", "given"),
        ("欧阳小明", "欧杨小明", "homophone"),
        ("阿依古丽买买提", "阿依古丽买提", "one_character"),
        ("王小明", "王大东", "surname"),
        ("欧阳小明", "欧阳大东", "surname"),
        ("欧阳小明", "欧大东", "different"),
        ("阿依古丽买买提", "阿卜杜拉艾合买提", "different"),  # no surname in front
        ("王小明", "李大东", "different"),
    ],
)
def test_names_that_differ_are_told_apart_by_how(one: str, other: str, expected: str) -> None:
    assert of(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("王明", "王铭", "sounds_alike"),
        ("王明", "王东", "surname"),
        ("王明", "李明", "different"),
        ("王明", "王小明", "surname"),
        ("王明", "明王", "different"),
    ],
)
def test_of_two_characters_one_is_half_of_the_name(one: str, other: str, expected: str) -> None:
    assert of(one, other) == expected


def test_names_with_gaps_are_told_apart_beside_names_without() -> None:
    found = levels("han_name", ["王?明", "王小明", None, "王?明"], ["王小明", "王小明", "王明", "赵钱孙"])
    assert found == ["unreadable", "same", "unknown", "different"]

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.contracts import Privacy
from flows.report.shown import MAX_CHARACTERS, shown


def show(text: str | None, privacy: Privacy = "none") -> str | None:
    result: str | None = pl.select(shown(pl.lit(text, dtype=pl.String), privacy)).item()
    return result


@pytest.mark.parametrize(
    ("text", "privacy", "expected"),
    [
        ("110101199003078515", "id", "110101********8515"),
        ("张小三", "name", "张**"),
        ("13812345678", "phone", "138****5678"),
        ("本人身份证110101199003078515，电话13812345678", "free_text", "本人身份证110101********8515，电话138****5678"),
        ("110101199003078515", "none", "110101********8515"),
        ("13812345678", "none", "138****5678"),
        ("522326100201", "none", "522326100201"),
        ("5223261002010000123", "none", "5223261002010000123"),
        ("高山镇", "none", "高山镇"),
        ("", "id", ""),
        (None, "id", None),
    ],
)
def test_sensitive_cells_are_masked_and_others_stay(text: str | None, privacy: Privacy, expected: str | None) -> None:
    assert show(text, privacy) == expected


@pytest.mark.parametrize("privacy", ["id", "phone"])
def test_a_name_in_a_column_of_numbers_is_masked_as_a_name(privacy: Privacy) -> None:
    assert show("张三", privacy) == "张*"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|' /C calc'!A0", "+1+cmd", "-1+cmd", "@SUM(A1)", "\t=1", " =1", "＝1+1", "+86 13800000000", "-1-1"],
)
def test_formulas_get_a_quote(text: str) -> None:
    assert show(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.50", "+3", "-1,200.00", "-5%", "-.5", "-", "--", "a=1", "12-3"])
def test_plain_numbers_and_harmless_text_stay_as_they_are(text: str) -> None:
    assert show(text) == text


def test_ready_made_rich_text_is_not_passed_on_as_xml() -> None:
    assert show("<r><t>x</t></r>") == "'<r><t>x</t></r>"


def test_line_breaks_and_control_characters_survive_a_workbook() -> None:
    assert show("甲\r\n乙\r丙\x00丁\ufffe") == "甲\n乙\n丙□丁□"


def test_a_cell_longer_than_excel_allows_is_cut() -> None:
    text = show("𠮷" * 40_000)
    assert text is not None
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    assert text.startswith("𠮷" * MAX_CHARACTERS)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_nothing_shown_can_start_a_formula(text: str) -> None:
    result = show(text) or ""
    starts = result.lstrip()[:1] in {"=", "@", "＝", "＠"} or result[:1] in {"\t", "\r", "\n"}
    assert not starts


@settings(deadline=None)
@given(st.text(alphabet="张三丰李四0123456789Xx -", min_size=2, max_size=20))
def test_a_name_column_shows_one_character(text: str) -> None:
    result = show(text, "name") or ""
    assert set(result.removeprefix("'")[1:]) <= {"*"}

"""What everybody may read of a text and of a name."""

from __future__ import annotations

import polars as pl
import pytest

from config.redaction import load_redaction
from transforms.redaction import public, public_name


def said(text: str | None) -> tuple[str | None, str | None]:
    frame = pl.DataFrame({"text": [text]}, schema={"text": pl.String})
    rule = load_redaction()
    return frame.select(public(pl.col("text"), rule), name=public_name(pl.col("text"), rule)).row(0)


@pytest.mark.parametrize(
    "text",
    [
        "110101197001010015", "１１０１０１１９７００１０１００１５", "1101 0119 7001 0100 15", "110101-19700101-001X", "13812345678", "138-1234-5678",
        "电话138 1234 5678",
        "6222021234567890123", "6222 0212 3456 7890 123", "0851-8765432", "一三八一二三四五六七八", "①③⑧①②③④⑤⑥⑦⑧", "尿毒症", "尿 毒 症",
        "138+1234+5678", "138~1234~5678", "138\u200b1234\u200b5678", "138\u00ad1234\u20605678", "肺\u200b炎",
        "王明（肺癌）", "二级残疾", "hiv阳性", "需透析",
    ],
)  # fmt: skip
def test_numbers_of_people_and_words_of_health_are_withheld(text: str) -> None:
    assert said(text) == (load_redaction().withheld, "***")


@pytest.mark.parametrize("text", ["青石镇", "河东村", "3人", "2024年5月31日", "一般农户", "12,345", "5223"])
def test_what_is_neither_stays(text: str) -> None:
    assert said(text)[0] == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王*明"), ("王明", "王*"), ("欧阳小明", "欧**明"), ("阿依·古丽", "阿***"), ("王", "***"), ("王明13", "***"), ("Wang", "***"), (None, None)],
)  # fmt: skip
def test_a_name_is_shown_by_its_ends_or_not_at_all(name: str | None, shown: str | None) -> None:
    assert said(name)[1] == shown

"""One heading: the form in which headings are compared, and the unit it names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

BRACKETS = str.maketrans("【】[]{}〔〕〖〗「」《》<>", "()()()()()()()()")
BRACKETED = re.compile(r"\(([^()]*)\)")
PUNCTUATION = re.compile(r"[\s()、,，.。·:：;；/\\\-_*★☆#'\"]|[\u200b-\u200f\ufeff]")
DECORATION = re.compile(r"^(必填项?|选填项?|必录|非必填|可选|可空|文本格式?|数字格式?|\d+位.*|格式.*|例如?[:：].*|示例.*)$")
MONEY = {"元": 1, "圆": 1, "百元": 100, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
SUBDIVISIONS = ("分", "角")
PERIODS = {"每": "", "年度": "年", "月度": "月", "天": "日", "学年": "年"}
COUNTED = ("月", "个月", "年", "天", "日", "岁", "周岁", "人", "户", "亩", "次", "公里", "米", "平方米", "个", "%")
SAME = {"个月": "月", "周岁": "岁", "天": "日"}
UNIT_LABEL = re.compile(r"^(?:金额)?单位[:：]?")
TITLE_UNIT = re.compile(r"(?<!填报)(?<!上报)(?<!报送)(?:金额)?单位[:：]\s*(?:人民币)?([百千万亿]*元|圆|角|分)(?![\u4e00-\u9fff])")


@dataclass(frozen=True)
class Unit:
    """A unit as a heading writes it: a base (元, 万元, 月, 人 …) and the period it is counted by (年, 月 or none)."""

    base: str
    period: str = ""

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return self.base in MONEY or self.base in SUBDIVISIONS

    def __str__(self) -> str:
        return f"{self.base}/{self.period}" if self.period else self.base


@dataclass(frozen=True)
class Heading:
    """A heading taken apart: what is compared, and the unit in its brackets."""

    key: str
    unit: Unit | None = None


def heading(text: str) -> Heading:
    """Takes a heading apart: width unified, white space, required marks and brackets out, the unit remembered."""
    plain = unicodedata.normalize("NFKC", text).translate(BRACKETS)
    plain = re.sub(r"\s+", "", plain)
    units = [unit for inner in BRACKETED.findall(plain) if (unit := parse_unit(inner))]
    plain = BRACKETED.sub(lambda match: "" if _is_aside(match[1]) else match[0], plain)
    return Heading(PUNCTUATION.sub("", plain).casefold(), units[0] if units else None)


def parse_unit(text: str) -> Unit | None:
    """The unit written as `元/月`, `万元`, `单位:元`, `人民币元`, `元每人每年`; None if it is not a unit."""
    plain = UNIT_LABEL.sub("", unicodedata.normalize("NFKC", text).strip()).removeprefix("人民币")
    plain = {"￥": "元", "¥": "元", "rmb": "元", "cny": "元"}.get(plain.casefold(), plain)
    base, *rest = re.split(r"[/每]", plain)
    if base not in MONEY and base not in SUBDIVISIONS and base not in COUNTED:
        return None
    per = [PERIODS.get(part, part) for part in rest if part and part not in {"人", "户", "生", "例"}]
    return Unit(SAME.get(base, base), per[0] if per else "")


def title_unit(titles: list[str]) -> Unit | None:
    """The money unit a title row states for the whole table (单位：万元), or None."""
    found = (TITLE_UNIT.search(unicodedata.normalize("NFKC", title)) for title in titles)
    return next((parse_unit(match[1]) for match in found if match), None)


def _is_aside(inner: str) -> bool:
    return parse_unit(inner) is not None or bool(DECORATION.match(inner))

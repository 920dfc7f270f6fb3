"""How each department delivers each month: container, encoding, headers, spelling, file name. None is like another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from flows.demo.render import Spelling

Container = Literal["csv", "xlsx", "html"]


@dataclass(frozen=True)
class Style:
    """One delivery's looks. `file` is a strftime pattern of the data date; `dates` are columns written as real Excel dates."""

    file: str
    container: Container = "csv"
    encoding: str = "utf-8"
    separator: str = ","
    titles: tuple[str, ...] = ()
    has_footer: bool = False
    has_breaks: bool = False
    """A blank row and a repeated header in the middle of the data."""
    sheet_a_town: bool = False
    two_row_header: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Column → (upper merged header, lower header)."""
    dates: frozenset[str] = frozenset()
    reverse: bool = False
    extras: tuple[str, ...] = ()
    """Columns of no interest that stand before ours: 序号."""
    spelling: Spelling = field(default_factory=Spelling)

    def file_name(self, day: date) -> str:
        """The name the department gives the file."""
        return day.strftime(self.file)


ETHNIC_CODES = {
    "汉族": "01",
    "苗族": "06",
    "布依族": "09",
    "彝族": "07",
    "侗族": "12",
    "土家族": "15",
    "维吾尔族": "05",
}
INSURANCE_CODES = {
    "insurance_type": {"职工": "310", "居民": "390"},
    "status": {"正常参保": "1", "暂停参保": "2", "终止参保": "4"},
    "sex": {"男": "1", "女": "2"},
}
VISIT_CODES = {"visit_type": {"普通门诊": "11", "门诊慢特病": "14", "普通住院": "21"}}

FIRST: Mapping[str, Style] = {
    "civil_affairs/household_roster": Style(
        "%Y年%-m月农户花名册.xlsx", "xlsx", titles=("云岭县农户花名册", "单位：云岭县民政局"), has_footer=True, has_breaks=True,
        sheet_a_town=True, extras=("序号",),
        spelling=Spelling(headers={"town": "乡（镇）", "income_per_capita": "人均纯收入（元）", "relation": "与户主\n关系"}),
    ),
    "civil_affairs/assistance": Style("农村低保特困_%Y%m%d.csv", encoding="gb18030", has_footer=True, extras=("序号",)),
    "civil_affairs/vital_events": Style("火化婚姻登记%Y-%m.csv", encoding="utf-8-sig"),
    "health_insurance/enrolment": Style(
        "参保名册_%Y%m%d.txt", encoding="utf-16", separator="\t", spelling=Spelling(codes=INSURANCE_CODES, date="%Y%m%d")
    ),
    "health_insurance/settlements": Style("结算明细_%Y%m%d.csv", spelling=Spelling(codes=VISIT_CODES)),
    "disability/certificates": Style(
        "残疾人持证名册%Y年%-m月.xls", "html", "gb18030", titles=("云岭县持证残疾人名册",), spelling=Spelling(date="%Y.%m.%d")
    ),
    "education/students": Style(
        "%Y年%-m月学生学籍.xlsx", "xlsx", titles=("云岭县在籍学生名册",), has_footer=True, sheet_a_town=True,
        two_row_header={"guardian_name": ("监护人", "姓名"), "guardian_id_number": ("监护人", "身份证号")},
        spelling=Spelling(date="%Y/%-m/%-d"),
    ),
    "education/aid": Style("资助发放_%Y%m%d.csv", encoding="gb18030", separator=";", spelling=Spelling(date="%Y年%-m月%-d日")),
}  # fmt: skip

SECOND: Mapping[str, Style] = {
    "civil_affairs/household_roster": Style(
        "户籍人口_%Y%m%d.csv", encoding="gb18030", titles=("云岭县农户花名册", ""), has_footer=True, has_breaks=True,
        spelling=Spelling(
            headers={
                "county": "县（市、区）", "town": "乡镇", "village": "行政村名称", "household_no": "户号", "id_number": "身份证号码",
                "relation": "与户主的关系", "income_per_capita": " 人均纯收入 ", "months_worked": "务工时间（月）", "phone": "手机号码",
            },
            codes={"ethnicity": ETHNIC_CODES}, date="%Y%m%d", month="%Y%m", blank="—",
        ),
    ),
    "civil_affairs/assistance": Style(
        "%Y年%-m月%-d日社会救助对象.xlsx", "xlsx", titles=("社会救助对象花名册",), has_footer=True, reverse=True,
        spelling=Spelling(headers={"id_number": "公民身份号码", "monthly_amount": "月保障金（元）"}, date="%Y.%-m.%-d"),
    ),
    "civil_affairs/vital_events": Style("婚姻火化 %Y.%m.%d.csv", reverse=True, spelling=Spelling(headers={"event_date": "登记时间"})),
    "health_insurance/enrolment": Style(
        "%Y年%-m月参保.csv", encoding="gb18030", reverse=True,
        spelling=Spelling(headers={"id_number": "身份证号", "premium_aid": "参保资助金额"}, blank="/", date="%Y-%m-%d 00:00:00"),
    ),
    "health_insurance/settlements": Style(
        "结算明细%Y-%m.csv", encoding="utf-8-sig", separator="|", spelling=Spelling(date="%Y-%m-%d 08:30:00")
    ),
    "disability/certificates": Style(
        "持证残疾人_%Y%m%d.xlsx", "xlsx", dates=frozenset({"issued_on", "valid_until"}),
        spelling=Spelling(headers={"certificate_no": "残疾人证编号"}),
    ),
    "education/students": Style(
        "学籍%Y%m.csv", encoding="utf-8-sig", spelling=Spelling(headers={"name": "学生姓名"}, yes="Y", no="N", date="%Y年%m月%d日")
    ),
    "education/aid": Style("%Y年%-m月资助.xlsx", "xlsx", titles=("学生资助发放表",), has_footer=True),
}  # fmt: skip

EXCEL_CELLS = 250_000
"""Above this a department exports csv: Excel would take it minutes."""


def style_of(feed: str, batch: int, cells: int) -> Style:
    """The style of the `batch`-th delivery (1, 2, …) of a feed with so many cells; later ones alternate."""
    return fitted((FIRST, SECOND)[(batch - 1) % 2][feed], cells)


def fitted(style: Style, cells: int) -> Style:
    """The style for so many cells: a large list is exported as csv."""
    if style.container == "csv" or cells <= EXCEL_CELLS:
        return style
    stem = style.file.rsplit(".", 1)[0]
    spelling = Spelling(
        style.spelling.date, style.spelling.month, style.spelling.yes, style.spelling.no, style.spelling.codes,
        {name: text.replace("\n", "") for name, text in style.spelling.headers.items()}, style.spelling.blank,
    )  # fmt: skip
    return Style(
        f"{stem}.csv", encoding="utf-8-sig", titles=style.titles, has_footer=style.has_footer, has_breaks=style.has_breaks,
        extras=style.extras, reverse=style.reverse, spelling=spelling,
    )  # fmt: skip

"""The pages of checks: Great Expectations' own results in Chinese, complete, offline, without a value of a cell."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest

from expectations.evidence import documents
from expectations.judge import judge
from expectations.suite import Check, Expectation, Severity, Suite
from flows.report.checkpages import CheckIndex, CheckPage, SuiteDocs, index_html, page_html
from tests.flows.report.nights import EDITION
from tests.flows.report.pagechecks import outline

PLANTED = "王不见"
NASTY = "“金额”<b>$amount & ${total}</b> {{ 7*7 }}"
ROWS = pl.DataFrame({"name": ["张", "张", PLANTED, None], "amount": [1, 2, 771_122, 4]})


def check(name: str, kind: str, title: str, severity: Severity = "hold", **of: Any) -> Check:
    return Check(name, Expectation(kind, of), severity, "", title)


CHECKS = (
    check("a", "ExpectColumnValuesToBeInSet", "“姓名”只含约定的选项", column="name", value_set=["张"], mostly=0.9),
    check("b", "ExpectColumnValuesToNotBeNull", "必填项“姓名”不为空", "warning", column="name"),
    check("c", "ExpectColumnValuesToBeBetween", NASTY, column="amount", max_value=1_000_000),
    check("d", "ExpectCompoundColumnsToBeUnique", "每行只出现一次", "critical", column_list=["name", "amount"]),
)


def page(*checks: Check, kind: Any = "drop", frame: pl.DataFrame = ROWS, figures: bool = False, **given: Any) -> CheckPage:
    verdict = judge(frame.lazy(), Suite("suite", checks, figures=figures))
    suites = tuple(SuiteDocs(title="各行数据", document=one) for one in documents(one.evidence for one in verdict.results))
    usual: dict[str, Any] = {"place": "drops/d1.html", "kind": kind, "title": "花名册", "suites": suites, "state": "已接收"}
    return CheckPage(**usual | given)


def test_a_page_shows_titles_figures_bounds_and_what_follows_and_no_cell() -> None:
    html = page_html(page(*CHECKS, names={"name": "姓名", "amount": "金额"}))
    told = outline(html)
    for words in ("4 项检查，2 项没有通过", "“姓名”只含约定的选项；必填项“姓名”不为空。", "每行只出现一次", "整表、跨列的检查"):
        assert words in told.text
    assert "1 个不符合，占有值的 ≈33.33%，共 4 行。" in told.text
    assert re.search(r"≈33\.33\d* ?% 不符合", told.text)
    assert "75% 不为空" in told.text
    assert "1 个选项，比例 ≥ 0.9" in told.text
    assert {"提醒", "暂停接收", "不予接收"} <= set(told.texts)
    assert {"姓名", "金额"} <= set(told.texts)
    assert not re.search(PLANTED + "|771.?122", html.decode())
    assert not re.search(r"[A-Za-z]{4,} (values|unexpected|null)|Status|Expectation Suite|Observed", told.text)


def test_a_title_is_text_whatever_is_in_it() -> None:
    told = outline(page_html(page(*CHECKS)))
    assert NASTY in told.texts
    assert "b" not in told.tags


def test_passed_and_failed_checks_are_told_apart_by_their_sign() -> None:
    html = page_html(page(*CHECKS)).decode().partition("</style>")[2]
    assert (html.count("fa-check-circle"), html.count("fa-times") + html.count("fa-exclamation-triangle")) == (2, 2)


def test_what_follows_depends_on_what_is_checked() -> None:
    told = outline(page_html(page(*CHECKS, kind="edition", place="household.html")))
    assert {"提醒", "暂不发布", "不予发布"} <= set(told.texts)


def test_a_measure_is_shown_as_it_is() -> None:
    measured = check("m", "ExpectColumnValuesToBeBetween", "退回行所占比例", column="share", max_value=0.8)
    told = outline(page_html(page(measured, frame=pl.DataFrame({"share": [0.925]}), figures=True)))
    assert {"0.925", "≤ 0.8"} <= set(told.texts)
    assert "不符合" not in told.text


def test_no_rows_are_shown_as_nothing_found() -> None:
    told = outline(page_html(page(*CHECKS, frame=ROWS.clear())))
    assert "4 项检查全部通过" in told.text


def test_the_same_results_make_the_same_bytes() -> None:
    assert page_html(page(*CHECKS)) == page_html(page(*CHECKS))


@pytest.mark.parametrize(("severity", "tone"), [("warning", "wait"), ("hold", "no"), ("critical", "no")])
def test_the_gravest_failed_check_sets_the_tone(severity: Severity, tone: str) -> None:
    null = check("b", "ExpectColumnValuesToNotBeNull", "不为空", severity, column="name")
    assert page(null).tone == tone
    assert page(null, frame=ROWS.head(1)).tone == "ok"


def test_the_index_lists_every_page_and_names_what_failed() -> None:
    pages = (page(*CHECKS[2:], kind="edition", place="household.html", title="家庭主表"), page(*CHECKS, subtitle="批次 d1"))
    told = outline(index_html(CheckIndex(edition=EDITION, pages=pages, left_out=7)))
    links = {value for name, value in told.attributes if name == "href"}
    assert {"household.html", "drops/d1.html", "../report.html"} <= links
    for words in (
        "2024年6月30日的检查结果",
        "✓ 全部通过",
        "✕ 2 项未通过",
        "“姓名”只含约定的选项；必填项“姓名”不为空",
        "另有 7 个",
    ):
        assert words in told.text


def test_an_index_without_drops_says_so() -> None:
    told = outline(index_html(CheckIndex(edition=EDITION, pages=())))
    assert "没有新的批次" in told.text
    assert "另有" not in told.text

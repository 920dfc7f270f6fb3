from __future__ import annotations

import json
from typing import Any

import pytest

from expectations.verdict import CheckResult
from flows.report.reasonlines import ReasonLine, reason_line
from flows.report.receipt import (
    Changes,
    Check,
    Correction,
    Receipt,
    Rows,
    Source,
    SourceSheet,
    receipt_html,
    receipt_json,
    worst_columns,
)
from tests.flows.report.pagechecks import outline
from tests.flows.report.samples import receipt

REFUSED = Rows(read=20_360, accepted=20_087, rejected=273, skipped=7, duplicates=5)
REASONS = (
    reason_line("scientific", 148, column="id_number", header="证件号码", places=[("高山镇", 17), ("高山镇", 203)]),
    reason_line("missing_required", 63, column="town", header="乡(镇)", places=[("", 9)]),
)


def page(**given: Any) -> str:
    return outline(receipt_html(receipt(**given))).text


def test_a_clean_drop_says_that_nothing_is_to_be_done() -> None:
    said = page(rows=Rows(read=12, accepted=12))
    assert "12 行数据全部接收" in said
    assert "无需处理" in said
    assert "fix-it.xlsx" not in said


def test_refused_rows_are_told_with_reason_place_and_next_step() -> None:
    said = page(rows=REFUSED, reasons=REASONS, has_fixit=True, outcome="warn")
    assert "已接收，有 273 行退回" in said
    assert "共 20,360 行，接收 20,087 行，退回 273 行" in said
    assert "Excel 已把号码变成科学计数" in said
    assert "高山镇 第 17、203 行 等" in said
    assert "放回收件目录 civil_affairs/trial" in said


@pytest.mark.parametrize(
    ("state", "outcome", "rule", "banner", "step"),
    [
        ("held", "hold", "shrunken_snapshot", "暂停接收，等待确认", "请联系数据管理员放行"),
        ("refused", "refuse", "missing_column", "没有接收", "请补上缺少的列"),
        ("duplicate", "accept", "duplicate_delivery", "重复报送", "无需处理"),
    ],
)
def test_each_state_has_its_words_and_its_next_step(state: str, outcome: str, rule: str, banner: str, step: str) -> None:
    said = page(state=state, outcome=outcome, reasons=(reason_line(rule, 0, detail="缺少“行政村”"),))
    assert banner in said
    assert step in said


def test_a_correction_tells_what_it_closed_and_what_is_left() -> None:
    fixed = Correction(of_drop_id="a" * 20, items_closed=270, items_open=3)
    made = receipt(rows=Rows(read=270, accepted=270), correction=fixed)
    said = outline(receipt_html(made)).text
    assert "本次更正生效 270" in said
    assert "仍未更正 3" in said
    assert any("3 行没有更正" in step for step in made.what_to_do)


def test_changes_of_a_held_drop_are_told_as_not_yet_made() -> None:
    changes = Changes(new=1, changed=2, unchanged=3, absent=4)
    held = page(state="held", outcome="hold", rows=Rows(read=6, accepted=6), changes=changes)
    done = page(rows=Rows(read=6, accepted=6), changes=changes)
    assert "如果生效，与此前的数据相比：新增 1，有变化 2，没有变化 3，不再出现 4" in held
    assert "如果生效" not in done


def test_landing_time_is_shown_in_beijing_time() -> None:
    assert "2024年6月2日 00:30 收到" in page()


def test_hostile_text_is_shown_not_run() -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }}'
    line = reason_line("new_column", 3, header=evil, detail=evil, places=[(evil, 1)])
    twice = (line, reason_line("unknown_code", 2, header="列"))
    sheets = Source(container=evil, encoding=evil, sheets=(SourceSheet(name=evil, rows=1, skipped=1),))
    parsed = outline(
        receipt_html(
            receipt(file_name=evil, title=evil, reasons=twice, warnings=twice, source=sheets, rows=Rows(read=1, rejected=1))
        )
    )
    assert "img" not in parsed.tags
    assert evil in parsed.text


def test_checks_show_failures_first_with_word_and_sign() -> None:
    good = Check(title="行数", observed="12", expected="1 – 20", ok=True)
    bad = Check(title="主键", observed="3", expected="0", ok=False, severity="critical")
    said = page(checks=(good, bad))
    assert said.index("✕ 未通过") < said.index("其余 1 项检查全部通过") < said.index("✓ 通过")


def test_warnings_that_ask_nothing_leave_nothing_to_do() -> None:
    made = receipt(rows=Rows(read=3, accepted=3, duplicates=1), warnings=(reason_line("duplicate_equal", 1),))
    assert made.what_to_do == ("无需处理。数据已全部接收，今晚更新到住户总表。",)


def test_a_reason_for_the_whole_file_names_no_rows() -> None:
    said = page(state="held", outcome="hold", reasons=(reason_line("shrunken_snapshot", 1),))
    assert "整份文件 —" in said


@pytest.mark.parametrize(("observed", "text"), [(0.87412, "0.8741"), (12, "12"), (None, ""), (0, "0")])
def test_a_check_is_taken_from_a_verdict(observed: float | None, text: str) -> None:
    result = CheckResult("id", "name", "hold", success=False, observed=observed, expected=">= 1", unexpected_count=None,
                         unexpected_share=None, reason="volume_low", title="行数")  # fmt: skip
    assert Check.of(result) == Check(title="行数", column="name", observed=text, expected=">= 1", ok=False, severity="hold")


def test_the_chart_holds_the_worst_columns_in_order_and_needs_two() -> None:
    lines: list[ReasonLine] = [reason_line("unknown_code", rows, header=f"列{rows}") for rows in range(1, 20)]
    chart = worst_columns([*lines, reason_line("scientific", 100, header="列3"), reason_line("refused_share", 900)])
    assert chart is not None
    assert [chart.index(f">列{rows}<") for rows in (3, 19, 18, 13)] == sorted(
        chart.index(f">列{rows}<") for rows in (3, 19, 18, 13)
    )
    assert "列12<" not in chart
    assert worst_columns(lines[:1]) is None


def test_json_holds_everything_and_reads_back() -> None:
    made = receipt(rows=REFUSED, reasons=REASONS, has_fixit=True)
    data = json.loads(receipt_json(made))
    assert data["rows"] == {"read": 20_360, "accepted": 20_087, "rejected": 273, "skipped": 7, "duplicates": 5, "erased": 0}
    assert data["reasons"][0]["places"] == [{"sheet": "高山镇", "row": 17}, {"sheet": "高山镇", "row": 203}]
    assert data["what_to_do"] == list(made.what_to_do)
    data.pop("what_to_do")
    assert Receipt(**data) == made


def test_the_same_receipt_gives_the_same_bytes() -> None:
    assert receipt_html(receipt(reasons=REASONS)) == receipt_html(receipt(reasons=REASONS))
    assert receipt_json(receipt(reasons=REASONS)) == receipt_json(receipt(reasons=REASONS))

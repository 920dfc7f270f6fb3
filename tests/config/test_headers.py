from collections import defaultdict

import pytest

from config.contracts import load_contracts
from config.headers import fold_header
from flows.reading.headings import heading


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("乡（镇）", "乡(镇)"),
        ("县（市、区）", "县(市 区)"),
        ("医疗费总额(元)", "医疗费 总额\n（单位：万元）"),
        ("务工时间(月)", "务工时间"),
        ("困难残疾人生活补贴（元/月）", "困难残疾人生活补贴"),
        ("*姓名：", "姓名"),
        ("结算id", "结算ＩＤ"),
    ],
)
def test_headers_that_differ_only_in_form_are_alike(left: str, right: str) -> None:
    assert fold_header(left) == fold_header(right)


@pytest.mark.parametrize(("left", "right"), [("身份证号", "户主身份证号"), ("村(居)", "村"), ("残疾类别", "残疾等级")])
def test_headers_that_differ_in_a_word_are_not(left: str, right: str) -> None:
    assert fold_header(left) != fold_header(right)


def test_what_the_reader_takes_for_one_header_the_check_does_too() -> None:
    headers = {
        header
        for contract in load_contracts().values()
        for column in contract.columns
        for header in (column.header, *column.aliases)
    }
    folded = defaultdict(set)
    for header in headers:
        folded[heading(header).key].add(fold_header(header))
    assert all(len(ways) == 1 for ways in folded.values()), folded
    assert len(folded) < len(headers)

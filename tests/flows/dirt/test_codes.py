"""Line 9: codes and text mixed; yes and no in every spelling; blank is unknown, never no; an unknown code is an error."""

import pytest

from tests.flows.dirt.office import line

YES = ["是", "有", "1", "√", "Y", "y", "１", "TRUE", " 是 ", "1.0"]
NO = ["否", "无", "0", "×", "N", "n", "０", "FALSE", "没有"]
UNKNOWN = ["", "/", "—", "未知", "-", "  ", "不详"]
SEX = {
    "男": "male",
    "1": "male",
    "01": "male",
    "1-男": "male",
    "男性": "male",
    "１": "male",
    "女": "female",
    "2": "female",
    "女(2)": "female",
    "2.0": "female",
}


def taken(office, column: str, cells: list[str]):
    return office.take_rows([line(person_no=f"P{n:02}", **{column: cell}) for n, cell in enumerate(cells)])


@pytest.mark.parametrize("column", ["dangerous_house", "risk_eliminated"])
def test_yes_and_no(office, column):
    account = taken(office, column, [*YES, *NO, *UNKNOWN])
    assert (account.counts[1:3], account.warned) == ((len(YES + NO + UNKNOWN), 0), [])
    assert account.values(column) == [True] * len(YES) + [False] * len(NO) + [None] * len(UNKNOWN)


@pytest.mark.parametrize(
    "column", ["sex", "relation", "health", "ethnicity", "cause_primary", "student_status", "phone", "county"]
)
def test_blank_and_none_are_unknown_elsewhere(office, column):
    account = taken(office, column, [*UNKNOWN, "无"])
    assert (account.counts[1:3], account.warned) == ((len(UNKNOWN) + 1, 0), [])
    assert account.values(column).count(None) == len(UNKNOWN) + 1


def test_codes_and_labels_in_one_column(office):
    account = taken(office, "sex", list(SEX))
    assert account.counts[1:3] == (len(SEX), 0)
    assert dict(zip(SEX, account.values("sex"), strict=True)) == SEX
    ethnic = taken(office, "ethnicity", ["01", "1", "汉", "汉族", "05", "维吾尔族"])
    assert ethnic.values("ethnicity") == ["01", "01", "01", "01", "05", "05"]


@pytest.mark.parametrize(
    ("column", "cells"), [("sex", ["3", "男女", "1-女", "M?"]), ("health", ["一般般", "9"]), ("relation", ["邻居"])]
)
def test_an_unknown_code_refuses_the_row(office, column, cells):
    account = taken(office, column, [*cells, ""])
    assert account.counts == (len(cells) + 1, 1, len(cells), 0)
    assert account.refused == [("", n, column, "unknown_code") for n in range(2, len(cells) + 2)]
    assert "请改为数据规范中列出的选项" in account.page
    assert not [cell for cell in cells if cell in account.page and len(cell) > 1]


def test_where_the_contract_lets_it_pass_it_is_unknown_and_said(office):
    account = taken(office, "ethnicity", ["汉族", "火星族", "火星族"])
    assert account.counts == (3, 3, 0, 0)
    assert account.values("ethnicity") == ["01", None, None]
    assert account.warned == [("unknown_code", "ethnicity", 2)]
    assert "无法识别的单元格按“未知”处理" in account.page


def test_an_unreadable_answer_is_no_no(office):
    account = taken(office, "risk_eliminated", ["部分", "2", "是"])
    assert account.refused == [("", 2, "risk_eliminated", "unreadable_yesno"), ("", 3, "risk_eliminated", "unreadable_yesno")]
    lenient = taken(office, "safe_water", ["部分", "是"])
    assert lenient.values("safe_water") == [None, True]
    assert lenient.warned == [("unreadable_yesno", "safe_water", 1)]


def test_a_required_code_that_is_unknown_is_missing(office):
    account = taken(office, "household_type", ["贫困户", "", "未知", "无"])
    assert account.counts == (4, 1, 3, 0)
    assert {refused[2:] for refused in account.refused} == {("household_type", "missing_required")}

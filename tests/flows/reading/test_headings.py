import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.headings import Unit, heading, parse_unit, title_unit

TEXTS = st.text("姓名户编号乡镇（）()【】[]元万月年/：: \n\t*★·、必填")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("乡（镇）", "乡(镇)"),
        (" 姓 \n名 ", "姓名"),
        ("*姓名", "姓名"),
        ("姓名（必填）", "姓名"),
        ("证件号码【18位】", "证件号码"),
        ("结算ＩＤ", "结算id"),
        ("人均纯收入（元）", "人均纯收入"),
        ("县（市、区）", "县(市 区)"),
        ("\ufeff姓名\u200b", "姓名"),
    ],
)
def test_headings_that_differ_in_form_only_compare_equal(written, plain):
    assert heading(written).key == heading(plain).key


@pytest.mark.parametrize(("one", "other"), [("户主姓名", "姓名"), ("村(居)", "村"), ("证件号码", "证件类型")])
def test_headings_that_differ_in_a_word_do_not(one, other):
    assert heading(one).key != heading(other).key


@given(TEXTS)
def test_taking_a_heading_apart_twice_changes_nothing(text):
    once = heading(text).key
    assert heading(once).key == once


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("元", Unit("元")),
        ("人民币元", Unit("元")),
        ("单位：万元", Unit("万元")),
        ("元/月", Unit("元", "月")),
        ("元/人/年", Unit("元", "年")),
        ("元每人每月", Unit("元", "月")),
        ("￥", Unit("元")),
        ("个月", Unit("月")),
        ("分", Unit("分")),
        ("镇", None),
        ("市、区", None),
        ("", None),
    ],
)
def test_units_are_told_from_other_brackets(written, unit):
    assert parse_unit(written) == unit


@pytest.mark.parametrize(
    ("titles", "unit"),
    [
        (["某县花名册", "单位：万元"], Unit("万元")),
        (["某县花名册 单位: 元"], Unit("元")),
        (["填报单位：元山镇人民政府"], None),
        (["填报单位：万元村"], None),
        (["某县花名册"], None),
    ],
)
def test_a_title_may_state_the_unit_of_the_table(titles, unit):
    assert title_unit(titles) == unit

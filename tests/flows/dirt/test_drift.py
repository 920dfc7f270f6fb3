"""Line 14: columns renamed, moved, added, missing, doubled; units changed; shares of categories shifted."""

import random

import pytest

from tests.flows.dirt.books import xlsx
from tests.flows.dirt.office import IDS, LABELS, ROSTER, delimited, header, line

FULL = line(sex="男", income_per_capita="8000", id_number="", relation="户主")


def without(label: str, *rows: list[str]) -> list[list[str]]:
    place = header().index(label)
    return [[*cells[:place], *cells[place + 1 :]] for cells in (header(), *rows)]


def test_reordered_columns_are_read_by_their_headings(office):
    order = list(range(len(header())))
    random.Random(3).shuffle(order)
    account = office.take(delimited([[cells[place] for place in order] for cells in (header(), FULL)]))
    assert (account.drop.state, account.counts, account.warned) == ("done", (1, 1, 0, 0), [])
    assert account.rows("town", "household_no", "name", "sex", "income_per_capita") == [
        ("青石镇", "H1", "王小满", "male", 800_000)
    ]


def test_a_known_alias_is_the_column_and_raises_no_alarm(office):
    account = office.take(delimited([header(name="人员姓名", id_number="公民身份号码", town="所属乡镇"), FULL]))
    assert (account.drop.state, account.warned) == ("done", [])
    assert account.rows("town", "name") == [("青石镇", "王小满")]


def test_a_renamed_required_column_refuses_the_file_and_says_which_may_be_meant(office):
    account = office.take(delimited([header(village_code="行政村统一区划代码"), FULL, line(person_no="P2")]))
    assert (account.drop.state, account.counts) == ("refused", (2, 0, 2, 0))
    assert account.refused == [("", n, "village_code", "missing_column") for n in (2, 3)]
    assert account.reasons["missing_column"] == "缺少列“行政区划代码”。是不是改名为“行政村统一区划代码”了？"
    assert "是不是改名为“行政村统一区划代码”了" in account.page


def test_a_missing_required_column_refuses_the_file(office):
    account = office.take(delimited(without("户编号", FULL)))
    assert (account.drop.state, account.counts) == ("refused", (1, 0, 1, 0))
    assert account.reasons == {"missing_column": "缺少列“户编号”。"}


def test_all_missing_columns_are_named_at_once(office):
    place = header().index("户编号")
    rows = [[*cells[:place], *cells[place + 2 :]] for cells in (header(), FULL)]
    account = office.take(delimited(rows))
    assert account.reasons == {"missing_column": "缺少列“户编号”。缺少列“人编号”。"}


def test_a_missing_column_that_was_known_holds_the_file(office):
    office.take_rows([line(id_number=IDS[0])], "名册_202404.csv")
    account = office.take(delimited(without("证件号码", FULL)))
    assert (account.drop.state, account.counts) == ("held", (1, 1, 0, 0))
    assert account.reasons == {"missing_column": "缺少列“证件号码”。"}
    assert account.log.height == 0
    assert "缺少列“证件号码”" in account.page


def test_a_column_that_never_came_is_missed_with_a_word_every_month(office):
    for month in ("202403", "202404", "202405"):
        account = office.take(delimited(without("证件号码", FULL, line(person_no=f"P{month}"))), f"名册_{month}.csv")
        assert (account.drop.state, account.reasons) == ("done", {})
        assert ("missing_column", "id_number", 0) in account.warned


def test_so_is_one_that_came_and_was_always_blank(office):
    office.take_rows([FULL], "名册_202404.csv")
    assert FULL[header().index("证件号码")] == ""
    account = office.take(delimited(without("证件号码", FULL)))
    assert (account.drop.state, account.warned) == ("done", [("missing_column", "id_number", 0)])


def test_only_what_was_known_is_a_reason_to_hold(office):
    rows = without("证件号码", FULL)
    office.take(delimited(rows), "名册_202404.csv")
    place = rows[0].index("性别")
    account = office.take(delimited([[*cells[:place], *cells[place + 1 :]] for cells in rows]))
    assert (account.drop.state, account.reasons) == ("held", {"missing_column": "缺少列“性别”。"})
    assert ("missing_column", "id_number", 0) in account.warned
    assert account.log.height == 0


def test_a_first_delivery_without_it_is_taken_with_a_word(office):
    account = office.take(delimited(without("证件号码", FULL)))
    assert account.drop.state == "done"
    assert account.reasons == {}
    assert account.warned == [("missing_column", "id_number", 0)]
    assert "缺少列“证件号码”" in account.page


def test_a_missing_optional_column_is_said(office):
    account = office.take(delimited(without("民族", FULL)))
    assert account.drop.state == "done"
    assert account.warned == [("missing_column", "ethnicity", 0)]
    assert account.rows("ethnicity", "sex") == [(None, "male")]


def test_a_new_column_is_said_and_not_taken(office):
    account = office.take(delimited([[*header(), "血型"], [*FULL, "某型"]]))
    assert (account.drop.state, account.counts) == ("done", (1, 1, 0, 0))
    assert account.warned == [("new_column", "", 0)]
    assert "出现规范里没有的列“血型”" in account.page
    assert "某型" not in account.page
    assert "某型" not in str(account.log.rows())


def test_ignored_columns_raise_no_alarm(office):
    account = office.take(delimited([["序号", *header(), "备注"], ["1", *FULL, "无"]]))
    assert (account.drop.state, account.warned) == ("done", [])


def test_a_filled_column_without_a_heading_is_said(office):
    account = office.take(delimited([[*header(), ""], [*FULL, "某某"]]))
    assert account.warned == [("new_column", "", 0)]
    assert f"第{len(header()) + 1}列（没有列名）" in account.page


@pytest.mark.parametrize("second", ["姓名", "人员姓名", " 姓 名 "])
def test_a_column_that_comes_twice_refuses_the_file(office, second):
    account = office.take(delimited([[*header(), second], [*FULL, "李秋分"]]))
    assert (account.drop.state, account.counts) == ("refused", (1, 0, 1, 0))
    assert account.refused == [("", 2, "name", "duplicate_column")]
    assert "只能保留一列" in account.reasons["duplicate_column"]


def test_a_changed_unit_is_converted_where_the_heading_says_it(office):
    office.take_rows([FULL], "名册_202404.csv")
    account = office.take(
        delimited([header(income_per_capita="人均纯收入(万元)"), line(sex="男", income_per_capita="0.8", relation="户主")])
    )
    assert account.receipt["changes"] == {"new": 0, "changed": 0, "unchanged": 1, "absent": 0}


def test_two_units_in_one_workbook_refuse_it(office):
    book = xlsx(
        ("甲", [header(), FULL]),
        ("乙", [header(income_per_capita="人均纯收入（万元）"), line(person_no="P2", income_per_capita="1")]),
    )
    account = office.take(book, "名册_20240531.xlsx")
    assert (account.drop.state, account.counts) == ("refused", (2, 0, 2, 0))
    assert account.reasons == {"unit_mismatch": "同一列在不同工作表里单位不同。"}


def test_shifted_shares_of_a_category_are_said(office):
    def month(men: int) -> list[list[str]]:
        return [
            line(person_no=f"P{n:03}", sex="男" if n < men else "女", relation="户主" if n % 3 else "之子") for n in range(400)
        ]

    office.take_rows(month(200), "名册_202404.csv")
    account = office.take_rows(month(380))
    assert (account.drop.state, account.counts) == ("done", (400, 400, 0, 0))
    assert ("category_shift", "sex") in {warning[:2] for warning in account.warned}
    assert "类别比例与上次差别很大" in account.page


def test_a_row_that_is_shifted_by_a_separator_is_refused(office):
    cells = line(person_no="P2", phone="13800000000")
    shifted = [*cells[:2], "上河", *cells[2:]]
    account = office.take_rows([FULL, shifted])
    assert account.counts == (2, 1, 1, 0)
    assert account.refused[0] == ("", 3, "", "shifted_row")
    assert "本行单元格数多于表头" in account.page


def test_a_row_that_is_too_short_lacks_what_it_lacks(office):
    account = office.take_rows([FULL, line(person_no="P2")[:8]])
    assert account.refused == [("", 3, "household_type", "missing_required")]
    assert list(LABELS[ROSTER]).index("household_type") > 8

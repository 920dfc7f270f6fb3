from dataclasses import replace

import pytest

from config.contracts import Column
from tests.flows.reading.samples import COLUMNS, HEADERS, PEOPLE, every, having, rows, taken, taken_from, text, workbook


def renamed(old: str, new: str) -> str:
    return text([[new if header == old else header for header in HEADERS], *PEOPLE])


def without(name: str) -> str:
    place = HEADERS.index(name)
    return text([[cell for n, cell in enumerate(line) if n != place] for line in (HEADERS, *PEOPLE)])


def test_a_missing_required_column_refuses_and_names_what_it_may_have_become(tmp_path):
    reading = taken(tmp_path, renamed("户编号", "农户编号"))
    assert reading.refusal is not None
    assert (reading.refusal.reason, reading.refusal.column) == ("missing_column", "household_no")
    assert "户编号" in reading.refusal.detail
    assert "农户编号" in reading.refusal.detail


def test_every_missing_required_column_is_named(tmp_path):
    reading = taken(tmp_path, text([("乡(镇)", "姓名"), ("青石镇", "王小明")]))
    assert reading.refusal is not None
    assert "户编号" in reading.refusal.detail
    assert "人编号" in reading.refusal.detail


def test_the_rows_of_a_refused_drop_can_still_be_read(tmp_path):
    reading = taken(tmp_path, renamed("户编号", "代号"))
    assert every(reading, "household_no", "_extra_0", "name") == [("", p[1], p[3]) for p in PEOPLE]


@pytest.mark.parametrize(("header", "decision"), [("证件号码", "hold"), ("出生日期", "warn")])
def test_other_missing_columns_are_noted_as_the_contract_decides(tmp_path, header, decision):
    reading = taken(tmp_path, without(header))
    assert [(note.reason, note.header, note.decision) for note in reading.notes] == [("missing_column", header, decision)]
    assert len(rows(reading)) == len(PEOPLE)


@pytest.mark.parametrize("decision", ["warn", "hold"])
def test_a_new_column_is_noted_and_its_cells_are_kept(tmp_path, decision):
    content = text([(*HEADERS, "住址"), *((*person, f"{person[1]}号") for person in PEOPLE)])
    reading = taken(tmp_path, content, having(on_new_column=decision))
    assert [(note.reason, note.header, note.decision) for note in reading.notes] == [("new_column", "住址", decision)]
    assert reading.sheets[0].columns[-1] == ("住址", "_extra_0")
    assert rows(reading, "_extra_0")[0] == ("H001号",)


def test_a_new_column_refuses_where_the_contract_says_so(tmp_path):
    reading = taken(tmp_path, text([(*HEADERS, "住址"), *PEOPLE]), having(on_new_column="refuse"))
    assert reading.refusal is not None
    assert reading.refusal.reason == "new_column"


def test_a_column_without_a_name_that_holds_something_is_news(tmp_path):
    content = text([(*HEADERS, ""), *((*person, "迁出") for person in PEOPLE)])
    assert [note.header for note in taken(tmp_path, content).notes] == ["第9列（没有列名）"]
    book = workbook(tmp_path / "a.xlsx", ("表", [HEADERS, (*PEOPLE[0], None, "迁出")]))
    reading = taken_from(book)
    assert [note.header for note in reading.notes] == ["第10列（没有列名）"]
    assert rows(reading, "_extra_0", "_extra_1") == [("", "迁出")]


def test_ignored_headings_are_no_news_but_stay_in_the_order(tmp_path):
    reading = taken(tmp_path, text([("序 号", *HEADERS), *((str(n), *p) for n, p in enumerate(PEOPLE))]))
    assert reading.notes == ()
    assert reading.sheets[0].columns[0] == ("序号", "_extra_0")
    assert rows(reading) == list(PEOPLE)


def test_our_own_columns_in_a_returned_workbook_are_no_news(tmp_path):
    headers = (*HEADERS, "拒收原因", "更正编号")
    reading = taken(tmp_path, text([headers, (*PEOPLE[0], "必填项为空", "d1::2"), (*PEOPLE[1], "", "")]))
    assert reading.notes == ()
    assert [name for _, name in reading.sheets[0].columns] == [column.name for column in COLUMNS]
    assert rows(reading, "_correction", "name") == [("d1::2", "王小明"), ("", "李芳")]
    assert set(rows(taken(tmp_path, text()), "_correction")) == {("",)}


@pytest.mark.parametrize("again", ["姓名", "姓 名", "户号", "身份证号"])
def test_two_columns_for_one_meaning_refuse_the_drop(tmp_path, again):
    reading = taken(tmp_path, text([(*HEADERS, again), *((*p, "x") for p in PEOPLE)]))
    assert reading.refusal is not None
    assert reading.refusal.reason == "duplicate_column"
    assert len(every(reading)) == len(PEOPLE)


@pytest.mark.parametrize(
    ("header", "factors"),
    [
        ("月保障金(元)", {}),
        ("月保障金", {}),
        ("月保障金（元/月）", {}),
        ("月保障金（万元）", {"amount": 10_000}),
        ("月保障金【单位：千元】", {"amount": 1_000}),
    ],
)
def test_convertible_units_give_a_factor(tmp_path, header, factors):
    reading = taken(tmp_path, renamed("月保障金(元)", header))
    assert reading.refusal is None
    assert reading.multipliers == factors


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("月保障金(元)", "月保障金(元/年)"),
        ("月保障金(元)", "月保障金(分)"),
        ("月保障金(元)", "月保障金(人)"),
        ("务工时间(月)", "务工时间(天)"),
    ],
)
def test_other_units_refuse_the_drop(tmp_path, old, new):
    reading = taken(tmp_path, renamed(old, new))
    assert reading.refusal is not None
    assert reading.refusal.reason == "unit_mismatch"


def test_a_unit_in_the_title_counts_where_the_heading_has_none(tmp_path):
    headers = [header.replace("(元)", "") for header in HEADERS]
    assert taken(tmp_path, text([("单位：万元",), headers, *PEOPLE])).multipliers == {"amount": 10_000}
    assert taken(tmp_path, text([("单位：万元",), HEADERS, *PEOPLE])).multipliers == {}
    assert taken(tmp_path, text([("填报单位：元山镇",), headers, *PEOPLE])).multipliers == {}


def test_a_money_column_without_a_unit_in_the_contract_is_in_yuan(tmp_path):
    columns = tuple(replace(column, header="月保障金", unit="") if column.type == "money" else column for column in COLUMNS)
    assert taken(tmp_path, renamed("月保障金(元)", "月保障金(万元)"), having(columns=columns)).multipliers == {"amount": 10_000}


def test_one_column_in_two_units_refuses_the_drop(tmp_path):
    other = [header.replace("(元)", "(万元)") for header in HEADERS]
    reading = taken_from(workbook(tmp_path / "a.xlsx", ("甲", [HEADERS, PEOPLE[0]]), ("乙", [other, PEOPLE[1]])))
    assert reading.refusal is not None
    assert reading.refusal.reason == "unit_mismatch"


def test_another_meaning_in_brackets_is_another_column(tmp_path):
    columns = (*COLUMNS, Column("head_name", "姓名(户主)", "text"))
    reading = taken(tmp_path, text([(*HEADERS, "姓名（户主）"), (*PEOPLE[0], "王大明")]), having(columns=columns))
    assert rows(reading, "name", "head_name") == [("王小明", "王大明")]


def towns(tmp_path, *headers: tuple[str, ...]):
    """A workbook with a sheet a town, each with its own header."""
    sheets = [(f"{name}镇", [own, PEOPLE[0][: len(own)]]) for name, own in zip("甲乙丙丁戊己庚", headers, strict=False)]
    return taken_from(workbook(tmp_path / "a.xlsx", *sheets))


def test_a_column_missing_from_every_sheet_is_told_once(tmp_path):
    place = HEADERS.index("出生日期")
    (note,) = towns(tmp_path, *[(*HEADERS[:place], *HEADERS[place + 1 :])] * 6).notes
    assert (note.reason, note.header, note.detail) == ("missing_column", "出生日期", "缺少列“出生日期”。")


def test_where_sheets_differ_they_are_named(tmp_path):
    place = HEADERS.index("出生日期")
    without_it = (*HEADERS[:place], *HEADERS[place + 1 :])
    (note,) = towns(tmp_path, HEADERS, without_it, without_it).notes
    assert note.detail == "工作表“乙镇”、“丙镇”：缺少列“出生日期”。"
    (note,) = towns(tmp_path, HEADERS, *[without_it] * 6).notes
    assert note.detail == "工作表“乙镇”、“丙镇”、“丁镇”、“戊镇”、“己镇”等 6 个：缺少列“出生日期”。"
    missing, new = towns(tmp_path, without_it, (*HEADERS[:place], "出生年月", *HEADERS[place + 1 :])).notes
    assert missing.detail == "工作表“甲镇”：缺少列“出生日期”。工作表“乙镇”：缺少列“出生日期”。是不是改名为“出生年月”了？"
    assert new.detail == "工作表“乙镇”：出现规范里没有的列“出生年月”。"


def test_every_sheet_that_is_refused_for_it_is_named(tmp_path):
    place = HEADERS.index("户编号")
    without_it = (*HEADERS[:place], *HEADERS[place + 1 :])
    refusal = towns(tmp_path, HEADERS, without_it, without_it).refusal
    assert refusal is not None
    assert refusal.detail == "工作表“乙镇”、“丙镇”：缺少列“户编号”。"
    refusal = towns(tmp_path, without_it, without_it).refusal
    assert refusal is not None
    assert refusal.detail == "缺少列“户编号”。"

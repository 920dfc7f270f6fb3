import pytest

from tests.flows.reading.samples import COLUMNS, HEADERS, PEOPLE, having, rows, taken, text

BLANK = ("",) * len(HEADERS)


def at(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(column.name, "") for column in COLUMNS)


@pytest.mark.parametrize(
    "line",
    [
        at(town="合计", amount="120.50", months="15"),
        at(town=" 合 计 ：", months="15"),
        at(town="青石镇", household_no="小计", amount="1"),
        at(town="青石镇合计", amount="1"),
        at(town="总计", household_no="3户", amount="1"),
        at(town="合计", household_no="3", amount="1"),
        at(name="合计", amount="120.50"),
        at(town="合计：3人"),
        at(town="填表人：张三", household_no="审核人：李四", name="日期：2024-05-31"),
        at(town="填表人", household_no="张三", person_no="审核人", name="李四"),
        at(town="（盖章）"),
        at(town="制表单位：青石镇人民政府"),
        at(town="备注：数据截至五月底"),
        at(town="第1页 共20页"),
        at(person_no="填报日期：2024年5月"),
        HEADERS,
        ("乡镇", *HEADERS[1:]),
        tuple(str(n) for n in range(1, len(HEADERS) + 1)),
        ("某县人员花名册", *BLANK[1:]),
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_rows_that_are_not_data_are_left_out_and_counted(tmp_path, line, last):
    lines = [("某县人员花名册",), HEADERS, *PEOPLE, line] if last else [("某县人员花名册",), HEADERS, line, *PEOPLE]
    reading = taken(tmp_path, text(lines))
    assert rows(reading) == list(PEOPLE)
    assert reading.skipped == 2


@pytest.mark.parametrize(
    "line",
    [
        at(town="青石镇", household_no="H1", person_no="P1", name="合计"),
        at(town="青石镇", household_no="H1", person_no="P1", name="日期"),
        at(town="合计", household_no="H1", person_no="P1", name="王小明"),
        at(town="备注", household_no="H1", person_no="P1", name="王小明"),
        at(town="青石镇", name="王小计", birth_date="1990-03-07"),
        at(town="青石镇", name="王小明"),
        at(name="王小明", id_number="110101199003077758"),
        at(household_no="H1"),
        at(town="单某某乡", household_no="H1", person_no="P1", name="单明"),
        at(town="青石镇", name="小计", id_number="110101199003077758", birth_date="1990-03-07"),
        at(town="1", household_no="2", person_no="P1", name="王小明"),
    ],
)
def test_a_row_of_a_person_is_never_left_out(tmp_path, line):
    reading = taken(tmp_path, text([HEADERS, *PEOPLE, line]))
    assert rows(reading) == [*PEOPLE, line]
    assert reading.skipped == 0


def test_the_header_of_every_page_is_left_out(tmp_path):
    page = [("某县人员花名册",), HEADERS, *PEOPLE, ("第 1 页",)]
    reading = taken(tmp_path, text(page * 3))
    assert rows(reading) == list(PEOPLE) * 3
    assert reading.skipped == 8


def test_a_total_in_the_key_column_of_an_event_feed(tmp_path):
    columns = tuple(column for column in COLUMNS if column.name in {"person_no", "name", "amount"})
    contract = having(columns=columns, key=("person_no",))
    lines = [
        ("人编号", "姓名", "月保障金(元)"),
        ("P1", "王小明", "1"),
        ("合计", "", "1"),
        ("合计", "1人", ""),
        ("共计：1", "", ""),
    ]
    reading = taken(tmp_path, text(lines), contract)
    assert rows(reading, "person_no", "name") == [("P1", "王小明")]
    assert reading.skipped == 3


@pytest.mark.parametrize("below", [[], [BLANK], [("合计", *BLANK[1:])], [("填表人：张三",)], [("  ",), HEADERS]])
def test_a_header_without_rows_is_an_empty_file(tmp_path, below):
    reading = taken(tmp_path, text([HEADERS, *below]))
    assert reading.refusal is not None
    assert reading.refusal.reason == "empty_file"

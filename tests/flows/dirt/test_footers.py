"""Line 3, what surrounds the data: totals, signatures, blank rows, the header once more."""

import pytest

from tests.flows.dirt.books import xlsx
from tests.flows.dirt.office import delimited, header, line

WIDTH = len(header())


def spread(*cells: str) -> list[str]:
    return [*cells, *[""] * (WIDTH - len(cells))]


def total(label: str, **amounts: str) -> list[str]:
    cells = line(
        **dict.fromkeys(("county", "town", "village", "village_code", "household_no", "person_no", "name"), ""), **amounts
    )
    cells[header().index("户类型")] = ""
    return [label, *cells[1:]]


BEFORE, AFTER = line(income_per_capita="100"), line(person_no="P2", name="李秋分", income_per_capita="200")


@pytest.mark.parametrize("make", [lambda rows: delimited(rows).encode(), lambda rows: xlsx(("名册", rows))], ids=["csv", "xlsx"])
@pytest.mark.parametrize(
    ("other", "skipped"),
    [
        ([total("合计", income_per_capita="300")], 1),
        ([total("合  计"), total("小计：", income_per_capita="1")], 2),
        ([spread("合计", "2人")], 1),
        ([spread("本页小计", "2户"), spread("总计")], 2),
        ([spread("填表人：张三", "", "审核人：李四"), spread("填表日期：2024年5月31日")], 2),
        ([spread("单位负责人（签字）", "", "", "联系电话", "13800000000")], 1),
        ([spread("第 1 页，共 3 页")], 1),
        ([header()], 1),
        ([spread("临水县农户花名册"), header()], 2),
        ([spread()], 0),
        ([spread(" ", "　"), spread()], 0),
    ],
    ids=[
        "total",
        "two totals",
        "count",
        "page total",
        "signatures",
        "signed",
        "page",
        "header",
        "title and header",
        "blank",
        "spaces",
    ],
)
def test_what_is_no_data_is_counted_apart_wherever_it_stands(office, make, other, skipped):
    account = office.take(make([["临水县农户花名册"], header(), BEFORE, *other, AFTER, *other]))
    assert (account.drop.state, account.counts) == ("done", (2, 2, 0, 1 + 2 * skipped))
    assert account.refused == []
    assert account.rows("person_no", "income_per_capita", "_row") == [("P1", 10000, 3), ("P2", 20000, 4 + len(other))]


@pytest.mark.parametrize("name", ["合计", "总计", "小计", "备注", "日期"])
def test_a_person_with_such_a_name_is_a_person(office, name):
    account = office.take_rows([BEFORE, line(person_no="P2", name=name)])
    assert account.counts == (2, 2, 0, 0)
    assert account.rows("name") == [("王小满",), (name,)]


def test_a_village_with_such_a_name_is_a_village(office):
    account = office.take_rows([line(county="", town="合计镇", village="总计村")])
    assert (account.counts, account.rows("town", "village")) == ((1, 1, 0, 0), [("合计镇", "总计村")])


def test_a_broken_row_at_the_end_is_refused_and_not_taken_for_a_footer(office):
    account = office.take_rows([BEFORE, spread("临水县", "青石镇", "上河村"), line(person_no="P3", household_no="")])
    assert account.counts == (3, 1, 2, 0)
    rows = {(row, rule) for _, row, _, rule in account.refused}
    assert rows == {(3, "missing_required"), (4, "missing_required")}


def test_the_header_repeated_on_every_page(office):
    pages = [[header(), *[line(person_no=f"P{page}-{n}") for n in range(20)]] for page in range(5)]
    account = office.take(delimited([row for page in pages for row in page]))
    assert account.counts == (100, 100, 0, 4)
    assert account.values("_row") == [n for n in range(2, 106) if (n - 1) % 21]

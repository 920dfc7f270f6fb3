"""Line 8: amounts as they are written; month against year and yuan against cents are the heading's to say, never a guess."""

import pytest

from tests.flows.dirt.books import xlsx
from tests.flows.dirt.office import DISABILITY, IDS, SETTLEMENTS, delimited, header, line

AMOUNTS = {
    "1,200.00": 120_000,
    "１２００．５０": 120_050,
    "１，２００": 120_000,
    "1200元": 120_000,
    "￥1,200.5": 120_050,
    "¥1200": 120_000,
    "0.12万元": 120_000,
    "0.12万": 120_000,
    "1200元整": 120_000,
    " 1200 ": 120_000,
    "1200.0": 120_000,
    "0": 0,
    "0.005": 1,
    "1234.5700000000002": 123_457,
    "": None,
    "/": None,
    "—": None,
    "无": None,
    "未知": None,
}
WRONG = ["一千二", "1200左右", "1.2E+3", "1,20", "1200/2400", "12 00元5角半", "1200美元"]


def test_amounts_to_the_fen(office):
    account = office.take_rows([line(person_no=f"P{n:02}", income_per_capita=cell) for n, cell in enumerate(AMOUNTS)])
    assert (account.counts[:3], account.warned) == ((len(AMOUNTS), len(AMOUNTS), 0), [])
    assert dict(zip(AMOUNTS, account.values("income_per_capita"), strict=True)) == AMOUNTS


def test_an_unreadable_amount_becomes_unknown_and_is_said_or_refuses_where_it_is_required(office):
    account = office.take_rows([line(person_no=f"P{n:02}", income_per_capita=cell) for n, cell in enumerate(WRONG)])
    assert account.counts == (len(WRONG), len(WRONG), 0, 0)
    assert account.values("income_per_capita").count(None) == len(WRONG)
    assert account.warned == [("unreadable_money", "income_per_capita", len(WRONG))]
    cells = [*WRONG, "", *["100"] * 10]
    bills = [line(SETTLEMENTS, settlement_id=f"S{n:02}", total=cell) for n, cell in enumerate(cells)]
    required = office.take_rows(bills, "结算_20240531.csv", SETTLEMENTS)
    assert (required.drop.state, required.counts) == ("done", (len(cells), 10, len(WRONG) + 1, 0))
    assert required.refused == [
        *[("", n, "total", "unreadable_money") for n in range(2, len(WRONG) + 2)],
        ("", len(WRONG) + 2, "total", "missing_required"),
    ]


def test_a_refund_is_negative(office):
    written = {"-20.50": -2050, "－20.50": -2050, "(20.50)": -2050, "（20.50）": -2050, "−20.5": -2050}
    bills = [line(SETTLEMENTS, settlement_id=f"S{n}", total=cell, self_pay=cell) for n, cell in enumerate(written)]
    account = office.take_rows(bills, "结算_20240531.csv", SETTLEMENTS)
    assert account.rows("total", "self_pay") == [(-2050, -2050)] * len(written)


def test_number_cells(office):
    cells = line()
    cells[header().index("人均纯收入(元)")] = 1234.1
    account = office.take(xlsx(("名册", [header(), cells])), "名册_20240531.xlsx")
    assert account.rows("income_per_capita") == [(123_410,)]


SUBSIDY = "残疾_20240531.csv"


def certificate(amount: str) -> list[str]:
    return line(DISABILITY, certificate_no=f"{IDS[0]}42", living_subsidy=amount)


@pytest.mark.parametrize(
    "label", ["困难残疾人生活补贴(元/年)", "困难残疾人生活补贴（元/分）", "困难残疾人生活补贴（分）", "困难残疾人生活补贴（年）"]
)
def test_month_against_year_and_yuan_against_cents_refuse_the_file(office, label):
    account = office.take(delimited([header(DISABILITY, living_subsidy=label), certificate("50")]), SUBSIDY, DISABILITY)
    assert (account.drop.state, account.counts) == ("refused", (1, 0, 1, 0))
    assert account.refused == [("", 2, "living_subsidy", "unit_mismatch")]
    assert "请按规范的单位换算后重新报送" in account.page
    assert "单位应为元/月" in account.reasons["unit_mismatch"]


@pytest.mark.parametrize(
    ("label", "amount"),
    [("困难残疾人生活补贴(元/月)", "50"), ("困难残疾人生活补贴（元）", "50"), ("困难残疾人生活补贴（万元/月）", "0.005")],
)
def test_the_promised_unit_and_its_multiples_are_read(office, label, amount):
    account = office.take(delimited([header(DISABILITY, living_subsidy=label), certificate(amount)]), SUBSIDY, DISABILITY)
    assert account.rows("living_subsidy") == [(5000,)]


def test_a_unit_in_the_cell_wins_over_the_headings(office):
    account = office.take(delimited([header(income_per_capita="人均纯收入(万元)"), line(income_per_capita="8000元")]))
    assert account.rows("income_per_capita") == [(800_000,)]


def test_cents_in_place_of_yuan_are_seen_by_their_size(office):
    rows = [line(person_no=f"P{n:02}", income_per_capita=str(80_000_000 + n)) for n in range(20)]
    account = office.take_rows(rows)
    assert any(not check["ok"] and check["title"] == "人均纯收入的金额单位" for check in account.receipt["checks"])
    assert account.counts == (20, 20, 0, 0)

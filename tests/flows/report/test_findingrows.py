from __future__ import annotations

from itertools import product
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from config.standards import load_standards
from flows.report.findingrows import city_work, kind_rows, kinds_chart, lag_chart, overdue_in, town_work
from flows.report.findings import FindingCount, Findings, about_people

LEAST = 5
KINDS = about_people(load_standards(), ())
TOWNS = ("高山镇", "河口乡", "飞地")


def findings(*counts: FindingCount, days: dict[str, float] | None = None) -> Findings:
    return Findings(kinds=KINDS, counts=counts, days_open=days or {})


def texts(matrix: dict[tuple[str, str], int]) -> list[object]:
    """All that the two tables and the two charts say of a city whose findings are all open."""
    counts = [FindingCount(town=town, kind=kind, open=count) for (town, kind), count in matrix.items()]
    said = findings(*counts)
    kinds, towns = kind_rows(said, LEAST), town_work(said, TOWNS, LEAST)
    city = city_work(kinds, KINDS)
    return [kinds, towns, city, kinds_chart(kinds), lag_chart(towns, overdue_in(said, LEAST)[1])]


def test_a_kind_says_what_is_to_be_done_and_what_became_of_the_rest() -> None:
    line = FindingCount(town="甲", kind="gap", open=40, assigned=20, confirmed=12, waived=6, overdue=30, appeared=9, closed=11)
    row, total = kind_rows(findings(line), LEAST)
    assert (row.title, row.todo.text) == (KINDS["gap"], "72")
    assert [part.text for part in row.parts] == ["40", "20", "12"]
    assert [other.text for other in row.others] == ["30", "6", "9", "11"]
    assert (total.title, total.todo.text) == ("合计", "72")


def test_a_small_part_of_a_kind_does_not_follow_from_its_total() -> None:
    row, _ = kind_rows(findings(FindingCount(town="甲", kind="gap", open=40, assigned=3)), LEAST)
    assert (row.todo.text, [part.text for part in row.parts]) == ("43", ["约 40", "<5", "0"])


def test_a_kind_with_few_findings_is_not_betrayed_by_the_grand_total() -> None:
    two = (FindingCount(town="甲", kind="gap", open=200), FindingCount(town="甲", kind="risk", open=2))
    *_, total = kind_rows(findings(*two), LEAST)
    assert total.todo.text == "约 200"


def test_kinds_of_one_title_keep_their_own_numbers() -> None:
    alike = {"dwelling": "居住", "housing": "居住"}
    counts = (FindingCount(town="甲", kind="dwelling", open=50), FindingCount(town="甲", kind="housing", open=20))
    rows = kind_rows(Findings(kinds=alike, counts=counts), LEAST)
    assert [cell.text for cell in city_work(rows, alike)] == ["50", "20"]


def test_silence_is_no_row_and_no_findings_are_no_table() -> None:
    assert kind_rows(findings(FindingCount(town="甲", kind="silence", open=9)), LEAST) == []
    assert kind_rows(findings(), LEAST) == []
    assert kinds_chart([]) is None


def test_towns_are_ordered_by_their_work_and_small_counts_hide_behind_the_largest_town() -> None:
    counts = (
        FindingCount(town="高山镇", kind="gap", open=300, overdue=90),
        FindingCount(town="河口乡", kind="gap", open=20, confirmed=5, overdue=20),
        FindingCount(town="飞地", kind="gap", open=3, overdue=3),
    )
    rows = town_work(findings(*counts, days={"高山镇": 12.0, "河口乡": 30.0, "飞地": 2.0}), TOWNS, LEAST)
    gap = list(KINDS).index("gap")
    assert [(row.town, row.kinds[gap].text, row.todo.text) for row in rows] == [
        ("高山镇", "约 300", "约 300"),
        ("河口乡", "25", "25"),
        ("飞地", "<5", "<5"),
    ]
    assert [(row.overdue, row.days_open) for row in rows] == [("约 30%", "12 天"), ("80%", "30 天"), ("—", "—")]


def test_a_town_that_only_findings_know_is_listed() -> None:
    rows = town_work(findings(FindingCount(town="（未填乡镇）", kind="exclusion", open=8)), TOWNS, LEAST)
    assert rows[0].town == "（未填乡镇）"
    assert {row.town for row in rows} == {*TOWNS, "（未填乡镇）"}


def test_the_slowest_town_comes_first_and_stands_out() -> None:
    counts = [
        FindingCount(town="高山镇", kind="gap", open=100, overdue=20),
        FindingCount(town="河口乡", kind="gap", open=100, overdue=60),
        FindingCount(town="飞地", kind="gap", open=2, overdue=2),
    ]
    chart = lag_chart(town_work(findings(*counts), TOWNS, LEAST), 40.0)
    root = ET.fromstring(str(chart))
    assert [text.text for text in root.iter("text") if text.get("class") == "label"] == ["河口乡", "高山镇", "飞地"]
    assert [bar.get("class") for bar in root.iter("rect")] == ["bad", "main"]
    assert "待办太少，不作比较" in str(chart)


MATRIX = st.fixed_dictionaries({(town, kind): st.integers(0, 12) for town, kind in product(TOWNS, ("gap", "risk"))})


@settings(deadline=None)
@given(MATRIX)
def test_a_small_count_of_a_town_cannot_be_worked_out_from_rows_columns_and_totals(matrix: dict[tuple[str, str], int]) -> None:
    """Whatever one to four it is, some city has it and looks the same: every table and both charts, all totals included."""
    big = {**matrix, ("高山镇", "gap"): 100, ("高山镇", "risk"): 100}
    looks = texts(big)
    for (town, kind), count in matrix.items():
        if town == "高山镇" or not 0 < count < LEAST:
            continue
        for value in range(1, LEAST):
            moved = {(town, kind): value, ("高山镇", kind): 100 + count - value}
            assert texts({**big, **moved}) == looks

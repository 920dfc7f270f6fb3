"""Line 12, what the file alone tells: names are kept as written, codes of 9, 12 and 15 digits are text, never numbers."""

from tests.flows.dirt.books import xlsx
from tests.flows.dirt.office import header, line


def test_codes_of_every_length_are_kept_in_twelve_digits_and_other_lengths_said(office):
    codes = ["610802101", "610802101201", "610802101201000", "6108021012", "上河"] * 3
    kept = ["610802101000", "610802101201", "610802101201", "6108021012", "上河"] * 3
    account = office.take_rows([line(person_no=f"P{n:02}", village_code=code) for n, code in enumerate(codes)])
    assert account.counts == (15, 15, 0, 0)
    assert account.values("village_code") == kept
    assert [check["ok"] for check in account.receipt["checks"] if check["title"] == "行政区划代码为 12 位数字"] == [False]


def test_a_code_of_fifteen_digits_in_a_number_cell_is_refused_where_its_tail_may_be_lost(office):
    code = header().index("行政区划代码")
    rows = [line(person_no=f"P{n}") for n in range(2)]
    rows[0][code], rows[1][code] = 610802101201, 610802101201001
    account = office.take(xlsx(("名册", [header(), *rows])), "名册_20240531.xlsx")
    assert account.rows("village_code") == [("610802101201",)]
    assert account.refused == [("名册", 3, "village_code", "scientific")]


def test_names_with_and_without_their_ending_and_the_same_village_in_two_towns(office):
    places = [
        ("青石镇", "上河村"),
        ("青石", "上河"),
        ("白水乡", "上河村"),
        ("城关街道", "东关社区"),
        ("青石镇（原白石乡）", "上河村委会"),
    ]
    account = office.take_rows([line(person_no=f"P{n}", town=town, village=village) for n, (town, village) in enumerate(places)])
    assert account.counts == (5, 5, 0, 0)
    assert account.rows("town", "village")[:4] == places[:4]


def test_a_renamed_village_under_the_same_code_is_a_change_and_nobody_leaves(office):
    office.take_rows([line(person_no=f"P{n}") for n in range(30)])
    account = office.take_rows([line(person_no=f"P{n}", village="新河村") for n in range(30)], "名册_20240630.csv")
    assert account.receipt["changes"] == {"new": 0, "changed": 30, "unchanged": 0, "absent": 0}


def test_a_row_without_a_place_is_refused(office):
    account = office.take_rows([line(village_code=""), line(person_no="P2", village="未知"), line(person_no="P3")])
    assert account.refused == [("", 2, "village_code", "missing_required"), ("", 3, "village", "missing_required")]

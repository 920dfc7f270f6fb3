"""Line 10: the same key twice, equal or different; one person in two towns or households."""

from tests.flows.dirt.books import xlsx
from tests.flows.dirt.office import IDS, header, line


def test_equal_rows_count_once(office):
    account = office.take_rows([line(), line(person_no="P2"), line(), [f" {cell} " for cell in line()]])
    assert account.counts == (4, 4, 0, 0)
    assert account.receipt["rows"]["duplicates"] == 2
    assert account.rows("person_no", "_row") == [("P1", 2), ("P2", 3)]
    assert account.warned == [("duplicate_equal", "", 2)]
    assert "其中重复行 2" in account.page


def test_different_rows_of_one_key_are_all_refused(office):
    rows = [line(birth_date="1990-01-01"), line(person_no="P2"), line(birth_date="1991-01-01"), line(birth_date="1990-01-01")]
    account = office.take_rows(rows)
    assert account.counts == (4, 1, 3, 0)
    assert account.refused == [("", n, "", "duplicate_differs") for n in (2, 4, 5)]
    assert account.rows("person_no") == [("P2",)]
    (reason,) = account.receipt["reasons"]
    assert (reason["rule"], reason["rows"], [place["row"] for place in reason["places"]]) == ("duplicate_differs", 3, [2, 4, 5])
    assert "无法判断哪一行正确" in account.page
    assert (account.folder / "fix-it.xlsx").exists()


def test_what_was_known_of_a_key_stays_while_its_rows_contradict_each_other(office):
    office.take_rows([line(birth_date="1990-01-01"), *[line(person_no=f"P{n}") for n in range(2, 30)]])
    rows = [line(birth_date="1991-01-01"), line(birth_date="1992-01-01"), *[line(person_no=f"P{n}") for n in range(2, 30)]]
    account = office.take_rows(rows, "名册_20240630.csv")
    assert (account.drop.state, account.counts) == ("done", (30, 28, 2, 0))
    assert account.log.height == 0
    assert account.receipt["changes"] == {"new": 0, "changed": 0, "unchanged": 28, "absent": 0}


def test_duplicates_on_two_sheets(office):
    book = xlsx(
        ("青石镇", [header(), line(), line(person_no="P2")]), ("白水乡", [header(), line(), line(person_no="P2", name="李秋分")])
    )
    account = office.take(book, "名册_20240531.xlsx")
    assert account.counts == (4, 2, 2, 0)
    assert account.refused == [("白水乡", 3, "", "duplicate_differs"), ("青石镇", 3, "", "duplicate_differs")]
    assert account.receipt["rows"]["duplicates"] == 1


def test_one_person_in_two_towns_and_two_households_is_taken_twice_under_one_id(office):
    here = line(id_number=IDS[0])
    there = line(town="白水乡", village="下河村", village_code="610802102201", household_no="H2", id_number=IDS[0])
    account = office.take_rows([here, there])
    assert (account.counts, account.refused) == ((2, 2, 0, 0), [])
    assert account.rows("town", "household_no") == [("青石镇", "H1"), ("白水乡", "H2")]
    assert account.log["id_number__person"].n_unique() == 1

"""A refused row takes nothing away: absence is not exit, whatever part of the row could not be read, and in whatever order drops come."""

from datetime import date

import polars as pl

from tests.flows.dirt.office import ASSISTANCE, IDS, STUDENTS, line
from transforms.history import state

MARCH, APRIL = date(2024, 3, 31), date(2024, 4, 30)
NAMES = ["王小满", "李秋分", "张谷雨", "赵立夏", "钱白露", "孙霜降", "周惊蛰", "吴清明"]


def known(office, feed: str, day: date) -> pl.DataFrame:
    log = pl.read_delta(str(office.root / "lake/feeds" / feed.replace("/", "__")))
    return state(log.lazy(), day).collect()


def allowances(**first: str) -> list[list[str]]:
    rows = [{"certificate_no": f"Z{n}", "scheme": "农村低保", "name": name, "id_number": IDS[n]} for n, name in enumerate(NAMES)]
    rows[0] |= first
    return [line(ASSISTANCE, **row) for row in rows]


def pupils(**first: str) -> list[list[str]]:
    rows = [{"student_no": f"G{IDS[n]}", "name": name, "status": "在读"} for n, name in enumerate(NAMES)]
    rows[0] |= first
    return [line(STUDENTS, **row) for row in rows]


def test_a_masked_number_in_the_key_is_not_a_blank_one(office):
    office.take_rows(allowances(), "低保202403.csv", ASSISTANCE)
    april = office.take_rows(allowances(id_number="610802********0011"), "低保202404.csv", ASSISTANCE)
    assert (april.drop.state, april.drop.rows_rejected) == ("done", 1)
    assert april.receipt["changes"]["absent"] == 0
    assert known(office, ASSISTANCE, APRIL).height == len(NAMES), "the allowance of the refused row goes on as it was"


def test_a_card_in_the_id_column_is_the_key_of_its_holder(office):
    office.take_rows(allowances(id_number=IDS[0] + "71B1"), "低保202403.csv", ASSISTANCE)
    april = office.take_rows(allowances(), "低保202404.csv", ASSISTANCE)
    assert april.receipt["changes"] == {"new": 0, "changed": 1, "unchanged": len(NAMES) - 1, "absent": 0}
    assert known(office, ASSISTANCE, APRIL).height == len(NAMES)


def test_a_late_drop_keeps_the_people_of_a_later_refused_row(office):
    april = office.take_rows(pupils(student_no=""), "学籍202404.csv", STUDENTS)
    assert (april.drop.state, april.drop.rows_rejected) == ("done", 1)
    office.take_rows(pupils(), "学籍202403.csv", STUDENTS)
    late_first = known(office, STUDENTS, APRIL)
    assert late_first.height == len(NAMES), "as if March had come first: the refused row's pupil stays"
    assert known(office, STUDENTS, MARCH).height == len(NAMES)

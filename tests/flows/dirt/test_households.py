"""Line 11, what the file alone tells: heads change, go missing or are two; numbers are used again. Nothing is lost or guessed."""

from datetime import date

import polars as pl

from flows.site import open_site
from tests.flows.dirt.office import IDS, ROSTER, line
from transforms.history import state


def known(office, day: date) -> list[tuple[str, str, str | None]]:
    path = office.root / "lake/feeds" / ROSTER.replace("/", "__")
    rows = state(pl.read_delta(str(path)).lazy(), day).collect().sort("_key")
    assert open_site().contracts[ROSTER].key == ("household_no", "person_no")
    return rows.select("household_no", "person_no", "relation").rows()


def test_a_head_who_died_is_absent_and_the_new_head_is_a_change(office):
    others = [line(household_no=f"X{n}") for n in range(30)]
    office.take_rows([line(relation="户主", id_number=IDS[0]), line(person_no="P2", relation="配偶", id_number=IDS[1]), *others])
    account = office.take_rows([line(person_no="P2", relation="户主", id_number=IDS[1]), *others], "名册_20240630.csv")
    assert account.drop.state == "done"
    assert account.receipt["changes"] == {"new": 0, "changed": 1, "unchanged": 30, "absent": 1}
    before, after = known(office, date(2024, 5, 31)), known(office, date(2024, 6, 30))
    assert [row for row in before if row[0] == "H1"] == [("H1", "P1", "head"), ("H1", "P2", "spouse")]
    assert [row for row in after if row[0] == "H1"] == [("H1", "P2", "head")]


def test_two_heads_or_none_are_the_files_word_and_stay(office):
    two = [line(person_no=f"P{n}", relation="户主", id_number=IDS[n]) for n in (1, 2)]
    none = [line(household_no="H2", person_no=f"P{n}", relation="之子", id_number=IDS[n]) for n in (3, 4)]
    account = office.take_rows([*two, *none])
    assert (account.counts, account.refused) == ((4, 4, 0, 0), [])
    assert account.values("relation") == ["head", "head", "son", "son"]


def test_split_and_merge_are_rows_that_leave_and_rows_that_come(office):
    others = [line(household_no=f"X{n}") for n in range(30)]
    office.take_rows([line(id_number=IDS[0]), line(person_no="P2", id_number=IDS[1]), *others])
    account = office.take_rows(
        [line(id_number=IDS[0]), line(household_no="H9", person_no="P2", id_number=IDS[1]), *others], "名册_20240630.csv"
    )
    assert account.receipt["changes"] == {"new": 1, "changed": 0, "unchanged": 31, "absent": 1}
    person = account.log.filter(pl.col("_op") == "upsert")
    assert person.select("household_no", "person_no").rows() == [("H9", "P2")]


def test_a_household_number_used_again_for_others_is_a_change_of_every_row(office):
    others = [line(household_no=f"X{n}") for n in range(30)]
    office.take_rows([line(id_number=IDS[0]), *others])
    account = office.take_rows([line(id_number=IDS[5], name="新来的", town="白水乡"), *others], "名册_20240630.csv")
    assert account.receipt["changes"] == {"new": 0, "changed": 1, "unchanged": 30, "absent": 0}
    assert account.rows("town", "name") == [("白水乡", "新来的")]

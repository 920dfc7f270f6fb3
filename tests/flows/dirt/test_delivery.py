"""Line 13: late, twice, other bytes under one name, out of order, corrected, shrunken, empty, unfinished; absence is not exit."""

import time
from datetime import date

import polars as pl
import pytest

from config.contracts import FEEDS
from flows.desk import hold_drop, release_drop
from flows.ingest import ingest
from tests.flows.dirt.books import webpage, xlsx
from tests.flows.dirt.office import EVENTS, ROSTER, delimited, header, line, people
from tests.flows.reading.legacy import xls
from transforms.history import state

EVERYBODY = people(40)
MARCH, APRIL, MAY = date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)


def known(office, day: date, column: str = "person_no") -> list[str]:
    log = pl.read_delta(str(office.root / "lake/feeds" / ROSTER.replace("/", "__")))
    return state(log.lazy(), day).collect().sort("_row")[column].to_list()


def test_the_same_bytes_under_another_name_are_a_duplicate(office):
    first = office.take_rows(EVERYBODY)
    again = office.take_rows(EVERYBODY, "名册_20240630（最终版）.csv")
    assert (first.drop.state, again.drop.state) == ("done", "duplicate")
    assert again.counts == (0, 0, 0, 0)
    assert again.drop.sha256 == first.drop.sha256
    assert again.drop.data_date == first.drop.data_date
    assert "重复报送，未重复计入" in again.page
    assert "无需处理" in again.page
    assert known(office, MAY) == [f"P{n}" for n in range(1, 41)]
    assert office.sweep() == []


def test_a_refused_file_sent_again_is_told_why_it_was_refused(office):
    content = delimited([[*header(), "姓名"], [*line(), "李秋分"]])
    first = office.take(content)
    again = office.take(content, "名册_20240531（再报）.csv")
    assert (first.drop.state, again.drop.state, again.counts) == ("refused", "duplicate", (0, 0, 0, 0))
    assert again.receipt["reasons"] == first.receipt["reasons"] != []
    assert again.receipt["outcome"] == "refuse"
    assert set(first.drop.reasons) < set(again.drop.reasons)
    assert "无需处理" not in again.page
    assert "没有被接收" in again.page
    assert first.drop.drop_id in again.page
    assert set(first.receipt["what_to_do"]) < set(again.receipt["what_to_do"])


def test_a_held_file_sent_again_waits_with_the_first(office):
    office.take_rows(EVERYBODY, "名册_202404.csv")
    first = office.take_rows(EVERYBODY[:9])
    again = office.take_rows(EVERYBODY[:9], "名册_20240531（再报）.csv")
    assert (first.drop.state, again.drop.state) == ("held", "duplicate")
    assert again.receipt["reasons"] == first.receipt["reasons"] != []
    assert "shrunken_snapshot" in {reason.rule for reason in again.drop.reasons}
    assert "无需处理" not in again.page
    assert "等待确认" in again.page
    assert f"告知批次号 {first.drop.drop_id}" in again.page
    release_drop(first.drop.drop_id, quiet=True)
    released = office.take_rows(EVERYBODY[:9], "名册_20240531（三报）.csv")
    assert (released.drop.state, released.receipt["reasons"]) == ("duplicate", [])
    assert "无需处理" in released.page


def test_a_file_held_by_hand_and_sent_again_waits_too(office):
    path = office.put(delimited([header(), *EVERYBODY]))
    hold_drop(f"{ROSTER}/{path.name}")
    again = office.take_rows(EVERYBODY, "名册_20240531（再报）.csv")
    assert (again.drop.state, again.receipt["first"]["state"]) == ("duplicate", "held")
    assert "无需处理" not in again.page
    assert "数据管理员会查看" in again.page


def test_a_file_sent_again_is_reminded_of_the_rows_it_still_has_to_correct(office):
    rows = [*EVERYBODY, line(person_no="P99", sex="?!")]
    first = office.take_rows(rows)
    again = office.take_rows(rows, "名册_20240531（再报）.csv")
    assert (first.drop.state, first.drop.rows_rejected, again.drop.state) == ("done", 1, "duplicate")
    assert again.receipt["first"] == {"drop_id": first.drop.drop_id, "state": "done", "items_open": 1}
    assert "无需处理" not in again.page
    assert "有 1 行被退回，还没有更正" in again.page


def test_where_the_first_receipt_is_lost_the_ledger_tells_the_reasons(office):
    first = office.take(b"")
    (first.folder / "receipt.json").unlink()
    again = office.take(b"", "名册_20240531（再报）.csv")
    assert "文件是空的" in again.page


def test_the_same_name_with_other_bytes_is_a_delivery_of_its_own(office):
    first = office.take_rows(EVERYBODY)
    second = office.take_rows([line(person_no="P1", village="下河村"), *EVERYBODY[1:]])
    assert (second.drop.key, second.drop.state) == (first.drop.key, "done")
    assert second.drop.version != first.drop.version
    assert second.drop.drop_id != first.drop.drop_id
    assert second.receipt["changes"] == {"new": 0, "changed": 1, "unchanged": 39, "absent": 0}


def test_march_after_april_changes_march_only(office):
    april = office.take_rows([line(person_no="P1", village="四月村"), *EVERYBODY[1:]], "名册_202404.csv")
    march = office.take_rows([line(person_no="P1", village="三月村"), *EVERYBODY[1:], line(person_no="P99")], "名册_202403.csv")
    assert (april.drop.data_date, march.drop.data_date) == (APRIL, MARCH)
    assert march.drop.state == "done"
    assert march.warned == [("late_delivery", "", 0)]
    assert "已按其数据日期补入历史，不影响之后日期的数据" in march.page
    assert known(office, MARCH, "village")[0] == "三月村"
    assert known(office, APRIL, "village")[0] == "四月村"
    assert "P99" in known(office, MARCH)
    assert "P99" not in known(office, APRIL)


def test_two_files_that_lie_there_together_are_taken_by_their_data_date(office):
    office.put(delimited([header(), *EVERYBODY]), "名册_2024年4月.csv")
    office.put(delimited([header(), *EVERYBODY[:39]]), "名册_2024年3月.csv")
    first, second = office.sweep()
    assert (first.drop.data_date, second.drop.data_date) == (MARCH, APRIL)
    assert second.warned == []


def test_a_corrected_old_month_replaces_that_month_only(office):
    for name in ("名册_202403.csv", "名册_202404.csv"):
        office.take_rows([line(person_no="P1", income_per_capita=name[8]), *EVERYBODY[1:]], name)
    again = office.take_rows([line(person_no="P1", income_per_capita="9"), *EVERYBODY[1:]], "名册_202403_更正.csv")
    assert again.drop.state == "done"
    assert known(office, MARCH, "income_per_capita")[0] == 900
    assert known(office, APRIL, "income_per_capita")[0] == 400


@pytest.mark.parametrize("count", [20, 1], ids=["half the rows", "delta sent as full"])
def test_a_shrunken_snapshot_is_held_and_takes_nobody_away(office, count):
    office.take_rows(EVERYBODY, "名册_202404.csv")
    account = office.take_rows([line(person_no=f"P{n}", village="下河村") for n in range(1, count + 1)])
    assert (account.drop.state, account.counts) == ("held", (count, count, 0, 0))
    assert "shrunken_snapshot" in account.reasons
    assert account.log.height == 0
    assert known(office, MAY) == [f"P{n}" for n in range(1, 41)]
    assert set(known(office, MAY, "village")) == {"上河村"}
    assert "没有删除任何人" in account.page
    assert account.drop.drop_id in account.page


def test_a_small_loss_within_the_threshold_is_absence_and_counted(office):
    office.take_rows(EVERYBODY, "名册_202404.csv")
    account = office.take_rows(EVERYBODY[:38])
    assert (account.drop.state, account.receipt["changes"]["absent"]) == ("done", 2)
    assert "不再出现 2" in account.page


def test_refused_rows_are_not_absent(office):
    office.take_rows(EVERYBODY, "名册_202404.csv")
    account = office.take_rows([*EVERYBODY[:36], *[line(person_no=f"P{n}", sex="?!") for n in range(37, 41)]])
    assert (account.drop.state, account.counts) == ("done", (40, 36, 4, 0))
    assert account.receipt["changes"]["absent"] == 0
    assert len(known(office, MAY)) == 40


def test_events_that_do_not_come_again_stay(office):
    office.take_rows([line(EVENTS, event_no=f"E{n}") for n in range(30)], "火化_202404.csv", EVENTS)
    account = office.take_rows([line(EVENTS, event_no="E99")], "火化_202405.csv", EVENTS)
    assert (account.drop.state, account.receipt["changes"]) == ("done", {"new": 1, "changed": 0, "unchanged": 0, "absent": 0})


NOTHING = {
    "no bytes": (b"", "文件大小为 0"),
    "mark only": (b"\xef\xbb\xbf", "没有内容"),
    "blank lines": (b"\n\r\n  \n", "没有内容"),
    "header only": (delimited([header()]).encode(), "有表头，但没有数据行"),
    "header and total": (delimited([header(), ["合计", "0"]]).encode(), "有表头，但没有数据行"),
    "empty workbook": (xlsx(("Sheet1", [])), "没有内容"),
    "header only workbook": (xlsx(("名册", [header()])), "有表头，但没有数据行"),
    "header only legacy": (xls([header()]), "有表头，但没有数据行"),
    "header only page": (webpage([header()]), "有表头，但没有数据行"),
}


@pytest.mark.parametrize(("content", "detail"), NOTHING.values(), ids=NOTHING)
def test_an_empty_delivery_is_refused_and_takes_nobody_away(office, content, detail):
    office.take_rows(EVERYBODY, "名册_202404.csv")
    account = office.take(content)
    assert (account.drop.state, account.counts[:3]) == ("refused", (0, 0, 0))
    assert detail in account.reasons["empty_file"]
    assert "文件是空的" in account.page
    assert len(known(office, MAY)) == 40


def test_a_file_still_being_written_waits_and_is_taken_whole(office, monkeypatch):
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "600")
    monkeypatch.setattr(time, "sleep", lambda _: None)
    path = office.put(delimited([header(), *EVERYBODY[:10]]))
    (waiting,) = ingest()
    assert (waiting.state, waiting.drop) == ("waiting", None)
    path.write_text(delimited([header(), *EVERYBODY]), encoding="utf-8")
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    (account,) = office.sweep()
    assert account.counts == (40, 40, 0, 0)


@pytest.mark.parametrize("name", ["名册.csv.part", ".名册.csv", "~$名册.xlsx", "名册.csv.crdownload", "名册.tmp", "Thumbs.db"])
def test_temporary_files_are_no_deliveries(office, name):
    office.put(delimited([header(), *EVERYBODY]), name)
    assert ingest() == []


def test_one_file_a_town_by_a_contract_that_says_so(office, monkeypatch, tmp_path):
    contract = tmp_path / "feeds"
    contract.mkdir()
    own = FEEDS / "civil_affairs__household_roster.odcs.yaml"
    text = own.read_text("utf-8").replace("value: snapshot}", "value: snapshot}\n  - {property: scope, value: town}", 1)
    (contract / own.name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("HEARTH_FEEDS", str(contract))
    towns = {"青石镇": people(30, town="青石镇"), "白水乡": people(30, town="白水乡", household_no="H2")}
    for town, rows in towns.items():
        account = office.take_rows(rows, f"{town}_20240531.csv")
        assert (account.drop.state, account.receipt["changes"]["absent"]) == ("done", 0)
    account = office.take_rows(towns["白水乡"][:29], "白水乡_20240630.csv")
    assert (account.drop.state, account.receipt["changes"]["absent"]) == ("done", 1)
    assert len(known(office, date(2024, 6, 30))) == 59


def test_one_file_a_town_where_the_contract_promises_one_list_is_held(office):
    office.take_rows([*people(30, town="青石镇"), *people(30, town="白水乡", household_no="H2")], "名册_202404.csv")
    account = office.take_rows(people(30, town="白水乡", household_no="H2", village="下河村"), "白水乡_20240531.csv")
    assert account.drop.state == "held"
    assert len(known(office, MAY)) == 60


def test_a_cut_off_file_is_not_taken_for_a_whole_one(office):
    office.take_rows(EVERYBODY, "名册_202404.csv")
    whole = delimited([header(), *[line(person_no=f"P{n}", village="下河村") for n in range(1, 41)]])
    account = office.take(whole[: len(whole) // 3])
    assert account.drop.state == "held"
    assert len(known(office, MAY)) == 40

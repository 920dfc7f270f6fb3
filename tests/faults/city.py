"""A few households as departments deliver them: every kind of drop the road knows, small enough to be taken in hundreds of times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from xlsxwriter import Workbook

from config.contracts import load_contracts
from transforms.normalise.identifiers import check_character

ROSTER, EVENTS, ENROLMENT = "civil_affairs/household_roster", "civil_affairs/vital_events", "health_insurance/enrolment"
CONTRACTS = load_contracts()
NAMES = ["王小满", "李秋分", "赵立夏", "钱谷雨", "孙白露", "周霜降", "吴小寒", "郑大暑", "冯惊蛰", "陈清明", "褚芒种", "卫夏至"]


def id_number(person: int) -> str:
    """A number in the form of a resident ID, made up."""
    body = f"11010119{60 + person:02d}0101{person * 2 + 1:03d}"
    return body + check_character(body)


@dataclass(frozen=True)
class Drop:
    """One file of the inbox: its key, its bytes."""

    key: str
    data: bytes

    def lay(self, inbox: Path) -> None:
        path = inbox / self.key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.data)


def delivered(feed: str, rows: Iterable[Mapping[str, object]]) -> str:
    """A file with every column of the feed's contract under its usual header; what a row does not name stays blank."""
    columns = CONTRACTS[feed].columns
    lines = [",".join(column.header for column in columns)]
    lines += [",".join(str(row.get(column.name, "")) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


def roster(day: str, incomes: Mapping[int, object], *, place: str = "花名册") -> Drop:
    """The roster of a day: who is in it, with which income; two persons a household."""
    rows = [
        {
            "town": "青石镇",
            "village": "上河村",
            "village_code": "610802101201",
            "household_no": f"H{person // 2 + 1}",
            "person_no": f"P{person}",
            "name": NAMES[person],
            "id_number": id_number(person),
            "relation": "配偶" if person % 2 else "户主",
            "household_type": "一般农户",
            "income_per_capita": income,
        }
        for person, income in incomes.items()
    ]
    return Drop(f"{ROSTER}/{place}_{day}.csv", delivered(ROSTER, rows).encode("gb18030"))


def events(day: str, dates: Mapping[int, str], *, place: str = "火化") -> Drop:
    """Cremations: who, and the date as written."""
    rows = [
        {
            "event_no": f"E{person}",
            "event_type": "火化",
            "name": NAMES[person],
            "id_number": id_number(person),
            "event_date": when,
        }
        for person, when in dates.items()
    ]
    return Drop(f"{EVENTS}/{place}_{day}.csv", delivered(EVENTS, rows).encode())


def enrolment(day: str, persons: Iterable[int], scratch: Path) -> Drop:
    """The insured, as a workbook."""
    path = scratch / "enrolment.xlsx"
    rows = [
        {
            "psn_no": f"N{person}",
            "name": NAMES[person],
            "id_number": id_number(person),
            "insurance_type": "居民",
            "status": "正常参保",
            "insured_since": "2023-01-01",
        }
        for person in persons
    ]
    with Workbook(path) as book:
        sheet = book.add_worksheet("参保")
        for row, line in enumerate(delivered(ENROLMENT, rows).splitlines()):
            sheet.write_row(row, 0, line.split(","))
    return Drop(f"{ENROLMENT}/参保_{day}.xlsx", path.read_bytes())


def corrected(workbook: Path, column: str, text: str, key: str, scratch: Path) -> Drop:
    """A receipt's workbook with one column of its first refused row written anew."""
    book = openpyxl.load_workbook(workbook)
    sheet = book.worksheets[0]
    place = [cell.value for cell in sheet[1]].index(column) + 1
    sheet.cell(2, place).value = text
    path = scratch / "corrected.xlsx"
    book.save(path)
    return Drop(key, path.read_bytes())

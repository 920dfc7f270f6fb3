"""The date in a department's file name, in the spellings departments use."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from flows.drops.dating import data_date

LANDED = datetime(2024, 7, 3, 20, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("户籍_20240531.csv", date(2024, 5, 31)),
        ("户籍20240531v2.csv", date(2024, 5, 31)),
        ("导出20240531123000.csv", date(2024, 5, 31)),
        ("2024-05.xlsx", date(2024, 5, 31)),
        ("202402.xlsx", date(2024, 2, 29)),
        ("2024年5月参保.xlsx", date(2024, 5, 31)),
        ("2024年5月3日参保.xlsx", date(2024, 5, 3)),
        ("参保 2024.5.3.xls", date(2024, 5, 3)),
        ("参保_2024_12_31.csv", date(2024, 12, 31)),
        ("settlements_20240401_20240430.csv", date(2024, 4, 30)),
        ("610802_20240531.csv", date(2024, 5, 31)),
        ("610802101201.csv", date(2024, 7, 4)),
        ("20240231.csv", date(2024, 7, 4)),
        ("名册.csv", date(2024, 7, 4)),
        ("2024-13.csv", date(2024, 7, 4)),
        ("20240531/名册.csv", date(2024, 7, 4)),
    ],
)
def test_data_date(name: str, expected: date) -> None:
    assert data_date(f"civil_affairs/household_roster/{name}", LANDED, ZONE) == expected

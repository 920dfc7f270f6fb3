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
        ("结算2024年5月1日至5月31日.xlsx", date(2024, 5, 31)),
        ("结算2024年5月1日至2024年5月31日.xlsx", date(2024, 5, 31)),
        ("结算2024年5月1日至31日.xlsx", date(2024, 5, 31)),
        ("结算2024年5月1日-31日.xlsx", date(2024, 5, 31)),
        ("结算2024年5月1-31日.xlsx", date(2024, 5, 31)),
        ("结算2024年5月1日—5月31日.xlsx", date(2024, 5, 31)),
        ("结算2024年12月1日至1月31日.xlsx", date(2025, 1, 31)),
        ("结算20240501-20240531.csv", date(2024, 5, 31)),
        ("结算20240501至0531.csv", date(2024, 5, 31)),
        ("结算2024.05.01-05.31.csv", date(2024, 5, 31)),
        ("结算2024.5.1-2024.5.31.csv", date(2024, 5, 31)),
        ("结算2024-05-01~05-31.csv", date(2024, 5, 31)),
        ("结算2024-05-01至2024-05-31.csv", date(2024, 5, 31)),
        ("结算2024年1-3月.csv", date(2024, 3, 31)),
        ("结算2024年1月至3月.csv", date(2024, 3, 31)),
        ("结算2023年11月-2月.csv", date(2024, 2, 29)),
        ("结算202401-202403.csv", date(2024, 3, 31)),
        ("结算2024年5月1日至13月31日.xlsx", date(2024, 5, 1)),
        ("结算2024年5月31日-1日.xlsx", date(2024, 5, 31)),
        ("名册20240501-2.csv", date(2024, 5, 1)),
        ("名册20240501-0531.csv", date(2024, 5, 1)),
        ("名册20240501_123000.csv", date(2024, 5, 1)),
        ("名册2024-05-01 12-30.csv", date(2024, 5, 1)),
        ("名册2024-05-01_12-30-00.csv", date(2024, 5, 1)),
        ("名册2024年5月1日-2.csv", date(2024, 5, 1)),
        ("名册2024年5月-2.csv", date(2024, 5, 31)),
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

"""A report's data for a synthetic city."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flows.report.nightly import DropLine, EditionPoint, FeedLine, Figures, ReportData, SizeLine
from flows.report.receipt import Check
from flows.report.towns import TownLine

EDITION = date(2024, 6, 30)
TOWNS = tuple(
    TownLine(
        town=name,
        households=persons // 3,
        persons=persons,
        registered_households=persons // 20,
        registered_persons=persons // 5,
        insured=persons - missing,
        uninsured=missing // 2,
    )
    for name, persons, missing in (
        ("高山镇", 3211, 150),
        ("河口乡", 2222, 333),
        ("白云彝族苗族乡", 987, 3),
        ("飞地", 4, 1),
    )
)
FIGURES = Figures(
    households=2141, persons=6424, registered_households=321, registered_persons=1284, insured=5937, refused_rows=318
)


def feed(title: str, age: int | None, cadence: int = 31) -> FeedLine:
    newest = None if age is None else EDITION - timedelta(days=age)
    return FeedLine(department="民政局", feed=title, data_date=newest, age_days=age, cadence_days=cadence)


def report(**given: Any) -> ReportData:
    usual: dict[str, Any] = {
        "city": "示例市",
        "edition": EDITION,
        "known_by": datetime(2024, 6, 30, 17, tzinfo=UTC),
        "figures": FIGURES,
        "last": FIGURES.model_copy(update={"persons": 6430, "refused_rows": None}),
        "drops": (
            DropLine(department="民政局", feed="花名册", done=2, rows_read=6500, rows_accepted=6400, rows_rejected=100),
            DropLine(department="医保局", feed="参保登记", done=1, rows_read=6000, rows_accepted=6000),
            DropLine(department="民政局", feed="救助对象", done=1, rows_read=300, rows_accepted=290, rows_rejected=10),
        ),
        "towns": TOWNS,
        "feeds": (feed("花名册", 1), feed("救助对象", 30)),
        "sizes": (SizeLine(title="住户", rows=2141, last_rows=2150), SizeLine(title="疑点", rows=0)),
        "checks": (Check(title="一户一行", observed="0", expected="0", ok=True),),
        "history": tuple(
            EditionPoint(edition=EDITION - timedelta(days=back), persons=6400 + back, registered_persons=1284 + back)
            for back in (2, 1, 0)
        ),
        "code_version": "0.1.0",
        "least": 5,
    }
    return ReportData(**(usual | given))

"""What the report reads of targets: tonight's table, and the curve from the editions of the year that have one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.lake import published
from flows.lake.init import create
from flows.night.targets_report import target_history, targets_of
from flows.site import Site, open_site
from transforms.household.tables import schema_of

TONIGHT = date(2024, 6, 30)


def table(folder: Path, day: date, *rows: dict[str, Any]) -> Path:
    usual = {"target": "t", "title": "脱贫人口", "counts": "persons", "year": day.year, "edition": day}
    path = folder / f"targets-{day}.parquet"
    pl.DataFrame([{**usual, **row} for row in rows], schema=schema_of("targets")).write_parquet(path)
    return path


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "lake"))
    create(open_site().lake)
    return open_site()


def test_the_curve_is_of_the_whole_city_in_editions_of_the_year_that_know_targets(site: Site, tmp_path: Path) -> None:
    for day, passed in ((date(2023, 12, 31), 999), (date(2024, 4, 30), None), (date(2024, 5, 31), 8)):
        rows = ({"scope": "city", "town": "", "passed": passed}, {"scope": "town", "town": "甲镇", "passed": 1})
        published.publish(site.lake, f"{day}", {"targets": table(tmp_path, day, *rows)}, inputs={}, certificate={})
    editions = ["2023-12-31", "2024-03-31", "2024-04-30", "2024-05-31"]
    tonight = table(tmp_path, TONIGHT, {"scope": "city", "town": "", "passed": 12})
    points = target_history(site, editions, {"targets": tonight}, TONIGHT)
    assert [(point.edition, point.passed) for point in points] == [
        (date(2024, 4, 30), None),
        (date(2024, 5, 31), 8),
        (TONIGHT, 12),
    ]


def test_who_lies_in_no_known_town_has_a_line_of_their_own(tmp_path: Path) -> None:
    rows = [{"scope": scope, "town": town, "passed": 5} for scope, town in (("city", ""), ("town", "甲镇"), ("unplaced", ""))]
    assert [line.town for line in targets_of({"targets": table(tmp_path, TONIGHT, *rows)})] == ["", "甲镇", "（未填乡镇）"]

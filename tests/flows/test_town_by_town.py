"""A feed that comes in one file a town: the ledger knows which towns a drop holds, and a town that fell silent is a finding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from config.contracts import FEEDS
from flows.ingest import ingest
from flows.lake import ledger
from flows.lake.init import create
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.roster import HEADER, number

SILENCE = "  - {property: scope, value: town}\n"


def drop(inbox: Path, town: str, day: str, first: int) -> None:
    """A town's own file of three households."""
    rows = [
        f"{town},上河村,11010100{first}001,H{home:04d},P{home:04d},王小满,{number(home)},户主,一般农户,,{day[4:]}"
        for home in range(first, first + 3)
    ]
    path = inbox / f"civil_affairs/household_roster/{town}_{day}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")


@pytest.mark.slow
def test_a_town_that_stopped_delivering_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "civil_affairs__household_roster.odcs.yaml"
    text = (FEEDS / name).read_text(encoding="utf-8").replace("customProperties:\n", "customProperties:\n" + SILENCE, 1)
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / name).write_text(text, encoding="utf-8")
    for setting, value in {"FEEDS": "feeds", "STORE": "lake"}.items():
        monkeypatch.setenv(f"HEARTH_{setting}", str(tmp_path / value))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    for town, day, first in (("白沙镇", "20240131", 100), ("青石镇", "20240131", 200), ("青石镇", "20240531", 200)):
        drop(tmp_path / "lake/inbox", town, day, first)
        ingest()
    assert [entry.scopes for entry in ledger.read_drops(open_site().lake)] == [("白沙镇",), ("青石镇",), ("青石镇",)]

    assert nightly(date(2024, 5, 31)).state == "published"
    found = pl.read_parquet(tmp_path / "lake/published/findings/edition=2024-05-31/part-0.parquet")
    silent = found.filter(pl.col("rule_id") == "SI02").select("subject_id", "owner", "town", "grain").row(0, named=True)
    assert silent == {
        "subject_id": "civil_affairs/household_roster|白沙镇",
        "owner": "白沙镇",
        "town": "白沙镇",
        "grain": "town",
    }
    assert found.filter(pl.col("rule_id") == "SI02").height == 1
    assert pl.read_parquet(tmp_path / "lake/published/household/edition=2024-05-31/part-0.parquet").height == 6

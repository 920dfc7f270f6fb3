"""Which edition a day and a moment mean, on editions of one small table."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.editions import dated, edition_of
from flows.errors import Misuse
from flows.lake import places, showing
from flows.lake.init import create
from flows.lake.published import by_knowledge, known_at, publish, reserve, shown_before
from flows.site import Site, open_site

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 1)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "lake"))
    monkeypatch.setenv("HEARTH_TIMEZONE", "Asia/Shanghai")
    opened = open_site()
    create(opened.lake)
    return opened


def at(hour: int) -> datetime:
    return datetime(2024, 6, 2, hour, tzinfo=UTC)


def put_out(
    site: Site, day: date, *, known_by: datetime | None = None, shown_at: datetime | None = None, swap: bool = True
) -> str:
    """An edition that was made as known by a time, or shown at one; a held one without `swap`."""
    part = Path(site.lake.store.root, "household.parquet")
    pl.DataFrame({"household_id": ["a"]}).write_parquet(part)
    inputs = {"known_by": known_by.isoformat() if known_by else None, "number": len(list(site.lake.store.list(places.EDITIONS)))}
    edition = reserve(site.lake, day, inputs)
    publish(site.lake, edition, {"household": part}, inputs=inputs, certificate={}, swap=swap)
    if shown_at:
        site.lake.store.put(places.shown_edition(edition), json.dumps({"shown_at": shown_at.isoformat()}).encode())
    return edition


def test_of_a_day_the_edition_that_knows_most_is_meant(site: Site) -> None:
    first = put_out(site, MAY, shown_at=at(3))
    second = put_out(site, MAY, shown_at=at(6))
    looked_back = put_out(site, MAY, known_by=at(4))
    assert [first, second, looked_back] == ["2024-05-31", "2024-05-31.r2", "2024-05-31.r3"]
    assert dated(site, "", MAY, None) == second, "the newest name knows less"
    assert [dated(site, "", MAY, at(hour)) for hour in (3, 4, 5, 6)] == [first, looked_back, looked_back, second]
    with pytest.raises(Misuse, match="no edition of 2024-05-31 was shown as known by 2024-06-02 10:00:00"):
        dated(site, "", MAY, at(2))


def test_a_moment_alone_means_the_newest_day_that_was_known(site: Site) -> None:
    put_out(site, MAY, shown_at=at(3))
    put_out(site, JUNE, shown_at=at(5))
    assert dated(site, "", None, at(4)) == "2024-05-31"
    assert dated(site, "", None, datetime(2024, 6, 2, 13)) == "2024-06-01", "13:00 in the city is 5:00 UTC"
    assert edition_of("", None, None) == "", "the latest, as everywhere"
    with pytest.raises(Misuse, match="not both"):
        edition_of("2024-05-31", MAY, None)


def test_where_none_was_shown_the_nearest_are_named(site: Site) -> None:
    put_out(site, MAY)
    put_out(site, date(2024, 6, 3))
    put_out(site, JUNE, swap=False)
    with pytest.raises(
        Misuse, match=r"no edition of 2024-06-01 was shown: the nearest are 2024-05-31 and 2024-06-03 .*as-of 2024-06-01"
    ):
        dated(site, "", JUNE, None)
    with pytest.raises(Misuse, match="the nearest is 2024-06-03"):
        dated(site, "", date(2024, 7, 1), None)


def test_the_first_showing_counts_and_old_marks_are_as_old_as_their_file(site: Site) -> None:
    before = datetime.now(UTC)
    edition = put_out(site, MAY)
    first = showing.shown_at(site.lake, edition)
    assert before <= first <= datetime.now(UTC)
    showing.mark(site.lake, edition)
    assert known_at(site.lake, edition) == first
    site.lake.store.put(places.shown_edition(edition), b'{"edition": "2024-05-31"}')
    assert abs((showing.shown_at(site.lake, edition) - first).total_seconds()) < 60


def test_a_night_as_known_by_a_time_goes_on_from_what_was_known_then(site: Site) -> None:
    put_out(site, MAY, shown_at=at(3))
    put_out(site, MAY, shown_at=at(9))
    assert shown_before(site.lake, JUNE)[-1] == "2024-05-31.r2"
    assert shown_before(site.lake, JUNE, at(5)) == ["2024-05-31"]
    assert by_knowledge(site.lake, [], at(5)) == []

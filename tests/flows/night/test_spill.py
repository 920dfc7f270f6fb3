"""Shared results in parts: nothing lost, nothing twice, each key in one part, the parts in order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.night.spill import Spill, cuts_of, even
from flows.night.tables import join
from tests.bench.city_states import write_states
from tests.transforms.household.factory import plan_of
from transforms.household.remembered import Before, Remembered
from transforms.household.states import ROSTER

IDS = [f"p{digit:x}{place:019x}" for digit in range(16) for place in range(3)]
ROWS = pl.DataFrame({"person_id": IDS * 2, "n": range(2 * len(IDS))}).sample(fraction=1, shuffle=True, seed=1)


@pytest.mark.parametrize("parts", [1, 2, 5, 16])
def test_parts_hold_every_row_once_and_follow_each_other(tmp_path: Path, parts: int) -> None:
    found = Spill(tmp_path, {"person_id": even("p", parts)}).divide("rows", ROWS.lazy(), "person_id")
    each = [part.collect() for part in found.each]
    assert len(each) == parts
    assert all(low["person_id"].max() < high["person_id"].min() for low, high in pairwise(each))  # type: ignore[operator]
    assert_frame_equal(found.whole.collect().sort("n"), ROWS.sort("n"))
    assert_frame_equal(pl.concat(each), found.whole.collect())


def test_rows_of_a_part_stay_in_order(tmp_path: Path) -> None:
    rows = ROWS.sort("n")
    found = Spill(tmp_path, {"person_id": even("p", 4)}).divide("rows", rows.lazy(), "person_id")
    assert all(part.collect()["n"].is_sorted() for part in found.each)


def test_a_part_nobody_is_in_is_empty_and_typed(tmp_path: Path) -> None:
    spill = Spill(tmp_path, {"person_id": even("p", 3)})
    some = spill.divide("some", ROWS.filter(pl.col("person_id") < "p4").lazy(), "person_id")
    nobody = spill.divide("nobody", ROWS.clear().lazy(), "person_id")
    assert [part.collect().is_empty() for part in some.each] == [False, True, True]
    assert all(part.collect().schema == ROWS.schema for part in (*some.each, *nobody.each, nobody.whole))


def test_what_is_made_part_by_part_is_kept_in_order(tmp_path: Path) -> None:
    frames = [ROWS.lazy().filter(pl.col("n") % 3 == rest).sort("n") for rest in range(3)]
    found = Spill(tmp_path, {}).keep("made", iter(frames))
    assert_frame_equal(found.whole.collect(), pl.concat(frames).collect())
    assert_frame_equal(found.each[1].collect(), frames[1].collect())


def test_cuts_make_parts_of_one_size() -> None:
    ids = pl.Series([f"p0{place:019}" for place in range(9000)])
    cuts = cuts_of(ids.sample(fraction=1, shuffle=True, seed=1), 3)
    assert cuts == [ids[3000], ids[6000]]
    assert cuts_of(ids.head(100), 3) is None, "too few to tell"


@pytest.mark.slow
def test_a_night_in_parts_is_the_night_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "city").mkdir()
    states = {feed: pl.scan_parquet(path) for feed, path in write_states(tmp_path / "city", 3000).items()}
    asked = plan_of(dict.fromkeys(states, pl.DataFrame()))
    (tmp_path / "before").mkdir()
    before = _another_city(join(states, asked, tmp_path / "before"), frozenset(states))
    nights = []
    for parts in (1, 3):
        monkeypatch.setattr("flows.night.tables.ROWS_A_PART", 16_000 // parts)
        (folder := tmp_path / str(parts)).mkdir()
        nights.append(join(states, asked, folder, Remembered(before=before)))
    one, several = nights
    assert ROSTER in states
    assert len(list((tmp_path / "3").glob("dossier-*.parquet"))) > 1
    assert pl.read_parquet(one["changes"])["event"].n_unique() > 2
    for name, path in one.items():
        assert path.read_bytes() == several[name].read_bytes(), name


def _another_city(tables: Mapping[str, Path], delivered: frozenset[str]) -> Before:
    """An edition before in which some lived elsewhere, some were insured otherwise, and some households were not poor."""
    persons, households, links = (pl.scan_parquet(tables[name]) for name in ("person", "household", "links"))
    place = pl.int_range(pl.len())
    persons = persons.with_columns(
        household_id=pl.when(place % 50 > 0).then("household_id"),
        insurance=pl.when(place % 20 > 0).then("insurance").otherwise(pl.lit("ended")),
    )
    households = households.with_columns(
        household_type=pl.when(place % 10 > 0).then("household_type").otherwise(pl.lit("general"))
    )
    return Before("2024-05-30", date(2024, 5, 30), delivered, households, persons, links)

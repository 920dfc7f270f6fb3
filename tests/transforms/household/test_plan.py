from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from config.tables import load_tables
from tests.bench.city_states import write_states
from tests.transforms.household.factory import ROSTER, night_of
from transforms.household.states import NEEDS
from transforms.household.tables import schema_of

FEEDS = sorted(NEEDS)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, pl.DataFrame]:
    folder: Path = tmp_path_factory.mktemp("city")
    return {feed: pl.read_parquet(path) for feed, path in write_states(folder, 600).items()}


@pytest.fixture(scope="module")
def tables(city: Mapping[str, pl.DataFrame]) -> Mapping[str, pl.DataFrame]:
    return night_of(city)


def test_every_published_table_has_its_contracts_columns(tables: Mapping[str, pl.DataFrame]) -> None:
    published = {name for name, table in load_tables().items() if table.place == "published"}
    assert set(tables) == published | {"person_tokens", "unused_checks"}
    assert all(tables[name].schema == schema_of(name) for name in published)


def test_only_named_values_and_no_forbidden_nulls(tables: Mapping[str, pl.DataFrame]) -> None:
    for name, contract in load_tables().items():
        if contract.place != "published":
            continue
        for column, promised in contract.by_name.items():
            values = tables[name][column]
            assert not (promised.required and values.null_count()), (name, column)
            flat = values.explode() if isinstance(values.dtype, pl.List) else values
            if promised.values:
                assert set(flat.drop_nulls().to_list()) <= set(promised.values), (name, column)


def test_nobody_is_in_two_households_and_everybody_is_published_once(tables: Mapping[str, pl.DataFrame]) -> None:
    members = tables["household"].explode("members").unnest("members", separator=".")["members.person_id"].drop_nulls()
    assert members.is_unique().all()
    assert tables["person"]["person_id"].is_unique().all()
    at_home = tables["person"].filter(pl.col("household_id").is_not_null())["person_id"]
    assert sorted(members) == sorted(at_home)


def test_tables_are_ordered_by_their_key(tables: Mapping[str, pl.DataFrame]) -> None:
    for name, key in {"person": "person_id", "household": "household_id", "village": "village_code"}.items():
        assert tables[name][key].is_sorted()


@pytest.mark.slow
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_rows_does_not_matter(
    city: Mapping[str, pl.DataFrame], tables: Mapping[str, pl.DataFrame], seed: int
) -> None:
    shuffled = {feed: frame.sample(fraction=1, shuffle=True, seed=seed) for feed, frame in city.items()}
    for name, table in night_of(shuffled).items():
        assert_frame_equal(table, tables[name])


@pytest.mark.slow
@pytest.mark.parametrize("feed", FEEDS)
def test_any_feed_may_be_missing(city: Mapping[str, pl.DataFrame], feed: str) -> None:
    without = {name: frame for name, frame in city.items() if name != feed}
    found = night_of(without)
    assert all(table.schema == schema_of(name) for name, table in found.items() if name in load_tables())
    assert found["household"].height == (0 if feed == ROSTER else 200)
    assert found["person"]["person_id"].is_unique().all()


def test_a_city_of_nothing_has_every_table_empty() -> None:
    found = night_of({})
    # The rules and the year's targets stand, whether there is anybody to ask or not.
    assert all(table.is_empty() for name, table in found.items() if name not in ("rules", "targets"))
    assert found["rules"]["hits"].sum() == 0


def test_no_roster_leaves_people_without_households(city: Mapping[str, pl.DataFrame]) -> None:
    found = night_of({feed: frame for feed, frame in city.items() if feed != ROSTER})
    assert found["person"]["household_id"].is_null().all()
    assert found["village"].is_empty()

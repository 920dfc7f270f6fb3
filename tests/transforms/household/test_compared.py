"""The city's configuration: nothing in it is left to be learned, so that a pair's score depends on its two records alone."""

from __future__ import annotations

from datetime import date

import polars as pl

from config.linkage import load_linkage
from transforms.household.compared import VALUES, compared
from transforms.household.records import LISTS
from transforms.linkage.checking import check
from transforms.linkage.comparisons import COMPARISONS


def test_it_names_only_what_there_is() -> None:
    check(load_linkage())


def test_every_weight_is_given() -> None:
    for one in load_linkage().comparisons:
        assert set(one.levels) == set(COMPARISONS[one.kind].levels) - {"unknown"}, one.name
        assert not one.term_frequency, one.name


def test_every_field_is_called_something_in_both_languages() -> None:
    assert all(one.zh and one.en for one in load_linkage().comparisons)


def test_it_reads_columns_that_the_records_have() -> None:
    types = {
        "record_id": pl.String, "entity_id": pl.String, "feed": pl.String, "anchored": pl.Boolean, "name": pl.String, "birth_date": pl.Date,
        "sex": pl.String, "number": pl.String, "household_id": pl.String, "village_code": pl.String, "town": pl.String, "phone": pl.String,
        "kin": pl.String, "stage": pl.String, "source_nos": pl.List(pl.String), "households": pl.List(pl.String), "kin_names": pl.List(pl.String),
    }  # fmt: skip
    empty = pl.LazyFrame(schema=types)
    values = dict.fromkeys(("name", "phone", "number", "person"), pl.LazyFrame(schema=VALUES))
    bearers = pl.LazyFrame(schema={"name": pl.String, "bearers": pl.UInt32})
    listed = pl.LazyFrame(schema={"entity_id": pl.String, "listed_in": pl.List(pl.String)})
    there = compared(empty, values, bearers, listed, 1024, date(2024, 5, 31)).collect_schema().names()
    config = load_linkage()
    assert set(config.columns) <= set(there)
    assert config.one_to_one is not None
    assert {config.record, config.entity, config.one_to_one.group, config.one_to_one.listed_in} <= set(there)
    assert config.one_to_one.order == LISTS

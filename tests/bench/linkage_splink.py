"""The same linkages by Splink 5 on DuckDB, with the settings its own guides recommend: its ready-made comparisons, term frequencies,
u from random pairs, m by expectation maximisation in two blocks, the prior from deterministic rules.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

RANDOM_PAIRS = 1e6
"""Splink's own default."""


def linked(
    api: DuckDBAPI, sides: Sequence[Any], settings: SettingsCreator, rules: Sequence[Any], train: Sequence[Any], least: float
) -> pl.DataFrame:
    """Pairs from a probability on. `sides`: one or two tables of DuckDB; `rules` find pairs that are surely one person."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    linker = Linker([api.register(side) for side in sides], settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(list(rules), recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    for rule in train:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=least)
    return pl.from_arrow(found.as_duckdbpyrelation().arrow())  # type: ignore[return-value]


def people(left: Path, right: Path, least: float) -> pl.DataFrame:
    """The synthetic people of `linkage_people`, blocked on the same keys as ours are."""
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="record_id",
        comparisons=[
            cl.NameComparison("name").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth_date", input_is_string=False),
            cl.ExactMatch("sex"),
            cl.ExactMatch("village_code").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("phone", [1, 2]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name", "birth_date"),
            block_on("birth_date", "village_code"),
            block_on("name", "village_code"),
            block_on("phone"),
        ],
        retain_intermediate_calculation_columns=False,
    )
    rules = [block_on("name", "birth_date", "village_code"), block_on("name", "phone")]
    database = duckdb.connect()
    sides = [database.read_parquet(str(side)) for side in (left, right)]
    return linked(DuckDBAPI(database), sides, settings, rules, [block_on("name", "birth_date"), block_on("phone")], least)


def febrl(sides: Sequence[pl.DataFrame], *, with_number: bool, least: float) -> pl.DataFrame:
    """The FEBRL people; `sides`: one list or two, with a blank as null."""
    number = [cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2])] if with_number else []
    settings = SettingsCreator(
        link_type="link_only" if len(sides) == 2 else "dedupe_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_2", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("street_number", [1]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.ExactMatch("state"),
            *number,
        ],
        blocking_rules_to_generate_predictions=[
            *([block_on("soc_sec_id")] if with_number else []),
            *(block_on(column) for column in ("given_name", "surname", "date_of_birth", "postcode", "suburb", "address_1")),
            block_on("substr(address_1, 1, 6)", "state"),
        ],
    )
    rules = [block_on("given_name", "surname", "date_of_birth"), block_on("surname", "address_1", "street_number")]
    train = [block_on("date_of_birth"), block_on("given_name", "surname")]
    return linked(DuckDBAPI(), [side.to_arrow() for side in sides], settings, rules, train, least)

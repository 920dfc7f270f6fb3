"""By how much a pair beats its rivals, for the same person's place in a list and for the same record."""

from __future__ import annotations

import polars as pl

from transforms.linkage.one_to_one import UNRIVALLED, beaten, leads

SCHEMA = {
    "left_person": pl.UInt64,
    "right_person": pl.UInt64,
    "left_group": pl.String,
    "right_group": pl.String,
    "bits": pl.Float64,
}


def pairs(*rows: tuple[int, int, str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_rivals_are_those_of_the_same_list_and_those_of_the_same_record() -> None:
    found = pairs((1, 7, "r", "x", 9), (1, 8, "r", "x", 5), (1, 9, "r", "y", 2), (2, 8, "r", "x", 6))
    assert leads(found, within=False).to_list() == [4, -4, UNRIVALLED, 1]


def test_within_one_list_both_sides_count_alike() -> None:
    found = pairs((1, 2, "x", "y", 9), (2, 3, "y", "x", 6), (3, 4, "x", "y", 5))
    assert leads(found, within=True).to_list() == [3, -3, -1]
    assert leads(found, within=False).to_list() == [UNRIVALLED] * 3


def test_equals_lead_by_nothing_and_two_judged_pairs_do_not_rival() -> None:
    found = pairs((1, 7, "r", "x", 5), (1, 8, "r", "x", 5), (2, 9, "r", "x", float("inf")), (3, 9, "r", "x", float("inf")))
    assert leads(found, within=False).to_list() == [0, 0, UNRIVALLED, UNRIVALLED]


def test_beaten_is_who_rivals_a_pair_that_stands() -> None:
    found = pairs((1, 7, "r", "x", 9), (1, 8, "r", "x", 5), (2, 7, "r", "x", 5), (2, 8, "r", "x", 1))
    stands = found.with_columns(is_same=pl.Series([True, False, False, False]))
    assert beaten(stands, within=False).to_list() == [False, True, True, False]


def test_of_three_the_best_is_held_against_the_second() -> None:
    found = pairs((1, 7, "r", "x", 9), (1, 8, "r", "x", 7), (1, 9, "r", "x", 1))
    assert leads(found, within=False).to_list() == [2, -2, -8]

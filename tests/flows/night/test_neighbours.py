"""Whom a large city compares: fewer than a small one, and the same come of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from config.linkage import load_linkage
from flows.night.neighbours import known_rows, one_by_one
from flows.night.rounds import linked
from tests.transforms.household.test_records import heard
from transforms.household.compared import VALUES, compared
from transforms.household.near_names import LARGE
from transforms.household.records import unanchored

BORN = date(1980, 3, 1)
SMALL = 1024
NOBODY = pl.DataFrame(schema={name: pl.String() for name in ("left", "right", "decision", "by", "why")} | {"until": pl.Date()})
TOKENS = ("n", "王小明"), ("near", "王晓明"), ("far", "李国强"), ("hidden", "王?"), ("unknown", "???")
SAID = pl.LazyFrame({"token": [token for token, _ in TOKENS], "kind": "name", "value": [value for _, value in TOKENS]})


def looked_at(known: dict[str, Any], stranger: dict[str, Any], city: int) -> bool:
    there = heard(
        roster=[{"household_no": "1", "id_number": "A", "birth_date": BORN, **known}],
        enrolment=[{"psn_no": "1", "birth_date": BORN, **stranger}],
    )
    judged = pl.DataFrame(schema={"left": pl.String, "right": pl.String})
    numbers = pl.LazyFrame(
        {"token": ["kmasked", "kwhole"], "kind": "number", "value": ["110101********7803", "110101199003078031"]}
    )
    said = pl.concat([SAID, numbers])
    return bool(known_rows(said, there, one_by_one(unanchored(there)), judged, city).height)


@pytest.mark.parametrize(
    ("known", "stranger", "large"),
    [
        ({"name": "n"}, {"name": "n"}, True),
        ({"name": "n"}, {"name": "near"}, True),
        ({"name": "n"}, {"name": "far"}, False),
        ({"name": "hidden"}, {"name": "far"}, True),
        ({"name": "n"}, {"name": "unknown"}, True),
        ({"name": "never heard of"}, {"name": "far"}, True),
        ({"name": "n"}, {"name": "far", "id_number": "masked"}, True),
        ({"name": "n"}, {"name": "far", "id_number": "whole"}, False),
    ],
)
def test_only_a_large_city_asks_for_the_name_beside_the_birth_date(
    known: dict[str, Any], stranger: dict[str, Any], *, large: bool
) -> None:
    number = stranger.pop("id_number", None)
    if number is not None:
        stranger |= {"id_number__state": "invalid", "id_number": number, "id_number__person": None}
    assert looked_at(known, stranger, SMALL)
    assert looked_at(known, stranger, LARGE) == large


def side(names: list[str], *, anchored: bool) -> pl.DataFrame:
    """People of two birth dates, in every list of whom little is known."""
    letter = "p" if anchored else "s"
    rows = [
        {
            "record_id": f"{letter}{place}", "entity_id": f"{letter}{place}", "feed": "civil_affairs/household_roster" if anchored else "x",
            "anchored": anchored, "name": name, "birth_date": BORN if place % 2 else date(1951, 7, 9), "sex": "male",
            "number": None, "household_id": None, "village_code": "110101001009", "town": "上河镇", "phone": None, "kin": None,
            "stage": None, "source_nos": [], "households": [], "kin_names": ["王大力"],
        }
        for place, name in enumerate(names)
    ]  # fmt: skip
    lists = dict.fromkeys(("source_nos", "households", "kin_names"), pl.List(pl.String))
    texts = dict.fromkeys(("number", "household_id", "phone", "kin", "stage"), pl.String)
    records = pl.LazyFrame(rows, schema_overrides={**lists, **texts})
    values = {kind: pl.LazyFrame(schema=VALUES) for kind in ("phone", "number", "person")}
    values["name"] = pl.LazyFrame({"token": sorted(set(names)), "value": sorted(set(names))})
    bearers = pl.LazyFrame(schema={"name": pl.String, "bearers": pl.UInt32})
    listed = pl.LazyFrame({"entity_id": [row["entity_id"] for row in rows], "listed_in": [[row["feed"]] for row in rows]})
    return compared(records, values, bearers, listed, LARGE, date(2024, 5, 31)).collect()


def test_the_same_links_come_of_fewer_pairs() -> None:
    names = [
        first + given
        for first in "王单李"
        for given in ("小明", "晓明", "大明", "明小", "国强", "明", "?明", "小明明珠", "(xiao)明")
    ]
    known, unknown = side(names * 2, anchored=True), side(names + names[::-1], anchored=False)
    config = replace(load_linkage(), prior=1 / LARGE)
    found = linked(known, unknown, config, NOBODY)
    everybody = {"lone_birth": pl.col("birth_date"), "near_names": pl.lit(None, pl.List(pl.String))}
    whole = linked(known.with_columns(**everybody), unknown.with_columns(**everybody), config, NOBODY)
    assert found.pairs.height > 0
    assert_frame_equal(found.pairs, whole.pairs)
    assert_frame_equal(found.aliases, whole.aliases)

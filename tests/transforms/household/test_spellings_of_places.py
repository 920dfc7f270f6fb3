from __future__ import annotations

from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from tests.transforms.household.factory import ROSTER, night_of, plan_of, state
from transforms.household.spellings import other_spellings, places_of, usually_spelled


def homes(*rows: tuple[str, str, str]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=["village_code", "town", "village"], orient="row")


SPELT = [
    ("610802101201", "青石镇", "上河村"),
    ("610802101201", "青石镇", "上河"),
    ("610802101202", "青石", "下河村"),
    ("610802102201", "青石", "上河村"),
    ("610802101201", "白水镇", "上河村"),
]


def test_a_place_is_called_what_most_of_its_households_call_it() -> None:
    given = homes(*SPELT)
    named = usually_spelled(given, other_spellings(plan_of({}), places=places_of(given))).collect()
    assert named["town"].to_list() == ["青石镇", "青石镇", "青石镇", "青石", "白水镇"], (
        "another town's 青石 is its own; 白水镇 is another name"
    )
    assert named["village"].to_list() == ["上河村", "上河村", "下河村", "上河村", "上河村"]
    assert named.columns == ["village_code", "town", "village"]


def test_towns_may_be_looked_at_one_by_one() -> None:
    places = places_of(homes(*SPELT, *SPELT))
    whole = other_spellings(plan_of({}), places=places).collect()
    assert whole.height == 2
    assert_frame_equal(whole, other_spellings.in_buckets(plan_of({}), 3, places=places).collect(), check_row_order=False)


def test_the_published_household_lies_in_one_town() -> None:
    cells: list[dict[str, Any]] = [
        {"id_number": letter, "household_no": letter, "town": town}
        for letter, town in zip("ABC", ("青石镇", "青石", "青石镇"), strict=True)
    ]
    tables = night_of({ROSTER: state(ROSTER, *cells)})
    assert set(tables["household"]["town"]) == {"青石镇"}
    assert tables["town"].height == 1

from __future__ import annotations

import polars as pl

from flows.report.towns import TownLine, town_lines


def test_households_are_counted_by_town_most_persons_first() -> None:
    households = pl.DataFrame(
        {
            "town": ["甲镇", "甲镇", "乙乡", None],
            "size": [3, 2, 6, None],
            "household_type": ["poor", "general", "exited", "general"],
            "monitored_type": [None, "marginal", None, None],
            "insured_members": [2, 2, 5, None],
            "uninsured_members": [1, 0, 0, None],
        }
    )
    assert town_lines(households) == (
        TownLine(town="乙乡", households=1, persons=6, registered_households=1, registered_persons=6, insured=5, uninsured=0),
        TownLine(town="甲镇", households=2, persons=5, registered_households=2, registered_persons=5, insured=4, uninsured=1),
        TownLine(
            town="（未填乡镇）",
            households=1,
            persons=0,
            registered_households=0,
            registered_persons=0,
            insured=0,
            uninsured=0,
        ),
    )


def test_who_is_neither_insured_nor_uninsured_is_unknown() -> None:
    line = TownLine(town="甲", households=1, persons=9, registered_households=0, registered_persons=0, insured=5, uninsured=1)
    assert line.unknown == 3

"""A county that is on no map: towns, villages and their 12-digit codes."""

from __future__ import annotations

import numpy as np
import polars as pl

COUNTY = "云岭县"
COUNTY_CODE = 522399
FIRST = "云石青龙白双金大长新高平清永太安银兴河桥"
LAST = "溪坪河山塘坝坳关寨岩泉洞沟坡田坎湾林门岭"
VILLAGE_FIRST = "红东西南北上下新老前后中团光明和富民丰胜"
VILLAGE_LAST = "星湾寨坪山坡井村岗塘桥冲垭坝田林口园庄岭"
PERSONS_A_TOWN = 2_500
PERSONS_A_VILLAGE = 600


def build_places(rng: np.random.Generator, persons: int) -> pl.DataFrame:
    """One row a village: village (index), county, town, village_name, village_code. Names of towns are unique, of villages only in a town."""
    towns = int(np.clip(persons // PERSONS_A_TOWN, 3, 60))
    villages = int(max(persons // PERSONS_A_VILLAGE, towns * 2))
    town_of = np.sort(np.concatenate([np.arange(towns), rng.integers(0, towns, villages - towns)]))
    frame = pl.DataFrame({"village": np.arange(villages), "town_no": town_of}).with_columns(
        rank=pl.int_range(pl.len()).over("town_no")
    )
    order = rng.permutation(len(VILLAGE_FIRST) * len(VILLAGE_LAST))
    town_names = _town_names(rng, towns)
    code = COUNTY_CODE * 10**6 + (100 + pl.col("town_no")) * 1000 + 200 + pl.col("rank")
    return frame.with_columns(
        county=pl.lit(COUNTY),
        town=pl.Series(town_names).gather(town_of),
        village_name=pl.Series([_village_name(n) for n in order]).gather(
            (frame["rank"].to_numpy() * 7 + town_of * 5) % len(order)
        ),
        village_code=code.cast(pl.String),
    ).select("village", "county", "town", "village_name", "village_code")


def _town_names(rng: np.random.Generator, towns: int) -> list[str]:
    kinds = ("镇", "乡", "镇", "街道", "镇", "乡")
    pairs = rng.permutation(len(FIRST) * len(LAST))[:towns]
    return [FIRST[pair // len(LAST)] + LAST[pair % len(LAST)] + kinds[place % 6] for place, pair in enumerate(pairs)]


def _village_name(number: int) -> str:
    return VILLAGE_FIRST[number // len(VILLAGE_LAST)] + VILLAGE_LAST[number % len(VILLAGE_LAST)] + "村"

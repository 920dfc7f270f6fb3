"""However values repeat, a pair's levels are those of its own two values."""

from __future__ import annotations

from unittest.mock import patch

import polars as pl
import pytest

from config.linkage import Block, Compare, Key
from tests.transforms.linkage.people import config, frame, record
from transforms.linkage import pairs, records
from transforms.linkage.comparisons import COMPARISONS
from transforms.linkage.patterns import counted, pattern, unpacked

NAMES = ["smith", "smyth", "jones", None, "smith", "zeta", "smithe"]
KIND = COMPARISONS["latin_text"]


def by_hand(one: str | None, other: str | None) -> int:
    both = pl.DataFrame({"a": [one], "b": [other]}, schema={"a": pl.String, "b": pl.String})
    sides = (both.select(**KIND.prepare([pl.col(name)])).rename(lambda column, name=name: f"{name}{column}") for name in "ab")
    frames = pl.concat(list(sides), how="horizontal")
    return int(frames.select(KIND.level({"key": pl.col("akey")}, {"key": pl.col("bkey")})).item())


@pytest.mark.parametrize("repeats", [0.0, 2.0])
@pytest.mark.parametrize("small", [0, 256])
@pytest.mark.parametrize("worth", [0.0, 2.0])
def test_every_way_of_working_gives_the_same_levels(repeats: float, small: int, worth: float) -> None:
    using = config(comparisons=(Compare("name", "latin_text"),), blocking=(Block((Key("sex"),)),))
    left = frame(*(record(f"l{at}", name) for at, name in enumerate(NAMES))).collect()
    right = frame(*(record(f"r{at}", name) for at, name in enumerate(reversed(NAMES)))).collect()
    with patch.object(records, "REPETITIVE", repeats), patch.object(pairs, "SMALL", small), patch.object(pairs, "WORTH", worth):
        both = records.records(left, right, using)
        (one,) = pairs.compared(both, using)
        rows = pl.DataFrame({"left": [a for a in range(7) for _ in range(7)], "right": list(range(7)) * 7}, schema_overrides={
            "left": pl.UInt32, "right": pl.UInt32})  # fmt: skip
        levels = one.levels(rows)
    names = zip(both.left["name"].gather(rows["left"]), both.right["name"].gather(rows["right"]), strict=True)
    assert levels.to_list() == [by_hand(*two) for two in names]


def test_a_pattern_holds_the_levels_of_sixteen_comparisons() -> None:
    levels = [pl.Series([at % 15, 3, 3], dtype=pl.UInt8) for at in range(16)]
    packed = pattern(levels)
    assert unpacked(packed, 16)[0].tolist() == [at % 15 for at in range(16)]
    matrix, counts = counted(packed, 16)
    assert sorted(zip(matrix[:, 1].tolist(), counts.tolist(), strict=True)) == [(1, 1), (3, 2)]

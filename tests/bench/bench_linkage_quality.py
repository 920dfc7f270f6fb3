"""How well our engine and Splink 5 link the FEBRL people: data sets 1 to 3 within themselves, 4 as two lists, with and without the number.

    python -m tests.bench.bench_linkage_quality

Nothing is told to either but the records; the truth only scores what they found. The same columns are compared and blocks are as wide; what
is more likely one person than not counts as found. Columns and blocks were chosen looking at what 3 and 4 lacked, not at 1 and 2.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from config.linkage import load_linkage
from tests.bench import linkage_febrl
from tests.bench.linkage_febrl import Quality, quality
from transforms.linkage import link

CONFIG = Path(__file__).with_name("febrl.yaml")
LEAST = 0.5
CASES = tuple((number, with_number) for number in (1, 2, 3, 4) for with_number in (True, False))
"""Data set, and whether the number is there."""


def ours(number: int, *, with_number: bool) -> Quality:
    """Our engine on a data set."""
    lists = linkage_febrl.sides(number, with_number=with_number)
    left, *right = (one.lazy() for one in lists)
    pairs = link(left, right[0] if right else None, load_linkage(CONFIG)).pairs
    return quality(pairs.filter(pl.col("score") >= LEAST).select("left", "right").collect(), lists)


def splink(number: int, *, with_number: bool) -> Quality:
    """Splink on a data set."""
    from tests.bench.linkage_splink import febrl

    lists = linkage_febrl.sides(number, with_number=with_number)
    found = febrl(lists, with_number=with_number, least=LEAST)
    return quality(found.select(left="rec_id_l", right="rec_id_r"), lists)


def main() -> None:
    """Prints both, case by case."""
    for number, with_number in CASES:
        case = f"FEBRL{number}{'' if with_number else ' without the number'}"
        print(ours(number, with_number=with_number).line(f"ours    {case}"))
        print(splink(number, with_number=with_number).line(f"splink  {case}"), flush=True)


if __name__ == "__main__":
    main()

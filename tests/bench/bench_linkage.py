"""Linking two lists of the same people, one record in twenty damaged: ours against Splink 5 on DuckDB, training and prediction.

    python -m tests.bench.bench_linkage [records a list]

Both read the same parquet files, compare the same fields, look at pairs that agree on the same keys, learn their weights without
labels, and write the pairs above one half to parquet. How many of them are right is noted: a cheap linkage that finds less is none.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import polars as pl

from tests.bench.cost import Side, Work, measure, run
from tests.bench.linkage_people import write_people
from tests.bench.results import Results

LEAST = 0.5
CPU_AT_MOST = 1.0


def ours_side(folder: str) -> Work:
    """Our engine, to the links with their sentences."""
    from config.linkage import load_linkage
    from transforms.linkage import link

    config = load_linkage(Path(__file__).with_name("linkage_people.yaml"))
    left, right = (pl.scan_parquet(Path(folder, f"{side}.parquet")) for side in ("left", "right"))

    def work() -> None:
        link(left, right, config).pairs.sink_parquet(Path(folder, "ours.parquet"))

    return work


def splink_side(folder: str) -> Work:
    """Splink, to its scored pairs."""
    from tests.bench import linkage_splink

    def work() -> None:
        found = linkage_splink.people(Path(folder, "left.parquet"), Path(folder, "right.parquet"), LEAST)
        pairs = found.select(left="record_id_l", right="record_id_r", score="match_probability")
        pairs.write_parquet(Path(folder, "splink.parquet"))

    return work


SIDES: dict[str, Side] = {"ours": ours_side, "splink": splink_side}


def main(records: int = 1_000_000) -> None:
    """Prints and keeps what both cost and what they find."""
    results = Results("linkage", f"linking {records:,} records to {records:,}, 5 % of them damaged", records)
    with tempfile.TemporaryDirectory() as folder:
        write_people(Path(folder), records)
        side = partial(measure, "tests.bench.bench_linkage")
        for name in SIDES:
            results.sides[name] = side(name, folder)
            results.notes.append(_found(name, Path(folder, f"{name}.parquet"), records))
    results.ratio("ours", "splink", cpu_at_most=CPU_AT_MOST)
    results.show()
    results.keep()


def _found(name: str, path: Path, records: int) -> str:
    pairs = pl.read_parquet(path, columns=["left", "right"])
    right = pairs.filter(pl.col("left").str.slice(2) == pl.col("right").str.slice(2)).height
    return f"{name}: {pairs.height:,} pairs, precision {right / max(pairs.height, 1):.5f}, recall {right / records:.5f}"


if __name__ == "__main__":
    run(SIDES, main)

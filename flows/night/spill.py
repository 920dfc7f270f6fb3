"""Where the night's shared results are kept: plain parquet on scratch, divided so that each part fits into memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from typing_extensions import override

from transforms.parts import Divider, Parts

CHEAP: dict[str, Any] = {"compression": "uncompressed", "statistics": False}
"""Files that are read once or twice within the hour."""
ENOUGH = 1000
"""So many ids a part tell well enough where to cut."""


@dataclass(frozen=True)
class Spill(Divider):
    """Parts in a folder. `cuts` holds where a key is cut: the first id of every part but the lowest."""

    folder: Path
    cuts: Mapping[str, Sequence[str]]

    @override
    def divide(self, name: str, frame: pl.LazyFrame, key: str) -> Parts:
        cuts, place, schema = self.cuts[key], self.folder / name, frame.collect_schema()
        part = pl.sum_horizontal(pl.lit(0, pl.UInt32), *((pl.col(key) >= cut).cast(pl.UInt32) for cut in cuts))
        target = pl.PartitionBy(place, key={"part": part}, include_key=False, approximate_bytes_per_file=None)
        frame.sink_parquet(target, mkdir=True, maintain_order=True, **CHEAP)
        return _scanned([place / f"part={part}" / "00000000.parquet" for part in range(len(cuts) + 1)], schema)

    @override
    def keep(self, name: str, frames: Iterable[pl.LazyFrame], *, streamed: bool = False) -> Parts:
        paths, schema = list[Path](), pl.Schema()
        for part, frame in enumerate(frames):
            paths.append(self.folder / f"{name}-{part}.parquet")
            # The engine in memory joins at half the price of the streaming one, which groups at a third.
            made = frame.collect(engine="streaming" if streamed else "in-memory")
            made.write_parquet(paths[-1], **CHEAP)
            schema = made.schema
        return _scanned(paths, schema)


def even(letter: str, parts: int) -> list[str]:
    """Where to cut ids that are a letter and the hex digits of a keyed digest, so that parts are of one size."""
    return [f"{letter}{16**6 * part // parts:06x}" for part in range(1, parts)]


def cuts_of(ids: pl.Series, parts: int) -> list[str] | None:
    """Where to cut so that parts are of one size, by a sample of the ids; None when it is too small to tell."""
    if len(ids) < ENOUGH * parts:
        return None
    return ids.sort().gather([len(ids) * part // parts for part in range(1, parts)]).unique().sort().to_list()


def _scanned(paths: Sequence[Path], schema: pl.Schema) -> Parts:
    """A part nobody is in has no file."""

    def scan(found: Sequence[Path]) -> pl.LazyFrame:
        return pl.scan_parquet(list(found), glob=False, hive_partitioning=False) if found else pl.LazyFrame(schema=schema)

    there = [path for path in paths if path.exists()]
    return Parts(tuple(scan([path] if path in there else []) for path in paths), scan(there))

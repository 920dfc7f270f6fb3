"""What people decided about pairs of persons, `lake/ops/judgements`. Append only.

Of a pair, in whichever order it is named, the newest row counts (`transforms.linkage.judgements`); the night uses those that were
known by its time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import polars as pl

from flows.lake.appending import append_imported
from flows.lake.lake import Lake
from flows.lake.places import JUDGEMENTS
from flows.lake.tables import Outcome

SCHEMA: Mapping[str, pl.DataType] = {
    "judgement_id": pl.String(),
    "left": pl.String(),
    "right": pl.String(),
    "decision": pl.String(),
    "by": pl.String(),
    "why": pl.String(),
    "decided_at": pl.Datetime("us", "UTC"),
    "until": pl.Date(),
    "known_at": pl.Datetime("us", "UTC"),
    "import_id": pl.String(),
    "line": pl.Int64(),
}
"""Grain: one row a judgement. `left`, `right`: person ids; `decision`: same | different | open, the last where somebody could not
tell or took back what was decided; `until`: the last day on which it counts, null for ever; `line`: the row of the file it
stood in, 0 on the command line. `why` is free text: it is never published.
"""


def append(lake: Lake, rows: pl.DataFrame, import_id: str) -> Outcome:
    """Adds the judgements of one file or command (SCHEMA; `judgement_id` is given here), each once: see `append_imported`."""
    named = rows.with_columns(judgement_id=_judgement_id(rows, import_id))
    return append_imported(lake.table(JUDGEMENTS), SCHEMA, named, import_id, "judgement_id")


def _judgement_id(rows: pl.DataFrame, import_id: str) -> pl.Series:
    """`j` + 20 hexadecimal digits: the same line of the same file is the same judgement."""
    lines = (f"{import_id}:{line}:{left}:{right}" for left, right, line in rows.select("left", "right", "line").iter_rows())
    return pl.Series([f"j{hashlib.sha256(line.encode()).hexdigest()[:20]}" for line in lines], dtype=pl.String)


def scan(lake: Lake) -> pl.LazyFrame:
    """Every judgement that was ever made, in no particular order; empty before the first."""
    table = lake.table(JUDGEMENTS)
    return table.at().scan() if table.exists() else pl.LazyFrame(schema=SCHEMA)


def known_by(rows: pl.LazyFrame, moment: datetime | None) -> pl.LazyFrame:
    """The judgements that were known by a time; all of them for None."""
    return rows if moment is None else rows.filter(pl.col("known_at") <= moment)


def digest(rows: pl.LazyFrame, moment: datetime | None) -> str:
    """The same text for the same judgements known by a time; empty for none. For the manifest of an edition."""
    seen = known_by(rows, moment).select("judgement_id").collect().to_series().sort()
    return hashlib.sha256(" ".join(seen).encode()).hexdigest() if seen.len() else ""

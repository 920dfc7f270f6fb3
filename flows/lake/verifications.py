"""What became of findings when somebody went and looked, `lake/ops/verifications`. Append only.

Of a finding the newest result counts, by (checked_on, known_at, line); the night uses those with `checked_on` up to its day that
were known by its time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import polars as pl

from flows.lake.appending import append_imported
from flows.lake.lake import Lake
from flows.lake.places import VERIFICATIONS
from flows.lake.tables import Outcome

SCHEMA: Mapping[str, pl.DataType] = {
    "finding_id": pl.String(),
    "result": pl.String(),
    "checked_on": pl.Date(),
    "until": pl.Date(),
    "by": pl.String(),
    "note": pl.String(),
    "known_at": pl.Datetime("us", "UTC"),
    "import_id": pl.String(),
    "line": pl.Int64(),
}
"""Grain: one row a (import_id, finding_id, line). `result`: assigned | confirmed | not_confirmed | waived, the last with `until`;
`line`: the row of the file it stood in. `note` is free text: it is never published.
"""


def append(lake: Lake, rows: pl.DataFrame, import_id: str) -> Outcome:
    """Adds the results of one file (SCHEMA), each once: see `append_imported`."""
    return append_imported(lake.table(VERIFICATIONS), SCHEMA, rows, import_id, "finding_id")


def scan(lake: Lake) -> pl.LazyFrame:
    """Every result that was ever imported, in no particular order; empty before the first."""
    table = lake.table(VERIFICATIONS)
    return table.at().scan() if table.exists() else pl.LazyFrame(schema=SCHEMA)


def known_by(rows: pl.LazyFrame, moment: datetime | None) -> pl.LazyFrame:
    """The results that were imported by a time; all of them for None."""
    return rows if moment is None else rows.filter(pl.col("known_at") <= moment)


def digest(rows: pl.LazyFrame, moment: datetime | None) -> str:
    """The same text for the same results known by a time; empty for none. For the manifest of an edition."""
    seen = known_by(rows, moment).select("import_id", "line", "finding_id").collect().sort("import_id", "line", "finding_id")
    return hashlib.sha256(seen.write_csv().encode()).hexdigest() if seen.height else ""

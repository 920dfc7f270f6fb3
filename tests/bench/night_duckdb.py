"""The night as somebody who knows DuckDB would write it by hand: SQL over the same parquet states, to the same tables.

It does less than ours does, which makes it the cheaper one:
- ids of persons without a number and of households are plain MD5s, not keyed digests;
- no guard against a child entered under a parent's number, in the roster or in the schools (the states hold none);
- person_field: whether another feed confirms or contradicts is one comparison with the chosen value, a number's own birth date and sex
  are no candidates beside it, and there is no record of what stands in place of a number, nor of people whom no feed lists;
- of several sightings of a person whom no feed lists, any will do;
- unknown is told from no by one rule for everybody (has a number), not by feed and policy;
- empty tables (findings, coverage, changes, links) and the vault's tokens are not written.

Two threads; shared results are temporary tables, which DuckDB keeps in memory or spills by itself.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from tests.bench.night_duckdb_evidence import evidence
from transforms.household.states import NEEDS

SCRIPT = Path(__file__).with_suffix(".sql")
KINDS = {
    "registered": "household_type IN ('poor', 'exited') OR monitored_type IS NOT NULL",
    "poor": "household_type = 'poor'",
    "exited": "household_type = 'exited'",
    "monitored": "monitored_type IS NOT NULL",
}


def run_night(states: Path, out: Path, scratch: Path, as_of: date) -> None:
    """Reads `<department>__<feed>.parquet` from `states` and writes the tables to `out` (zstd), household and person in order."""
    out.mkdir()
    with duckdb.connect(config={"threads": 2, "temp_directory": str(scratch), "preserve_insertion_order": False}) as night:
        for feed, needs in NEEDS.items():
            path = states / f"{feed.replace('/', '__')}.parquet"
            state = f"in_{feed.partition('/')[2]}"
            night.execute(f"CREATE TEMP VIEW {state} AS SELECT {', '.join(needs)} FROM read_parquet('{path}')")
        night.execute(f"SET VARIABLE as_of = DATE '{as_of:%Y-%m-%d}'")
        night.execute(SCRIPT.read_text(encoding="utf-8"))
        for name, query in _published(as_of).items():
            night.execute(f"COPY ({query}) TO '{out / name}.parquet' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)")


def _published(as_of: date) -> dict[str, str]:
    edition = f"DATE '{as_of:%Y-%m-%d}' AS edition"
    yuan = "(self_pay_fen::DECIMAL(18, 2) / 100)::DECIMAL(18, 2) AS self_pay_12m"
    aid = "(medical_aid_fen::DECIMAL(18, 2) / 100)::DECIMAL(18, 2) AS medical_aid_12m"
    return {
        "household": f"SELECT * EXCLUDE (self_pay_fen), {yuan}, {edition} FROM households ORDER BY household_id",
        "person": f"SELECT * EXCLUDE (self_pay_fen, medical_aid_fen), {yuan}, {aid}, {edition} FROM persons ORDER BY person_id",
        "person_field": " UNION ALL ".join(evidence()),
        "village": _places("village_code", "mode(village) AS village, mode(town) AS town") + " ORDER BY village_code",
        "town": _places("town", "count(DISTINCT village_code) AS villages") + " ORDER BY town",
    }


def _places(place: str, own: str) -> str:
    counts = ", ".join(
        f"count(*) FILTER ({kind}) AS {name}_households, sum(size) FILTER ({kind}) AS {name}_persons"
        for name, kind in KINDS.items()
    )
    return f"SELECT {place}, {own}, count(*) AS households, sum(size) AS persons, {counts} FROM households GROUP BY {place}"

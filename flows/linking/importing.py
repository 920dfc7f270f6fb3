"""`hearth link judge --from FILE.xlsx`: a filled workbook comes back; the good rows are kept once, the others are told why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from config.contracts import HERE, Contract, load_contract
from flows.answer import Answer
from flows.errors import Misuse
from flows.findings.filled import Filled, read_answers, refused_rows
from flows.findings.telling import answer_of, lines, notes, refused_lines
from flows.lake import judgements
from flows.lake.tables import Outcome
from flows.linking.checking import faults_of
from flows.linking.judge import broken_by, tell, today
from flows.linking.known import known
from flows.masking import masked
from flows.reading import Limits
from flows.site import Site, open_site
from transforms.feeds import PLACE

JUDGEMENTS = HERE / "desk" / "links__judgements.odcs.yaml"


@dataclass(frozen=True)
class Taken:
    """What became of one file. `state`: imported, already (all of it was there), empty (nothing filled in), refused (not to be read)."""

    state: str
    import_id: str
    filled: Filled
    accepted: pl.DataFrame
    refused: pl.DataFrame
    doubts: pl.DataFrame
    contradictions: list[dict[str, Any]]


@cache
def judgements_contract() -> Contract:
    """What a filled workbook of pairs looks like."""
    return load_contract(JUDGEMENTS)


def import_judgements(file: str, by: str) -> Answer:
    """Reads, checks and keeps a filled workbook. `by` stands in for blank 判断人. Exits 1 when anything was refused."""
    path = Path(file)
    if not path.is_file():
        raise Misuse(f"there is no file {masked(file)}")
    return _answer(_taken(open_site(), path, by.strip()))


def _taken(site: Site, path: Path, by: str) -> Taken:
    now = datetime.now(UTC)
    limits = Limits(memory_bytes=site.settings.excel_memory_mb << 20, seconds=site.settings.excel_seconds)
    with site.lake.scratch() as scratch, path.open("rb") as source:
        # Read from a copy, so that hash and rows are of the same bytes whatever happens to the file meanwhile.
        content = source.read()
        import_id = hashlib.sha256(content).hexdigest()
        copy = scratch / "filled"
        copy.write_bytes(content)
        contract = judgements_contract()
        filled = read_answers(copy, contract, scratch, limits, pivot_year=now.year, answer="decision", day="decided_on")
    rows = filled.rows.with_columns(by=pl.coalesce("by", pl.lit(by or None, pl.String)))
    borne = known(site, pl.concat([rows["left"], rows["right"]]))
    faults = pl.concat([filled.faults, *faults_of(rows, borne, today(site, now))])
    good = rows.join(faults, on=PLACE, how="anti", maintain_order="left")
    refused = refused_rows(rows, faults, "left", "right")
    doubts = filled.doubts.join(good, on=PLACE, how="semi", maintain_order="left")
    if filled.refusal is not None or good.is_empty():
        return Taken("refused" if filled.refusal else "empty", import_id, filled, good, refused, doubts, [])
    outcome = judgements.append(site.lake, _kept(site, good, now, import_id), import_id)
    state = "already" if outcome is Outcome.ALREADY else "imported"
    broken = broken_by(site, {*good["left"], *good["right"]}, today(site, now))
    return Taken(state, import_id, filled, good, refused, doubts, broken)


def _kept(site: Site, good: pl.DataFrame, now: datetime, import_id: str) -> pl.DataFrame:
    """As they are kept: numbers of people in the free texts masked. A day alone means its end, and never a time to come."""
    ends = {day: _end(site, day, now) for day in good["decided_on"].drop_nulls().unique()}
    return good.select(
        "left",
        "right",
        "decision",
        by=pl.col("by").map_elements(masked, pl.String),
        why=pl.col("why").map_elements(masked, pl.String),
        decided_at=pl.col("decided_on").replace_strict(ends, default=now, return_dtype=pl.Datetime("us", "UTC")),
        until="until",
        known_at=pl.lit(now),
        import_id=pl.lit(import_id),
        line=pl.col("_row").cast(pl.Int64),
    )


def _end(site: Site, day: date, now: datetime) -> datetime:
    return min(now, datetime.combine(day + timedelta(days=1), time(), site.zone).astimezone(UTC))


def _answer(taken: Taken) -> Answer:
    """rows_read = rows_accepted + rows_rejected + rows_skipped."""
    document = {
        "state": taken.state,
        "import_id": taken.import_id,
        "rows_read": taken.filled.rows_read,
        "rows_accepted": taken.accepted.height,
        "rows_rejected": taken.refused.height,
        "rows_skipped": taken.filled.blank,
        "results": dict(taken.accepted.group_by("decision").len().sort("decision").iter_rows()),
        "refused": refused_lines(taken.refused, "left", "right"),
        "doubts": lines(taken.doubts),
        "notes": notes(taken.filled, taken.doubts, "填了判断日期但没有填判断结果，按未判断处理。"),
        "contradictions": taken.contradictions,
    }
    told = answer_of(document, {"left": "left", "right": "right"})

    def show() -> None:
        told.show()
        tell(taken.contradictions)

    return Answer(document, show, told.exit_code)

"""`hearth findings import`: results of checks on the spot come back; the good ones are kept once, the others are told why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from flows.answer import Answer
from flows.editions import chosen, scan
from flows.errors import Misuse
from flows.findings.filled import Filled, read_filled
from flows.findings.judging import Judged, judge
from flows.findings.telling import answer_of, lines, notes, refused_lines
from flows.lake import verifications
from flows.lake.tables import Outcome
from flows.masking import masked
from flows.reading import Limits
from flows.site import Site, open_site


@dataclass(frozen=True)
class Imported:
    """What became of one file. `state`: imported, already (all of it was there), empty (no result in it), refused (not to be read)."""

    state: str
    import_id: str
    filled: Filled
    judged: Judged


def import_results(file: str, by: str) -> Answer:
    """Reads, judges and keeps a filled worklist. `by` stands in for blank 核实人. Exits 1 when anything was refused."""
    path = Path(file)
    if not path.is_file():
        raise Misuse(f"there is no file {masked(file)}")
    return _answer(_taken(open_site(), path, by))


def _taken(site: Site, path: Path, by: str) -> Imported:
    edition = chosen(site, "")
    now = datetime.now(UTC)
    limits = Limits(memory_bytes=site.settings.excel_memory_mb << 20, seconds=site.settings.excel_seconds)
    with site.lake.scratch() as scratch, path.open("rb") as source:
        # Read from a copy, so that hash and rows are of the same bytes whatever happens to the file meanwhile.
        content = source.read()
        import_id = hashlib.sha256(content).hexdigest()
        copy = scratch / "filled"
        copy.write_bytes(content)
        filled = read_filled(copy, scratch, limits, pivot_year=now.year)
        judged = judge(filled, _known(site, edition, filled), _today(site, now, edition))
    if filled.refusal is not None:
        return Imported("refused", import_id, filled, judged)
    if judged.accepted.is_empty():
        return Imported("empty", import_id, filled, judged)
    outcome = verifications.append(site.lake, _rows(judged.accepted, by, now, import_id), import_id)
    return Imported("already" if outcome is Outcome.ALREADY else "imported", import_id, filled, judged)


def _known(site: Site, edition: str, filled: Filled) -> pl.DataFrame:
    """The findings the file speaks of, with the day each was first seen."""
    wanted = filled.rows.select("finding_id").drop_nulls().unique().lazy()
    findings = scan(site, "findings", edition).select("finding_id", "first_seen")
    return findings.join(wanted, on="finding_id", how="semi").collect(engine="streaming")


def _today(site: Site, now: datetime, edition: str) -> date:
    """The city's day, or the edition's where somebody ran the night ahead: on either day a check can have been made."""
    return max(now.astimezone(site.zone).date(), date.fromisoformat(edition[:10]))


def _rows(accepted: pl.DataFrame, by: str, now: datetime, import_id: str) -> pl.DataFrame:
    """As they are kept: numbers of people in the free texts masked."""
    return accepted.select(
        "finding_id",
        "result",
        "checked_on",
        "until",
        by=pl.coalesce("by", pl.lit(by or None, pl.String)).map_elements(masked, pl.String),
        note=pl.col("note").map_elements(masked, pl.String),
        known_at=pl.lit(now),
        import_id=pl.lit(import_id),
        line=pl.col("_row").cast(pl.Int64),
    )


def _answer(taken: Imported) -> Answer:
    """rows_read = rows_accepted + rows_rejected + rows_skipped."""
    filled, judged = taken.filled, taken.judged
    document = {
        "state": taken.state,
        "import_id": taken.import_id,
        "rows_read": filled.rows_read,
        "rows_accepted": judged.rows_accepted,
        "rows_rejected": judged.refused.height,
        "rows_skipped": filled.blank,
        "results": dict(judged.accepted.group_by("result").len().sort("result").iter_rows()),
        "refused": refused_lines(judged.refused, "finding_id"),
        "doubts": lines(judged.doubts),
        "notes": notes(filled, judged.doubts, "填了核实日期但没有填核实结果，按未核实处理。"),
    }
    return answer_of(document, {"finding": "finding_id"})

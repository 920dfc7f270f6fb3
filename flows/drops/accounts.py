"""The account of a drop: its row of the ledger and its receipt, from what was read, decided and changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
from pydantic import ValidationError

from config.contracts import Contract
from config.reasons import reasons
from expectations.verdict import Outcome
from flows.drops.arrival import Arrival
from flows.drops.deciding import Decision
from flows.drops.rows import Rows
from flows.drops.split import Tally
from flows.lake.corrections import scan_corrections
from flows.lake.lake import Lake
from flows.lake.ledger import Drop, DropState, Reason, duplicate_id
from flows.lake.receipts import read_receipt
from flows.report.reasonlines import ReasonLine, reason_line
from flows.report.receipt import Changes, Check, Correction, First, Receipt, Source, SourceSheet
from flows.report.receipt import Rows as RowCounts
from flows.site import Site

STATE_OF: dict[str, DropState] = {"accept": "done", "warn": "done", "hold": "held", "refuse": "refused"}
AGAIN: dict[str, Outcome] = {"held": "hold", "refused": "refuse"}
"""What a content comes to when it is delivered again, by the state of its first delivery; else it is accepted as it was."""


def ledger_row(arrival: Arrival, rows: Rows, decision: Decision, known_at: datetime, *, late: bool) -> Drop:
    """The drop's row of the ledger. A drop refused as a whole accepts none of its rows."""
    state = STATE_OF[decision.outcome]
    kept = rows.rows_read - rows.rows_erased
    rejected = kept if state == "refused" else rows.rows_rejected
    return replace(
        entered(arrival, state, known_at),
        data_date=day_of(arrival, rows),
        rows_read=rows.rows_read,
        rows_accepted=kept - rejected,
        rows_rejected=rejected,
        rows_skipped=rows.reading.skipped,
        reasons=tuple(Reason(line.rule, line.column, line.rows) for line in _all(arrival, rows, decision, late=late)),
        corrects=rows.corrects.drop.drop_id if rows.corrects else "",
        scopes=scopes_of(arrival.contract, rows),
        rows_erased=rows.rows_erased,
    )


def entered(arrival: Arrival, state: DropState, known_at: datetime) -> Drop:
    """The ledger's row of what arrived, before anybody read a row of it."""
    return Drop(
        drop_id=arrival.drop_id,
        department=arrival.contract.department,
        feed=arrival.contract.feed,
        key=arrival.candidate.key,
        version=arrival.candidate.version,
        sha256=arrival.sha256,
        data_date=arrival.data_date,
        landed_at=arrival.candidate.modified,
        known_at=known_at,
        state=state,
        contract_version=arrival.contract.version,
    )


def scopes_of(contract: Contract, rows: Rows) -> tuple[str, ...]:
    """The towns a drop holds, where the contract says that it comes town by town."""
    if not contract.scope or rows.accepted is None:
        return ()
    delivered = rows.accepted.select(pl.col(contract.scope).drop_nulls().unique().sort())
    return tuple(delivered.collect(engine="streaming").to_series().to_list())


def day_of(arrival: Arrival, rows: Rows) -> date:
    """The day the drop speaks of: for a correction, the day of what it corrects."""
    return rows.corrects.data_date if rows.corrects and rows.corrects.data_date else arrival.data_date


def receipt_of(arrival: Arrival, rows: Rows, decision: Decision, drop: Drop, closed: int, *, late: bool) -> Receipt:
    """What the department is told."""
    contract = arrival.contract
    return Receipt(
        drop_id=drop.drop_id,
        department=contract.department,
        feed=contract.feed,
        title=contract.title,
        file_name=arrival.name,
        data_date=drop.data_date,
        landed_at=drop.landed_at,
        state=drop.state,
        outcome=decision.outcome,
        rows=RowCounts(
            read=drop.rows_read,
            accepted=drop.rows_accepted,
            rejected=drop.rows_rejected,
            skipped=drop.rows_skipped,
            duplicates=rows.duplicates,
            erased=drop.rows_erased,
        ),
        changes=_changes(rows, decision),
        reasons=(*_refused_lines(arrival, rows), *_drop_reasons(arrival, rows, decision)),
        warnings=_warnings(arrival, rows, decision, late=late),
        checks=tuple(Check.of(result) for result in decision.checks),
        correction=_correction(rows, closed),
        source=_source(rows),
        has_fixit=drop.rows_rejected > 0 and decision.outcome != "refuse",
    )


def _source(rows: Rows) -> Source:
    return Source(
        container=rows.reading.container,
        encoding=rows.reading.encoding,
        sheets=tuple(SourceSheet(name=one.name, rows=one.rows, skipped=one.skipped) for one in rows.reading.counts),
    )


def _all(arrival: Arrival, rows: Rows, decision: Decision, *, late: bool) -> Iterable[ReasonLine]:
    yield from _refused_lines(arrival, rows)
    yield from _drop_reasons(arrival, rows, decision)
    yield from _warnings(arrival, rows, decision, late=late)


def _refused_lines(arrival: Arrival, rows: Rows) -> tuple[ReasonLine, ...]:
    """Why rows are refused; where the file as a whole is to blame for it, what exactly."""
    refusal = rows.reading.refusal
    lines = _lines(arrival, rows.refused)
    if refusal is None:
        return lines
    return tuple(line.model_copy(update={"detail": refusal.detail, "header": line.header or refusal.header}) for line in lines)


def _lines(arrival: Arrival, tally: Tally) -> tuple[ReasonLine, ...]:
    columns = arrival.contract.by_name
    return tuple(
        reason_line(
            rule,
            count,
            column=column,
            header=columns[column].header if column in columns else "",
            places=tally.places[rule, column],
        )
        for (rule, column), count in sorted(tally.rows.items(), key=lambda item: (-item[1], item[0]))
    )


def _drop_reasons(arrival: Arrival, rows: Rows, decision: Decision) -> tuple[ReasonLine, ...]:
    """Why the drop as a whole is refused or held: the file itself, its columns, or a failed check."""
    lines = []
    refusal = rows.reading.refusal
    if refusal is not None and rows.is_unread:
        lines.append(reason_line(refusal.reason, 0, column=refusal.column, header=refusal.header, detail=refusal.detail))
    lines += _notes(rows, decision, graver=True)
    lines += [
        reason_line(check.reason, check.unexpected_count or 0, column=_column(arrival, check.column))
        for check in decision.checks
        if not check.success and check.severity != "warning" and check.reason
    ]
    return tuple(lines)


def _warnings(arrival: Arrival, rows: Rows, decision: Decision, *, late: bool) -> tuple[ReasonLine, ...]:
    lines = list(_lines(arrival, rows.warned))
    if rows.duplicates:
        lines.append(reason_line("duplicate_equal", rows.duplicates))
    if late and rows.corrects is None:
        lines.append(reason_line("late_delivery", 0))
    lines += _notes(rows, decision, graver=False)
    lines += [
        reason_line(check.reason, check.unexpected_count or 0, column=_column(arrival, check.column))
        for check in decision.checks
        if not check.success and check.severity == "warning" and check.reason
    ]
    return tuple(lines)


def _notes(rows: Rows, decision: Decision, *, graver: bool) -> list[ReasonLine]:
    """What reading noted: the graver ones hold the drop, unless it was taken in all the same (a first delivery, a release)."""
    taken = decision.outcome in ("accept", "warn")
    return [
        reason_line(note.reason, 0, column=note.column, header=note.header, detail=note.detail)
        for note in rows.reading.notes
        if (note in decision.grave and not taken) is graver
    ]


def _column(arrival: Arrival, measured: str) -> str:
    name = measured.removeprefix("shift_").partition("__")[0]
    return name if name in arrival.contract.by_name else ""


def _changes(rows: Rows, decision: Decision) -> Changes | None:
    if decision.changes is None or rows.accepted is None:
        return None
    own = decision.changes
    kept = rows.rows_read - rows.rows_rejected - rows.rows_erased - rows.duplicates
    return Changes(new=own.new, changed=own.changed, unchanged=kept - own.new - own.changed, absent=own.absent)


def _correction(rows: Rows, closed: int) -> Correction | None:
    if rows.corrects is None:
        return None
    items = rows.corrects.originals.select("sheet", "row").n_unique()
    return Correction(
        of_drop_id=rows.corrects.drop.drop_id,
        items_closed=closed,
        items_open=items - rows.corrects.closed_before - closed,
    )


def duplicate_of(site: Site, arrival: Arrival, known: Drop) -> tuple[Drop, Receipt]:
    """The account of a content delivered once more: what became of it the first time, and why. The counts stand in the first
    delivery's own row, not here.
    """
    contract = arrival.contract
    stands = () if known.state == "done" else known.reasons
    again = entered(arrival, "duplicate", datetime.now(UTC))
    drop = replace(
        again,
        drop_id=duplicate_id(again.department, again.feed, again.sha256, again.key, again.version),
        data_date=known.data_date,
        reasons=(Reason("duplicate_delivery", "", 0), *stands),
    )
    receipt = Receipt(
        drop_id=drop.drop_id,
        department=contract.department,
        feed=contract.feed,
        title=contract.title,
        file_name=arrival.name,
        data_date=drop.data_date,
        landed_at=drop.landed_at,
        state="duplicate",
        outcome=AGAIN.get(known.state, "accept"),
        reasons=_told_before(site, arrival, known) if stands else (),
        warnings=(reason_line("duplicate_delivery", 0),),
        first=first_of(site, known),
    )
    return drop, receipt


def first_of(site: Site, known: Drop) -> First:
    """What became of the first delivery of a content, as it stands now."""
    assert known.state != "duplicate", "a content is found by its own id, a duplicate has another"
    done = known.state == "done" and known.rows_rejected > 0
    return First(drop_id=known.drop_id, state=known.state, items_open=items_open(site.lake, known) if done else 0)


def items_open(lake: Lake, drop: Drop) -> int:
    """Refused rows of a drop that no correction closed."""
    closed = scan_corrections(lake).filter(pl.col("drop_id") == drop.drop_id).select(pl.len()).collect().item()
    return drop.rows_rejected - int(closed)


def _told_before(site: Site, arrival: Arrival, known: Drop) -> tuple[ReasonLine, ...]:
    """Why the first delivery was refused or held, in the words of its receipt; else of the ledger alone."""
    receipt = read_receipt(site.lake, known.department, known.feed, known.drop_id)
    try:
        return tuple(ReasonLine.model_validate(line) for line in (receipt or {})["reasons"])
    except (KeyError, ValidationError):
        columns = arrival.contract.by_name
        headers = {reason.column: columns[reason.column].header for reason in known.reasons if reason.column in columns}
        return tuple(
            reason_line(reason.rule, reason.rows, column=reason.column, header=headers.get(reason.column, ""))
            for reason in known.reasons
            if reason.rule in reasons()
        )

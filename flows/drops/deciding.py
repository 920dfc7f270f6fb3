"""What becomes of a drop: the verdict, and what its rows add to the change log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from config.contracts import Contract, OnDrift
from expectations.feeds import drop_suite, rows_suite
from expectations.judge import judge
from expectations.measures import drop_measures
from expectations.verdict import CheckResult, Outcome, gravest
from flows.drops.picking import only
from flows.drops.rows import Rows
from flows.lake.changelog import ChangeLog
from flows.orchestrate import step
from flows.reading import Note
from transforms.history import ABSENT, UPSERT, fresh, state, vanished

OUTCOME_OF: Mapping[OnDrift, Outcome] = {"refuse": "refuse", "hold": "hold", "warn": "warn"}


@dataclass(frozen=True)
class OwnChanges:
    """What a drop's own rows add to the change log, as a plan over scratch, and how many keys are new, changed and absent."""

    rows: pl.LazyFrame
    new: int
    changed: int
    absent: int


@dataclass(frozen=True)
class Decision:
    """The outcome of a drop with the figures behind it; `changes` are its own change-log rows, not yet stamped."""

    outcome: Outcome
    checks: tuple[CheckResult, ...]
    changes: OwnChanges | None
    grave: tuple[Note, ...] = ()
    """What reading noted that holds the drop; the other notes are only told."""


@step()
def decide(contract: Contract, rows: Rows, log: ChangeLog, day: date, *, late: bool, released: bool) -> Decision:
    """Judges a drop against the state of its own day. `released`: a person has looked, holds no longer count."""
    known = state(log.rows(), day)
    if rows.accepted is None:
        return Decision("refuse", (), None, tuple(note for note in rows.reading.notes if note.decision != "warn"))
    measures = drop_measures(
        contract,
        rows.accepted,
        known,
        rows_read=rows.rows_read,
        rows_rejected=rows.rows_rejected,
        refused_keys=protected(known, rows).lazy(),
    )
    # Keys by hash: whether five million texts are all different is asked in a tenth of the memory, and two keys of one hash would
    # hold the drop for a person to see, once in a million such drops.
    verdicts = [judge(rows.accepted.with_columns(pl.col("_key").hash()), rows_suite(contract))]
    if rows.corrects is None:
        verdicts.append(judge(measures, drop_suite(contract)))
    grave = grave_notes(rows, known)
    drift: list[Outcome] = [OUTCOME_OF[note.decision] if note in grave else "warn" for note in rows.reading.notes]
    lateness = [OUTCOME_OF[contract.on_late]] if late and rows.corrects is None else []
    outcome = gravest([*(verdict.outcome for verdict in verdicts), *drift, *lateness])
    checks = tuple(result for verdict in verdicts for result in verdict.results)
    if outcome == "hold" and released:
        outcome = "warn"
    changes = None if outcome in ("hold", "refuse") else own_changes(contract, rows, known)
    return Decision(outcome, checks, changes, grave)


def grave_notes(rows: Rows, known: pl.LazyFrame) -> tuple[Note, ...]:
    """The notes that hold the drop. A column missing from a first delivery, from a correction of a file that lacked it too, or
    where nobody ever filled it, takes nothing away that was known. Reads the state only where such a note exists.
    """
    notes = [note for note in rows.reading.notes if note.decision != "warn"]
    if not notes or rows.corrects or known.select("_key").head(1).collect().is_empty():
        return ()
    filled = _filled(known, {note.column for note in notes if note.reason == "missing_column"})
    return tuple(note for note in notes if note.reason != "missing_column" or note.column in filled)


def _filled(known: pl.LazyFrame, columns: Collection[str]) -> set[str]:
    """Those of the contract's columns that hold a value anywhere in the state; a person's number may be known by its person alone."""
    there = known.collect_schema()
    parts = {column: [name for name in (column, f"{column}__person") if name in there] for column in sorted(columns)}
    holds = [pl.any_horizontal(pl.col(names).is_not_null().any()).alias(column) for column, names in parts.items() if names]
    if not holds:
        return set()
    return {
        column for column, is_filled in known.select(holds).collect(engine="streaming").row(0, named=True).items() if is_filled
    }


def own_changes(contract: Contract, rows: Rows, known: pl.LazyFrame) -> OwnChanges:
    """What a drop's accepted rows add to a state: upserts, and for snapshots the keys that vanished."""
    assert rows.accepted is not None
    if known.select("_key").head(1).collect().is_empty():
        return OwnChanges(rows.accepted.with_columns(_op=pl.lit(UPSERT)), rows.rows_accepted, 0, 0)
    places = fresh(known, rows.accepted).collect(engine="streaming").to_series()
    upserts = only(rows.accepted, places, rows.rows_accepted) if len(places) < rows.rows_accepted else rows.accepted
    known_before = upserts.select("_key").join(known.select("_key"), on="_key", how="semi").select(pl.len())
    changed = known_before.collect(engine="streaming").item()
    parts, absent = [upserts.with_columns(_op=pl.lit(UPSERT))], 0
    if contract.delivery == "snapshot" and rows.corrects is None:
        keys = vanished(known, rows.accepted, protected(known, rows).lazy(), scope=contract.scope).collect(engine="streaming")
        absent = keys.height
        parts.append(keys.lazy().with_columns(_op=pl.lit(ABSENT)))
    return OwnChanges(pl.concat(parts, how="diagonal"), len(places) - changed, changed, absent)


def protected(known: pl.LazyFrame, rows: Rows) -> pl.DataFrame:
    """Keys that must not count as vanished (`_key`): those of refused rows, and where a refused row's key could not be read,
    those of everybody of that row's name. Absence is not exit.
    """
    keys = rows.refused_keys.select("_key").drop_nulls()
    nameless = rows.refused_keys.filter(pl.col("_key").is_null() & pl.col("_name").is_not_null()).select("_name")
    if nameless.height and rows.name_column in known.collect_schema():
        namesakes = known.select("_key", _name=rows.name_column).join(nameless.lazy().unique(), on="_name", how="semi")
        keys = pl.concat([keys, namesakes.select("_key").collect()])
    return keys.unique()

"""The flow that takes drops in: from the inbox to the change log, the ledger and a receipt. docs/walk.md tells it in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from polars.exceptions import PanicException

from flows.answer import Answer
from flows.drops import accounts, commit
from flows.drops.again import begun_at, known_as
from flows.drops.arrival import Arrival, secure, untaken
from flows.drops.correcting import closed_items
from flows.drops.deciding import decide
from flows.drops.late import later_drops, with_reassertions
from flows.drops.named import check_named, known_before
from flows.drops.outcome import TakenIn, answer, misplaced
from flows.drops.receipting import receipt_folder, write_receipt
from flows.drops.rows import Rows, take_rows
from flows.drops.withholding import give_up, withhold
from flows.errors import Broken, Misuse
from flows.lake import archive, changelog, plans
from flows.lake.claims import ERASING, held, is_held
from flows.lake.inbox import Candidate
from flows.lake.ledger import Drop
from flows.lake.tables import Outcome
from flows.log import account, log
from flows.orchestrate import note, run
from flows.report.receipt import Receipt
from flows.site import Site, open_site
from flows.terminal import progress
from transforms.history import stamped
from transforms.pseudonym import accepted_schema

Progress = Callable[[int], None]


def ingest(keys: Sequence[str] = (), quiet: bool = True) -> list[TakenIn]:
    """Takes in what lies in the inbox, each distinct content once; any number of these may run at once."""
    site = open_site()
    site.lake.clear_scratch()  # a sweep that finds nothing to do opens no work folder of its own
    taken = []
    with progress(quiet) as shown:
        for candidate in untaken(site, keys):
            bar = shown.add_task(f"{candidate.department}/{candidate.feed}", total=None)
            taken.append(guarded(site, candidate, partial(shown.advance, bar)))
            shown.remove_task(bar)
    note("drops", [item.counts for item in taken])
    return taken


def guarded(site: Site, candidate: Candidate, progress: Progress) -> TakenIn:
    """`take_in`, so that a file which our own code stumbles over does not keep the others waiting. Storage faults meet every file and
    are raised; so is what the operator must put right.
    """
    try:
        return take_in(site, candidate, progress)
    except (OSError, Misuse, Broken):
        raise
    except (Exception, PanicException) as error:
        log().error("drop.failed", feed=f"{candidate.department}/{candidate.feed}", fault=account(error))
        return TakenIn.failed(candidate)


def take_in(site: Site, candidate: Candidate, progress: Progress = lambda _: None) -> TakenIn:
    """One candidate on its way; what is in progress elsewhere or still being written is left for the next sweep."""
    if candidate.state == "waiting":
        return TakenIn.waiting(candidate)
    if candidate.state != "ready" or f"{candidate.department}/{candidate.feed}" not in site.contracts:
        return misplaced(site, candidate)
    with site.lake.scratch() as scratch:
        try:
            arrival = secure(site, candidate, scratch)
        except (FileNotFoundError, InterruptedError):
            return TakenIn.waiting(candidate)
        with held(site.lake.store, arrival.drop_id) as claim:
            if claim is None or is_held(site.lake.store, ERASING):
                return TakenIn.waiting(candidate)
            known_arrival, known = known_as(site, arrival)
            if known is None:
                return process(site, known_arrival, scratch, progress)
            return record_duplicate(site, arrival, known)


def process(
    site: Site,
    arrival: Arrival,
    scratch: Path,
    progress: Progress = lambda _: None,
    *,
    released: bool = False,
    was: Drop | None = None,
) -> TakenIn:
    """Reads, judges and commits one content. Safe to repeat from any point: a crash is finished by doing it again."""
    contract = arrival.contract
    begun = begun_at(site, contract, arrival.drop_id) if was is None else None
    rows = take_rows(site, contract, arrival.path, arrival.data_date.year, scratch, progress, begun)
    named = was is not None and archive.is_cut(site.lake.store, arrival.sha256)
    if was is not None and named:
        rows = rows.beside(was.rows_erased)
    commit.write_tokens(site, arrival.drop_id, rows, scratch)
    while True:
        base = changelog.open_log(site.lake, contract.table, accepted_schema(contract))
        if base.already(arrival.drop_id):
            drop, receipt = _planned(site, arrival.drop_id)
            break
        drop, receipt, outcome = _attempt(site, arrival, rows, base, scratch, released=released)
        if outcome is not Outcome.CONFLICT:
            break
    commit.write_rejections(site, drop, rows)
    if rows.corrects and rows.accepted is not None and drop.state == "done":
        commit.write_closed(site, drop, closed_items(site, rows.corrects, rows.accepted, rows.reading.batches()))
    folder = write_receipt(site, drop, receipt)
    if rows.names_erased or rows.is_unread:  # of a file of which no row could be read the texts alone tell
        named |= withhold(site, contract, arrival.sha256, arrival.path, arrival.data_date.year, begun).named
    commit.write_ledger(site, drop, was)
    if named:
        give_up(site, [drop])
    log().info(
        "drop",
        drop=drop.drop_id,
        feed=contract.name,
        state=drop.state,
        read=drop.rows_read,
        rejected=drop.rows_rejected,
    )
    return TakenIn.of(drop, folder)


def _attempt(
    site: Site, arrival: Arrival, rows: Rows, base: changelog.ChangeLog, scratch: Path, *, released: bool
) -> tuple[Drop, Receipt, Outcome]:
    """Decides against one version of the change log and commits to that very version."""
    contract, known_at = arrival.contract, datetime.now(UTC)
    day = accounts.day_of(arrival, rows)
    later = later_drops(site, contract, base, day)
    decision = decide(contract, rows, base, day, late=bool(later), released=released)
    drop = accounts.ledger_row(arrival, rows, decision, known_at, late=bool(later))
    closed = 0
    if rows.corrects and rows.accepted is not None:
        closed = closed_items(site, rows.corrects, rows.accepted, rows.reading.batches()).height
    receipt = accounts.receipt_of(arrival, rows, decision, drop, closed, late=bool(later))
    if decision.changes is None:
        return drop, receipt, Outcome.COMMITTED
    own = stamped(decision.changes.rows, data_date=day, known_at=known_at, drop_id=drop.drop_id, order=base.order)
    written = with_reassertions(site, contract, base.rows(), own, later, known_at, base.order, scratch)
    commit.write_plan(site, drop, receipt.model_dump(mode="json", exclude={"what_to_do"}))
    return drop, receipt, commit.write_changes(base, drop, written)


def _planned(site: Site, drop_id: str) -> tuple[Drop, Receipt]:
    """What an interrupted attempt had decided before its rows went in."""
    plan = plans.recall(site.lake, drop_id)
    assert plan is not None, "a plan is written before the first commit"
    return commit.planned_drop(plan), Receipt.model_validate(plan["receipt"])


def record_duplicate(site: Site, arrival: Arrival, known: Drop) -> TakenIn:
    """A content that was delivered before: said in the ledger and in a receipt of its own, and nothing else happens."""
    if (known.key, known.version) == (arrival.candidate.key, arrival.candidate.version):
        # Another sweep took this very file in since ours listed the inbox: no second delivery.
        return TakenIn.of(known, receipt_folder(site, known))
    drop, receipt = accounts.duplicate_of(site, arrival, known)
    folder = write_receipt(site, drop, receipt)
    commit.write_ledger(site, drop, None)
    if archive.is_cut(site.lake.store, arrival.sha256):
        give_up(site, [drop])
    return TakenIn.of(drop, folder, stands=known.state)


def run_ingest(keys: Sequence[str], *, quiet: bool) -> Answer:
    """The command: one line a drop. With keys named, exits 1 when one of them was refused or held, now or before."""
    if not keys:
        return answer(run(ingest, quiet=quiet), strict=False)
    site = open_site()
    check_named(site, keys)
    taken: list[TakenIn] = run(ingest, keys=list(keys), quiet=quiet)
    return answer([*taken, *known_before(site, keys, taken)], strict=True)


__all__ = ["ingest", "process", "run_ingest", "take_in"]

"""The desk from which people look after drops, contracts and editions: one function a command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.answer import Answer
from flows.errors import Misuse
from flows.lake import cohorts, ledger, places, published, sealed
from flows.lake.inbox import Candidate
from flows.lake.keys import told
from flows.lake.ledger import Drop, DropState
from flows.site import Site, open_site, read_settings
from flows.terminal import Exit, out, table

COLUMNS = ("drop", "feed", "file", "data date", "state", "read", "accepted", "rejected", "skipped")
NUMBERS = ("read", "accepted", "rejected", "skipped")
NAMED = 30
"""How many editions a message names: the newest ones."""


def list_drops(state: str, feed: str) -> Answer:
    """The ledger, narrowed to a state and a feed."""
    if state and state not in ("done", "held", "refused", "duplicate"):
        raise Misuse(f"there is no state {state}: done, held, refused or duplicate")
    drops = [
        drop
        for drop in ledger.read_drops(open_site().lake)
        if state in ("", drop.state) and feed in ("", f"{drop.department}/{drop.feed}")
    ]

    def show() -> None:
        table(f"{len(drops)} drops", COLUMNS, [_line(drop) for drop in drops], NUMBERS)

    return Answer({"drops": [_document(drop) for drop in drops]}, show)


def show_drop(drop_id: str) -> Answer:
    """One drop with its reasons, its receipt and how many of its refused rows are still open."""
    from flows.drops.accounts import items_open

    site = open_site()
    drop = _known(site, drop_id)
    folder = places.receipt(drop.department, drop.feed, drop.drop_id)
    left = items_open(site.lake, drop)
    receipt = site.lake.store.url(folder)
    document = {**_document(drop), "items_open": left, "items_closed": drop.rows_rejected - left, "receipt": receipt}

    def show() -> None:
        table(drop.drop_id, COLUMNS, [_line(drop)], NUMBERS)
        table("reasons", ("rule", "column", "rows"), [(r.rule, r.column, r.rows) for r in drop.reasons], ("rows",))
        out.print(f"open items: {left:,} of {drop.rows_rejected:,}")
        if drop.rows_erased:
            out.print(f"rows of erased people: {drop.rows_erased:,}")
        out.print(f"receipt: {receipt}", soft_wrap=True)

    return Answer(document, show)


def hold_drop(key: str, *, quiet: bool = True) -> Answer:
    """Puts a file of the inbox that was not taken in yet into state held; `release` lets it in. Nobody reads it before, but for erased people:
    the archive keeps it without them.
    """
    from flows.drops.accounts import entered
    from flows.drops.arrival import secure, untaken
    from flows.drops.byhand import alone_with
    from flows.drops.withholding import give_up, withhold
    from flows.terminal import progress

    site = open_site()
    candidate = next(iter(untaken(site, [key])), None)
    if candidate is None or candidate.state not in ("ready", "waiting"):
        raise Misuse(f"{told(key)} is not waiting in the inbox: only what was not taken in yet can be held")
    with site.lake.scratch() as scratch, progress(quiet) as shown:
        shown.add_task("hold", total=None)
        arrival = secure(site, candidate, scratch)
        with alone_with(site, arrival.drop_id):
            if known := ledger.find(site.lake, arrival.drop_id):
                raise Misuse(f"the content of {told(key)} was delivered before, as drop {known.drop_id}, which is {known.state}")
            gone = withhold(site, arrival.contract, arrival.sha256, arrival.path, arrival.data_date.year)
            # Nobody read a row, but for those of erased people that the file lost.
            drop = replace(entered(arrival, "held", datetime.now(UTC)), rows_read=gone.rows, rows_erased=gone.rows)
            ledger.record(site.lake, drop)
            if gone.named:
                give_up(site, [drop])
    return _said([drop], wanted="held")


def release_drop(drop_id: str, *, quiet: bool) -> Answer:
    """Lets a held drop in."""
    return _again(drop_id, ("held",), quiet=quiet, released=True)


def replay_drop(drop_id: str, *, quiet: bool) -> Answer:
    """Reads a held or refused drop again under today's contract; a drop already done gets its receipt again."""
    return _again(drop_id, ("held", "refused", "done"), quiet=quiet, released=False)


def _again(drop_id: str, states: Sequence[str], *, quiet: bool, released: bool) -> Answer:
    from flows.drops.arrival import Arrival
    from flows.drops.byhand import alone_with, content_of
    from flows.erase.progress import is_halfway
    from flows.ingest import process
    from flows.terminal import progress

    site = open_site()
    named = _known(site, drop_id)
    with site.lake.scratch() as scratch, alone_with(site, named.drop_id), progress(quiet) as shown:
        drop = ledger.find(site.lake, named.drop_id) or named  # as it is now that nobody changes it
        if drop.state not in states or not drop.sha256 or drop.data_date is None:
            raise Misuse(f"drop {drop_id} is {drop.state}: this works on drops that are {' or '.join(states)}")
        if is_halfway(site.lake):
            raise Misuse("a person is being erased and that is not finished: run `hearth erase` for them to its end, then this")
        path = content_of(site, drop, scratch)
        candidate = Candidate(drop.department, drop.feed, drop.key, drop.version, path.stat().st_size, drop.landed_at, "ready")
        contract = site.contracts[f"{drop.department}/{drop.feed}"]
        arrival = Arrival(candidate, contract, drop.drop_id, drop.sha256, path, drop.data_date)
        bar = shown.add_task(contract.name, total=None)
        taken = process(site, arrival, scratch, lambda rows: shown.advance(bar, rows), released=released, was=drop)
    assert taken.drop is not None
    return _said([taken.drop])


def _known(site: Site, drop_id: str) -> Drop:
    found = [drop for drop in ledger.read_drops(site.lake) if drop.drop_id.startswith(drop_id)] if drop_id else []
    if len(found) != 1:
        raise Misuse(f"{'no' if not found else 'more than one'} drop {drop_id}: `hearth drops list` names them")
    return found[0]


def _said(drops: Sequence[Drop], wanted: DropState = "done") -> Answer:
    """Exits 1 when a drop did not come to what was wanted of it."""
    bad = any(drop.state in ("held", "refused") and drop.state != wanted for drop in drops)

    def show() -> None:
        table("drops", COLUMNS, [_line(drop) for drop in drops], NUMBERS)

    return Answer({"drops": [_document(drop) for drop in drops]}, show, Exit.REFUSED if bad else Exit.OK)


def _document(drop: Drop) -> dict[str, Any]:
    """For `--json`; what a machine does with a drop it does by its drop_id."""
    return {**asdict(drop), "key": told(drop.key)}


def _line(drop: Drop) -> tuple[object, ...]:
    file = told(drop.key).rpartition("/")[2]
    counts = (drop.rows_read, drop.rows_accepted, drop.rows_rejected, drop.rows_skipped)
    return (drop.drop_id, f"{drop.department}/{drop.feed}", file, drop.data_date, drop.state, *counts)


def check_contracts_command() -> Answer:
    """Every contract against the standard and our own rules, every example of rules and gates, and what targets, villages, rates and notices ask;
    those of the setting `feeds` too. Exits 1 when something is wrong.
    """
    from config.check import check_contracts
    from config.notices import load_notices
    from config.standards import load_standards
    from transforms.assessment import expression_problems as rate_problems
    from transforms.examples import pack_problems
    from transforms.gate_examples import gate_problems
    from transforms.notices import expression_problems as notice_problems
    from transforms.target_examples import target_problems
    from transforms.village_examples import village_problems

    extra, today = read_settings().feeds_folder, datetime.now(UTC).date()
    problems = check_contracts(extra=extra)
    if not problems:  # else not even the standards can be read
        standards = load_standards(extra)
        problems = [
            *pack_problems(today, standards),
            *gate_problems(standards, today),
            *target_problems(standards, today),
            *village_problems(standards, today),
            *rate_problems(standards, today),
            *notice_problems(load_notices(extra=extra).values(), today),
        ]

    def show() -> None:
        for problem in problems:
            out.print(problem, markup=False)
        well = "contracts: all valid, every column classified; rules, gates: every example comes out as it says, and no unknown passes"
        out.print(f"{len(problems)} problems" if problems else well)

    return Answer({"ok": not problems, "problems": problems}, show, Exit.REFUSED if problems else Exit.OK)


def write_dictionary(folder: str, *, check: bool) -> Answer:
    """Writes the data dictionary, the pages of rules, of gates and of villages, and the settings page, or only says whether they are current."""
    from config.dictionary import dictionary_markdown
    from config.gates_page import gates_markdown
    from config.rules_page import rules_markdown
    from config.settings import settings_markdown
    from config.villages_page import villages_markdown

    pages = {
        "dictionary.md": dictionary_markdown(),
        "rules.md": rules_markdown(),
        "gates.md": gates_markdown(),
        "villages.md": villages_markdown(),
        "settings.md": settings_markdown(),
    }
    stale = [name for name, text in pages.items() if _text(Path(folder, name)) != text]
    if not check:
        for name in stale:
            Path(folder, name).write_text(pages[name], encoding="utf-8")

    def show() -> None:
        verb = "stale" if check else "written"
        out.print(f"dictionary: {', '.join(stale)} {verb}" if stale else "dictionary: current")

    return Answer({"stale": stale}, show, Exit.REFUSED if check and stale else Exit.OK)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def verify_edition(edition: str) -> Answer:
    """Holds everything published (or one edition of it, or one sealed cohort) against the hashes of its manifests; exits 1 on a difference.
    Misuse where there is neither an edition nor a cohort of that name.
    """
    from flows.sealing.listing import sealed_faults

    site = open_site()
    newest = published.latest(site.lake)
    if newest is None:
        raise Misuse("nothing is published yet: run `hearth nightly --as-of DATE`")
    cohort_names, editions = sealed.begun(site.lake), published.names(site.lake)
    if edition and edition not in (*cohort_names, *editions):
        raise Misuse(_neither(edition, editions, cohort_names))
    problems = list(published.verify(site.lake, edition)) if edition in ("", *editions) else []
    problems += sealed_faults(site, edition)
    erased = published.erased_rows(site.lake, edition) + cohorts.erased_rows(site.lake, edition)

    def show() -> None:
        for line in problems:
            out.print(line, markup=False)
        out.print(
            f"publish verify: {len(problems)} problems" if problems else f"publish verify: all hashes hold, latest is {newest}"
        )
        if erased:
            out.print(f"erased rows: {erased:,}")

    return Answer(
        {"ok": not problems, "latest": newest, "problems": problems, "erased_rows": erased},
        show,
        Exit.REFUSED if problems else Exit.OK,
    )


def _neither(edition: str, editions: Sequence[str], cohort_names: Sequence[str]) -> str:
    """What there is to verify, where nothing of that name is."""
    sealed_ones = f"; sealed cohorts: {', '.join(cohort_names)}" if cohort_names else "; nothing is sealed"
    earlier = f"{len(editions) - NAMED} earlier ones and " if len(editions) > NAMED else ""
    return f"there is no edition and no sealed cohort {edition}. Editions: {earlier}{', '.join(editions[-NAMED:])}{sealed_ones}"

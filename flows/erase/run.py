"""`hearth erase`: removes a person from everywhere the lake keeps them, and proves it. docs/runbooks/erasure.md tells the steps in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import polars as pl

from flows import auditing
from flows.answer import Answer
from flows.erase import editions, files, lake_tables, progress, telling
from flows.erase.alone import alone
from flows.erase.asking import Asked, check_asked, check_person, named
from flows.erase.contents import remove_strays, with_contents
from flows.erase.finding import find
from flows.erase.person import Person
from flows.erase.searching import Searched, search, texts_of
from flows.erase.tombstone import erasure_of, tombstones
from flows.erase.unreadable import unreadable
from flows.erase.vault import erase_vault, still_used
from flows.errors import Misuse
from flows.lake import audit, erased, ledger, places
from flows.log import log
from flows.site import Site, open_site
from flows.terminal import progress as shown_progress


def erase(person: str, number: str, asked: Asked, *, dry_run: bool, verify: bool, quiet: bool) -> Answer:
    """The command. `person`: a person_id; else `number`: an ID number. Exits 1 where something still knows them.

    Safe to repeat: what was begun and interrupted is finished by running it again.
    """
    check_person(person)
    if not (dry_run or verify):
        check_asked(asked)
    site = open_site()
    asked_id, plain = named(site, person, number)
    with shown_progress(quiet) as shown:
        bar = shown.add_task("erase", total=None)

        def tell(what: str) -> None:
            shown.update(bar, description=what, advance=1)

        if verify:
            whom = _known(site, asked_id, plain)
            left = _prove(site, whom, tell)
            return telling.searched(left, unreadable(site, left.closed), whom, tombstones(site, asked_id))
        if dry_run:
            whom = with_contents(site, _known(site, asked_id, plain), tell)
            return telling.planned(whom, editions.holding(site, whom))
        with alone(site, tell):
            return _erase(site, asked_id, plain, asked, tell)


def _known(site: Site, person: str, number: str) -> Person:
    """Whom an erasure that was begun is about, else what is found now."""
    return _begun(site, person) or find(site, person, number)


def _begun(site: Site, person: str) -> Person | None:
    return progress.unfinished(site.lake, erasure_of(site, Person((person,))))


def _erase(site: Site, person: str, number: str, asked: Asked, tell: Callable[[str], None]) -> Answer:
    tell("looking for the person")
    progress.forget(site.lake, erasure_of(site, Person((person,))))
    found = _begun(site, person) or with_contents(site, find(site, person, number), tell)
    erasure_id = erasure_of(site, found)
    if not found.is_known and not tombstones(site, found.ids[0]):
        raise Misuse("nobody is known by that: `hearth explain household` names persons")
    whom = progress.begin(site.lake, erasure_id, found)
    bury(site, whom, asked, erasure_id)
    done: dict[str, Any] = {"erasure_id": erasure_id, "at": datetime.now(UTC).isoformat(timespec="seconds"), **asked.told}
    for what, count in steps(site, whom, erasure_id):
        tell(what)
        done[what] = progress.remember(site.lake, erasure_id, f"count of {what}", count)
    progress.steps_done(site.lake, erasure_id)
    left = _prove(site, whom, tell)
    if not left.hits:
        account = progress.account(site.lake, erasure_id)
        progress.finish(site.lake, erasure_id, account or {**done, "searched": sum(left.objects.values()), "closed": left.closed})
    log().info("erase.done", erasure=erasure_id, left=len(left.hits))
    handed_out = [entry.number for entry in audit.entries(site.lake) if entry.details.get("finding_id") in whom.findings]
    return telling.erased(done, left, unreadable(site, left.closed), whom, handed_out)


def bury(site: Site, person: Person, asked: Asked, erasure_id: str) -> None:
    """The audit log first, then the tombstone: from here on nothing takes them in."""
    if not any(entry == erasure_id for entry in erased.read(site.lake)["erasure_id"]):
        auditing.enter(site, "erase", {"erasure_id": erasure_id, **asked.told})
    earlier = [stone["erasure_id"] for stone in tombstones(site, person.ids[0])]
    known = erased.read(site.lake).filter(pl.col("erasure_id").is_in(earlier)).select("kind", "digest")
    # What was erased before its tombstone was lifted is theirs still, though nothing of it is to be found.
    stones = (
        pl.concat([person.stones(site.key), known])
        .unique()
        .sort("kind", "digest")
        .with_columns(
            erasure_id=pl.lit(erasure_id),
            erased_at=pl.lit(datetime.now(UTC), dtype=pl.Datetime("us", "UTC")),
            by=pl.lit(asked.told["by"]),
            reason=pl.lit(asked.told["reason"]),
        )
    )
    erased.bury(site.lake, stones, erasure_id)


def steps(site: Site, person: Person, erasure_id: str) -> Iterator[tuple[str, int]]:
    """Every step with how many it took away, in an order that lets a later attempt finish: what names the rows goes after the rows."""
    drops = {drop.drop_id: drop for drop in ledger.read_drops(site.lake) if drop.sha256 and drop.state != "duplicate"}
    mine = [drop for name, drop in reversed(drops.items()) if name in {*person.drops, *person.unread}]
    # The newest first: of a content that was taken in again after a lifting, the rows are the later drop's.
    gone = {drop.drop_id: files.erase_file(site, drop, person, erasure_id) for drop in mine}
    remove_strays(site, person)
    yield "rows of files", sum(len(one.rows) for one in gone.values())
    yield "files as a whole", sum(one.whole for one in gone.values()) + len(person.strays)
    lake_tables.erase_rejections(site, person, files.places_of(gone), erasure_id)
    yield "refused rows", sum(one.rejected for one in gone.values())
    yield "rows of change logs", sum(lake_tables.erase_logs(site, person, erasure_id).values())
    lake_tables.erase_sayings(site, person, erasure_id)
    held = progress.remember(site.lake, erasure_id, "editions", editions.holding(site, person))
    yield "rows of editions", sum(editions.erase_table(site, table, edition, person, erasure_id) for table, edition in held)
    yield "sealed cohorts", len(editions.erase_cohorts(site, person, erasure_id))
    lake_tables.erase_masters(site, person, erasure_id)
    erase_vault(site, person)
    for edition in sorted({edition for _, edition in held}):
        editions.renew_worklists(site, edition)
    files.recount(site, gone, person, erasure_id)
    for drop, went in files.told_of(site, gone):
        files.renew_receipt(site, drop, went)
    yield "older files of tables", lake_tables.forget_versions(site)


def _prove(site: Site, person: Person, tell: Callable[[str], None]) -> Searched:
    tell("searching")
    shared = still_used(site, person)
    own = [phone for token, phone in zip(person.phone_tokens, person.phones, strict=False) if token not in shared]
    return search(site.lake, texts_of(person, own), besides=(f"{places.VAULT_ERASURES}/",), progress=lambda _: tell("searching"))

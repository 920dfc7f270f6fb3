"""`hearth erase --lift`: lifts the tombstone of somebody who was erased, so that what is delivered from now on is taken in again.

What went stays gone. docs/runbooks/erasure.md tells when.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flows import auditing
from flows.answer import Answer
from flows.erase import progress, telling
from flows.erase.alone import alone
from flows.erase.asking import Asked, check_asked, check_person, named
from flows.erase.person import Person
from flows.erase.tombstone import erasure_of, tombstones
from flows.errors import Misuse
from flows.lake import changelog, erased
from flows.log import log
from flows.site import Site, open_site
from flows.terminal import progress as shown_progress


def lift(person: str, number: str, asked: Asked, *, quiet: bool) -> Answer:
    """The command. `person`: a person_id; else `number`: an ID number. Safe to repeat: a lifted one stays lifted, as it was the first time.

    Misuse where no tombstone is theirs, or the erasure is not finished.
    """
    check_person(person)
    check_asked(asked)
    site = open_site()
    whom, _ = named(site, person, number)
    with shown_progress(quiet) as shown:
        bar = shown.add_task("lift", total=None)
        with alone(site, lambda what: shown.update(bar, description=what, advance=1)):
            is_new = _lift(site, whom, asked)
    return telling.lifted(whom, tombstones(site, whom), *_feeds(site), is_new=is_new)


def _lift(site: Site, whom: str, asked: Asked) -> bool:
    """Lifts every tombstone of theirs that stands; whether there was one."""
    stones = tombstones(site, whom)
    if not stones:
        raise Misuse(
            "there is no tombstone to lift: nobody was erased under that; name them by the ID number, or by the person_id of then"
        )
    standing = [stone for stone in stones if stone["lifted_at"] is None]
    begun = {erasure_of(site, Person((whom,))), *(stone["erasure_id"] for stone in standing)}
    if any(progress.unfinished(site.lake, erasure_id) for erasure_id in begun):
        raise Misuse("an erasure of theirs was begun and is not finished: run `hearth erase` for them to its end, then lift")
    for stone in standing:
        # The audit log first, as with the erasure.
        auditing.enter(site, "erase lifted", {"erasure_id": stone["erasure_id"], **asked.told})
        erased.lift(site.lake, stone["erasure_id"], datetime.now(UTC), **asked.told)
        log().info("erase.lifted", erasure=stone["erasure_id"])
    return bool(standing)


def _feeds(site: Site) -> tuple[list[str], list[str]]:
    """The feeds that delivered anything: those whose lists come whole again by themselves, and those whose departments must be asked."""
    delivered: dict[bool, list[str]] = {True: [], False: []}
    for name, contract in site.contracts.items():
        if changelog.read_log(site.lake, contract.table) is not None:
            delivered[contract.delivery == "snapshot"].append(name)
    return delivered[True], delivered[False]

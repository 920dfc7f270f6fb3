"""Archived contents that hold a person's number in their bytes, wherever it stands.

A title, another sheet, a file that is held unread or was refused unread: of these the lake has nothing but the bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from flows.erase.person import Person, forms
from flows.erase.searching import look_into, needles_of
from flows.lake import archive, ledger, plans
from flows.lake.places import ARCHIVE
from flows.orchestrate import step
from flows.site import Site


def with_contents(site: Site, person: Person, tell: Callable[[str], None]) -> Person:
    """The person with every further drop whose file names them by number, and with contents that were never made a drop of.

    Files that are known to name them are not looked into.
    """
    drops_of: dict[str, set[str]] = defaultdict(set)
    for drop in ledger.read_drops(site.lake):
        if drop.state != "duplicate":
            drops_of[drop.sha256].add(drop.drop_id)
    drops, strays = {*person.drops}, set[str]()
    for sha256 in _naming(site, person, {one for one, mine in drops_of.items() if mine <= drops}, tell):
        drops |= drops_of.get(sha256, set())
        strays |= {sha256} - drops_of.keys()
    return replace(person, drops=tuple(sorted(drops)), strays=tuple(sorted(strays)))


def _naming(site: Site, person: Person, besides: set[str], tell: Callable[[str], None]) -> Iterator[str]:
    texts = {form: "ID number" for number in person.numbers for form in forms(number)}
    needles = needles_of(texts)
    for entry in site.lake.store.list(f"{ARCHIVE}/") if texts else ():
        sha256 = entry.key.split("/")[1].partition(".")[0]
        if sha256 in besides:
            continue
        tell("looking into files")
        with site.lake.scratch() as scratch:
            site.lake.store.fetch(entry.key, scratch / "content")
            if look_into(scratch / "content", texts, needles)[0]:
                yield sha256


@step(retries=2)
def remove_strays(site: Site, person: Person) -> None:
    """Takes out what no drop rests on: left by somebody who was ended between archive and ledger. A file that still lies in the inbox is
    archived again when it is taken in, without who is erased.
    """
    if not person.strays:
        return
    begun = {plan["drop"]["sha256"] for drop_id in plans.decided(site.lake) if (plan := plans.recall(site.lake, drop_id))}
    for sha256 in {*person.strays} - {drop.sha256 for drop in ledger.read_drops(site.lake)} - begun:
        archive.remove(site.lake.store, sha256)

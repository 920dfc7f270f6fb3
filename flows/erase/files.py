"""Files as they came and what was told of them: archive and inbox, receipts with their workbooks, plans, the ledger's counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from flows.drops.accounts import first_of
from flows.drops.cutting import Cut, cut
from flows.drops.withholding import give_up
from flows.erase.counting import Gone, recounted, repeating, without
from flows.erase.person import Person, forms
from flows.erase.progress import remember
from flows.erase.searching import look_into, needles_of, texts_of
from flows.lake import archive, ledger, places, plans
from flows.lake.ledger import Drop
from flows.lake.receipts import read_receipt
from flows.lake.rejections import scan_rejections
from flows.masking import masked
from flows.orchestrate import step
from flows.report.fixit import fixit_workbook
from flows.report.receipt import Receipt, receipt_html, receipt_json
from flows.site import Site


@step(retries=2)
def erase_file(site: Site, drop: Drop, person: Person, erasure_id: str) -> Gone:
    """Puts the file without erased people in the archive's place, and takes it out of the inbox. Safe to repeat.

    One that no contract or no parser can read any more is removed whole where its bytes name the person.
    """
    with site.lake.scratch() as scratch:
        made, whole = _looked_into(site, drop, person, scratch)
        gone = _remembered(site, drop, made, erasure_id, whole=whole)
        if made and made.path:
            archive.replace(site.lake.store, drop.sha256, made.path)
        elif whole:
            archive.remove(site.lake.store, drop.sha256)
    # By what the first attempt saw: one that ended here finds nobody named any more.
    if gone.named:
        give_up(site, [one for one in ledger.read_drops(site.lake) if one.sha256 == drop.sha256])
    return gone


def _looked_into(site: Site, drop: Drop, person: Person, scratch: Path) -> tuple[Cut | None, bool]:
    """The file without erased people, and whether it names the person where nobody can cut them out."""
    try:
        path = archive.bring(site.lake.store, drop.sha256, scratch)
    except FileNotFoundError:
        return None, False
    contract = site.contracts.get(f"{drop.department}/{drop.feed}")
    made = cut(site, contract, path, (drop.data_date or drop.landed_at.date()).year, scratch) if contract else None
    texts = texts_of(person)
    return made, not (made and made.path) and bool(look_into(path, texts, needles_of(texts))[0])


def _remembered(site: Site, drop: Drop, made: Cut | None, erasure_id: str, *, whole: bool) -> Gone:
    """What the first attempt saw go, written down before anything goes."""
    seen = (
        Gone.of(made, scan_rejections(site.lake, drop.drop_id).collect(), whole=whole) if made else Gone(named=whole, whole=whole)
    )
    return Gone.told(remember(site.lake, erasure_id, f"drop-{drop.drop_id}", asdict(seen)))


@step(retries=2)
def recount(site: Site, gone: Mapping[str, Gone], person: Person, erasure_id: str) -> None:
    """The ledger: rows read = accepted + rejected + erased; and no name of a file that holds the person's number."""
    numbers = [form for number in person.numbers for form in forms(number)]

    def revised(drop: Drop) -> Drop:
        key = masked(drop.key) if any(number in drop.key for number in numbers) else drop.key
        return replace(without(drop, gone.get(drop.drop_id, Gone())), key=key)

    told = hashlib.sha256(json.dumps({name: [one.rows, one.rejected] for name, one in sorted(gone.items())}).encode()).hexdigest()
    drops = {drop.drop_id: revised(drop) for drop in ledger.read_drops(site.lake)}
    firsts = {(drop.department, drop.feed, drop.sha256): drop for name, drop in drops.items() if name in gone}
    again = {name: drop for name, drop in drops.items() if drop.state == "duplicate"}
    drops |= {name: repeating(drop, firsts.get((drop.department, drop.feed, drop.sha256))) for name, drop in again.items()}
    ledger.revise(site.lake, drops, f"erase:{erasure_id}:{told[:16]}")
    # As the ledger has them now: an earlier attempt may have counted already.
    for drop in ledger.read_drops(site.lake):
        _replan(site, drop, gone.get(drop.drop_id, Gone()))


def _replan(site: Site, drop: Drop, gone: Gone) -> None:
    """The plan of a drop says what its row of the ledger says."""
    plan = plans.recall(site.lake, drop.drop_id)
    if plan is None:
        return
    counts = {name: getattr(drop, name) for name in ("key", "rows_read", "rows_accepted", "rows_rejected", "rows_erased")}
    counts["reasons"] = [asdict(reason) for reason in drop.reasons]
    told = {**plan, "drop": {**plan["drop"], **counts}, "receipt": {**plan["receipt"], **recounted(plan["receipt"], drop, gone)}}
    if told != plan:
        plans.replan(site.lake, drop.drop_id, told)


def told_of(site: Site, gone: Mapping[str, Gone]) -> Iterator[tuple[Drop, Gone]]:
    """The drops whose receipts tell of what went: those that were looked into, and further deliveries of the same contents."""
    drops = ledger.read_drops(site.lake)
    firsts = {(drop.department, drop.feed, drop.sha256): gone[drop.drop_id] for drop in drops if drop.drop_id in gone}
    for drop in drops:
        if drop.drop_id in gone:
            yield drop, gone[drop.drop_id]
        elif drop.state == "duplicate" and (first := firsts.get((drop.department, drop.feed, drop.sha256))):
            yield drop, first


@step(retries=2)
def renew_receipt(site: Site, drop: Drop, gone: Gone) -> None:
    """The receipt with the counts as they are now, and its workbook without the rows that went."""
    found = read_receipt(site.lake, drop.department, drop.feed, drop.drop_id)
    contract = site.contracts.get(f"{drop.department}/{drop.feed}")
    if found is None or contract is None:
        return
    said = {name: value for name, value in found.items() if name != "what_to_do"}
    refused = scan_rejections(site.lake, drop.drop_id).collect()
    first = ledger.find(site.lake, found["first"]["drop_id"]) if found["first"] else None
    said |= {"first": first_of(site, first)} if first else {}
    receipt = Receipt.model_validate(
        {**said, **recounted(found, drop, gone), "has_fixit": found["has_fixit"] and refused.height > 0}
    )
    put = site.lake.store.put
    workbook = places.receipt(drop.department, drop.feed, drop.drop_id, "fix-it.xlsx")
    if receipt.has_fixit:
        with site.lake.scratch() as scratch:
            put(workbook, fixit_workbook(refused, contract, scratch=scratch))
    else:
        site.lake.store.delete(workbook)
    put(places.receipt(drop.department, drop.feed, drop.drop_id, "receipt.html"), receipt_html(receipt))
    put(places.receipt(drop.department, drop.feed, drop.drop_id, "receipt.json"), receipt_json(receipt))


def places_of(gone: Mapping[str, Gone]) -> list[tuple[str, str, int]]:
    """PLACE of everything that went."""
    return [(drop_id, sheet, row) for drop_id, one in gone.items() for sheet, row in one.rows]

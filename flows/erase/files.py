"""Files as they came and what was told of them: archive and inbox, receipts with their workbooks, plans, the ledger's counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from flows.drops.cutting import Cut, cut
from flows.drops.withholding import give_up
from flows.erase.person import Person, forms
from flows.erase.progress import of_drop, remember
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


@dataclass(frozen=True)
class Gone:
    """What went of one drop: rows of its file, and how many of them had been refused; or the file as a whole."""

    rows: tuple[tuple[str, int], ...] = ()
    rejected: int = 0
    named: bool = False
    """Whether the file named them, so that the inbox may not have it either."""
    whole: bool = False


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
    rows = made.gone.select("_sheet", "_row").rows() if made else []
    refused = scan_rejections(site.lake, drop.drop_id).select("sheet", "row").unique().collect()
    mine = pl.DataFrame(rows, schema={"sheet": pl.String, "row": pl.Int64}, orient="row")
    seen = {
        "rows": [list(row) for row in rows],
        "rejected": refused.join(mine, on=["sheet", "row"], how="semi", nulls_equal=True).height,
        "named": whole or bool(made and made.path),
        "whole": whole,
    }
    known = remember(site.lake, erasure_id, of_drop(drop.drop_id), seen)
    return Gone(tuple((sheet, row) for sheet, row in known["rows"]), known["rejected"], known["named"], known["whole"])


@step(retries=2)
def recount(site: Site, gone: Mapping[str, Gone], person: Person, erasure_id: str) -> None:
    """The ledger: rows read = accepted + rejected + erased; and no name of a file that holds the person's number."""
    numbers = [form for number in person.numbers for form in forms(number)]

    def revised(drop: Drop) -> Drop:
        key = masked(drop.key) if any(number in drop.key for number in numbers) else drop.key
        return replace(without(drop, gone.get(drop.drop_id, Gone())), key=key)

    told = hashlib.sha256(json.dumps({name: [one.rows, one.rejected] for name, one in sorted(gone.items())}).encode()).hexdigest()
    drops = {drop.drop_id: revised(drop) for drop in ledger.read_drops(site.lake)}
    ledger.revise(site.lake, drops, f"erase:{erasure_id}:{told[:16]}")
    # As the ledger has them now: an earlier attempt may have counted already.
    for drop in ledger.read_drops(site.lake):
        _replan(site, drop)


def without(drop: Drop, gone: Gone) -> Drop:
    """A row of the ledger once rows of its file went."""
    rows = len(gone.rows)
    # A drop refused as a whole counts all it kept among the refused; of one that is held unread these are the first rows anybody read.
    is_unread = drop.rows_read == drop.rows_erased
    refused = 0 if is_unread else rows if drop.state == "refused" else gone.rejected
    read, erased, rejected = drop.rows_read + is_unread * rows, drop.rows_erased + rows, drop.rows_rejected - refused
    return replace(drop, rows_read=read, rows_erased=erased, rows_rejected=rejected, rows_accepted=read - rejected - erased)


def _replan(site: Site, drop: Drop) -> None:
    """The plan of a drop says what its row of the ledger says."""
    plan = plans.recall(site.lake, drop.drop_id)
    if plan is None:
        return
    counts = {name: getattr(drop, name) for name in ("key", "rows_read", "rows_accepted", "rows_rejected", "rows_erased")}
    told = {**plan, "drop": {**plan["drop"], **counts}, "receipt": {**plan["receipt"], **_recounted(plan["receipt"], drop)}}
    if told != plan:
        plans.replan(site.lake, drop.drop_id, told)


def _recounted(receipt: Mapping[str, Any], drop: Drop) -> dict[str, Any]:
    """The parts of a receipt that count rows: read = accepted + rejected + erased. How many of them were new or changed is not told any more
    where rows went: nobody knows which of these theirs were.
    """
    counts = {"read": drop.rows_read, "accepted": drop.rows_accepted, "rejected": drop.rows_rejected, "erased": drop.rows_erased}
    went = drop.rows_erased > receipt["rows"].get("erased", 0)
    return {"rows": {**receipt["rows"], **counts}, "changes": None if went else receipt.get("changes")}


@step(retries=2)
def renew_receipt(site: Site, drop: Drop) -> None:
    """The receipt with the counts as they are now, and its workbook without the rows that went."""
    found = read_receipt(site.lake, drop.department, drop.feed, drop.drop_id)
    contract = site.contracts.get(f"{drop.department}/{drop.feed}")
    if found is None or contract is None:
        return
    said = {name: value for name, value in found.items() if name != "what_to_do"}
    refused = scan_rejections(site.lake, drop.drop_id).collect()
    receipt = Receipt.model_validate({**said, **_recounted(found, drop), "has_fixit": found["has_fixit"] and refused.height > 0})
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

"""The receipt's files: page, JSON and, where rows were refused, the fix-it workbook."""

from __future__ import annotations

from pathlib import Path

from flows.lake import places
from flows.lake.ledger import Drop
from flows.lake.receipts import put_receipt
from flows.lake.rejections import scan_rejections
from flows.orchestrate import step
from flows.report.fixit import fixit_workbook
from flows.report.receipt import Receipt, checks_json, receipt_html, receipt_json
from flows.site import Site


def receipt_folder(site: Site, drop: Drop) -> str:
    """The address of the folder that holds the drop's receipt."""
    return site.lake.store.url(places.receipt(drop.department, drop.feed, drop.drop_id))


@step(retries=2)
def write_receipt(site: Site, drop: Drop, receipt: Receipt) -> str:
    """Writes the receipt's files, always the same for the same drop; the address of their folder."""
    files: dict[str, bytes | Path] = {"receipt.html": receipt_html(receipt), "receipt.json": receipt_json(receipt)}
    if receipt.checks:
        files["checks.json"] = checks_json(receipt)
    if receipt.has_fixit:
        rows = scan_rejections(site.lake, drop.drop_id).collect()
        contract = site.contracts[f"{drop.department}/{drop.feed}"]
        with site.lake.scratch() as scratch:
            files["fix-it.xlsx"] = fixit_workbook(rows, contract, scratch=scratch)
    return put_receipt(site.lake, drop.department, drop.feed, drop.drop_id, files)

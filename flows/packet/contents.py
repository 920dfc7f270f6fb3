"""What a packet holds, part by part: the finding, its life, its rule, its cells, its files, its results, and the pages that tell them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import polars as pl

from config.pack import pack_version
from config.thresholds import threshold
from flows.editions import scan
from flows.errors import Misuse
from flows.findings.history import history, withheld
from flows.findings.life import life_of
from flows.lake import ledger, places, published
from flows.lake.keys import told
from flows.lake.ledger import Drop
from flows.packet.cells import File, read_cells
from flows.packet.chain import Entry, document, links_of
from flows.report.packet import PacketPage, packet_html
from flows.site import Site

PAGE = "packet.html"


def entries_of(site: Site, edition: str, finding_id: str, *, masked: bool) -> list[Entry]:
    """The entries of a packet in their order, the page last. The same lake, finding and edition give the same bytes.

    Misuse where the edition has no such finding.
    """
    row = _finding(site, edition, finding_id)
    life = life_of(site, finding_id)
    drops = {drop.drop_id: drop for drop in ledger.read_drops(site.lake)}
    results = [withheld(one) if masked else one for one in history(site, finding_id)]
    cited = sorted(
        {cell["drop_id"] for cell in row["evidence"]} | {one["import_id"] for one in results if one["import_id"] in drops}
    )
    cells, files = read_cells(site, row["evidence"], drops, masked=masked)
    rule = _rule(site, edition, row)
    delivered = [_drop(site, drops[one], files) for one in cited if one in drops]
    parts = {
        "finding": row,
        "life": life,
        "rule": rule,
        "evidence": {"masked": masked, "cells": cells},
        "drops": delivered,
        "verifications": results,
        "manifests": {
            "edition": edition,
            "findings": published.manifest(site.lake, "findings", edition),
            "earlier": [_seal(site, one["edition_name"]) for one in life],
        },
    }
    entries = [Entry(f"{number:02d}-{name}.json", document(part)) for number, (name, part) in enumerate(parts.items(), start=1)]
    kinds = {kind.id: kind.title for kind in site.standards.kinds.values()}
    day = date.fromisoformat(edition[:10])
    page = PacketPage(row, life, rule, cells, delivered, results, links_of(entries), kinds, edition=day, masked=masked)
    return [*entries, Entry(PAGE, packet_html(page))]


def _finding(site: Site, edition: str, finding_id: str) -> dict[str, Any]:
    rows = scan(site, "findings", edition).filter(pl.col("finding_id") == finding_id).collect()
    if rows.height != 1:
        raise Misuse(f"edition {edition} has {rows.height} rows for finding {finding_id}: `hearth findings list` names them")
    found = rows.row(0, named=True)
    number, village = (
        _said_by(site, edition, found, *asked)
        for asked in (("household", "household_id", "household_no"), ("village", "village_code", "village"))
    )
    return {**found, "evidence": found["evidence"] or [], "household_no": number, "village": village}


def _said_by(site: Site, edition: str, found: dict[str, Any], table: str, key: str, column: str) -> str | None:
    """What a table says of the household or village of a finding; None where it lies in none."""
    if found[key] is None:
        return None
    rows = scan(site, table, edition).filter(pl.col(key) == found[key]).select(column).collect()
    return rows.item() if rows.height else None


def _rule(site: Site, edition: str, row: dict[str, Any]) -> dict[str, Any]:
    """The rule as it stands today, with the thresholds of the edition's day; and whether it is still the version that found."""
    rule, day = site.standards.rules.get(row["rule_id"]), date.fromisoformat(edition[:10])
    made_by = published.manifest(site.lake, "findings", edition)["inputs"].get("rules")
    today = pack_version(site.settings.feeds_folder)
    known = asdict(rule) if rule else {"id": row["rule_id"]}
    thresholds = {name: threshold(name, day) for name in (*rule.parameters, rule.due_days)} if rule else {}
    return {
        **{name: value for name, value in known.items() if name not in ("hit", "miss")},
        "version_found_by": row["rule_version"],
        "is_same_version": rule is not None and rule.version == row["rule_version"],
        "thresholds": thresholds,
        "pack": {"edition": made_by, "today": today},
    }


def _drop(site: Site, drop: Drop, files: Sequence[File]) -> dict[str, Any]:
    """A file as the ledger has it, with its receipt, and what the archive holds of it now."""
    folder = places.receipt(drop.department, drop.feed, drop.drop_id)
    try:
        receipt = hashlib.sha256(site.lake.store.read(f"{folder}receipt.json")).hexdigest()
    except FileNotFoundError:
        receipt = None
    held = next((one for one in files if one.drop_id == drop.drop_id), None)
    contract = site.contracts.get(f"{drop.department}/{drop.feed}")
    return {
        **asdict(drop),
        "key": told(drop.key),
        "title": contract.title if contract else drop.feed,
        "owner": contract.owner if contract else drop.department,
        "receipt": f"{folder}receipt.json",
        "receipt_sha256": receipt,
        "archive": places.archived(drop.sha256),
        "archive_state": held.state if held else None,
        "archive_bytes": held.bytes if held else None,
    }


def _seal(site: Site, edition: str) -> dict[str, Any]:
    """By which an edition's findings are known again."""
    manifest = published.manifest(site.lake, "findings", edition)
    return {"edition": edition, "sha256": manifest["files"][published.PART]["sha256"], "rules": manifest["inputs"].get("rules")}

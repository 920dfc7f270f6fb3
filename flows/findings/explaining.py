"""`hearth explain finding ID`: what is suspected, what to do, the cells that led to it, what was found so far, and how far to trust it."""

from __future__ import annotations

from typing import Any

import polars as pl

from config.rules import Rule
from flows.answer import Answer
from flows.editions import scan
from flows.errors import Misuse
from flows.lake import ledger, verifications
from flows.lake.keys import told
from flows.site import Site
from flows.terminal import out, table

PLACE = ("feed", "file", "sheet", "row", "column")
HISTORY = ("checked_on", "result", "until", "by", "note", "known_at", "import_id", "line")
PRECISION = {"share": "rule_precision", "low": "rule_precision_low", "high": "rule_precision_high"}
OF_RULE = ("id", "version", "kind", "title", "advice", "severity", "verifier")


def explain_finding(site: Site, edition: str, finding_id: str, column: str) -> Answer:
    """One finding of an edition; one column of it or all. Misuse where there is none of that id."""
    rows = scan(site, "findings", edition).filter(pl.col("finding_id") == finding_id).collect()
    if rows.height != 1:
        raise Misuse(f"edition {edition} has {rows.height} rows for finding {finding_id}: `hearth findings list` names them")
    row = rows.row(0, named=True)
    if column and column not in row:
        raise Misuse(f"finding has no column {column}; it has {', '.join(row)}")
    evidence = _evidence(site, row["evidence"] or [])
    value = {column: row[column]} if column else {name: cell for name, cell in row.items() if name != "evidence"}
    rule = site.standards.rules.get(row["rule_id"])
    return _answer(edition, value, row, rule, evidence, _history(site, finding_id))


def _evidence(site: Site, cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells with the file each stands in; those of one line together."""
    files = {drop.drop_id: told(drop.key) for drop in ledger.read_drops(site.lake)}
    named = [{**cell, "file": files.get(cell["drop_id"], "")} for cell in cells]
    return sorted(named, key=lambda cell: (*(str(cell[name] or "") for name in PLACE[:3]), cell["row"] or 0, str(cell["column"])))


def _history(site: Site, finding_id: str) -> list[dict[str, Any]]:
    """Every result that came back for it, in the order in which they count."""
    results = verifications.scan(site.lake).filter(pl.col("finding_id") == finding_id)
    return list(results.sort("checked_on", "known_at", "line").select(HISTORY).collect().iter_rows(named=True))


def _answer(
    edition: str,
    value: dict[str, Any],
    row: dict[str, Any],
    rule: Rule | None,
    evidence: list[dict[str, Any]],
    history: list[dict[str, Any]],
) -> Answer:
    known = {name: getattr(rule, name) for name in OF_RULE} if rule else {"id": row["rule_id"]}
    precision = {name: row.get(column) for name, column in PRECISION.items()}
    document = {
        "grain": "finding",
        "edition": edition,
        "value": value,
        "rule": known,
        "precision": precision,
        "evidence": evidence,
        "history": history,
    }

    def show() -> None:
        table(f"finding, edition {edition}", ("column", "value"), [(name, _text(cell)) for name, cell in value.items()])
        if rule:
            out.print(f"{rule.id} {rule.title}: {rule.advice}", soft_wrap=True, markup=False)
        out.print(f"precision of {row['rule_id']}: {_precision(precision)}")
        if evidence:
            rows = [(e["feed"], e["file"].rpartition("/")[2], e["sheet"], e["row"], e["column"]) for e in evidence]
            table("evidence", PLACE, rows, ("row",))
        if history:
            columns = HISTORY[:6]
            table("history", columns, [tuple(_text(one[name]) for name in columns) for one in history])

    return Answer(document, show)


def _precision(known: dict[str, float | None]) -> str:
    """Share of verified hits that were confirmed, with its 95 % interval."""
    if known["share"] is None:
        return "no hit of it has been verified yet"
    interval = (
        f" (95 %: {known['low']:.0%} to {known['high']:.0%})" if known["low"] is not None and known["high"] is not None else ""
    )
    return f"{known['share']:.0%} of the verified hits were confirmed{interval}"


def _text(cell: object) -> str:
    return "" if cell is None else f"{len(cell)} entries" if isinstance(cell, list) else str(cell)

"""`hearth explain finding ID --history`: what became of a finding from edition to edition, and what moved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import polars as pl

from flows.answer import Answer
from flows.errors import Misuse
from flows.findings.history import history, withheld
from flows.findings.life import life_of
from flows.history.telling_finding import tell_finding
from flows.lake import judgements
from flows.site import Site

STAYS = ("rule_id", "kind", "grain", "subject_id")
"""Columns of a finding that never change."""
LIFE = (
    "status",
    "opened_on",
    "due",
    "checked_on",
    "waived_until",
    "severity",
    "owner",
    "household_id",
    "rule_version",
    "evidence_cells",
)
"""Columns whose change begins a new span."""
OF_JUDGEMENT = ("left", "right", "decision", "decided_at", "until", "known_at")
FOUND, BACK, RAN_OUT = "found", "came_back", "waiver_ran_out"


def finding_history(site: Site, finding_id: str, column: str, editions: Sequence[str]) -> Answer:
    """Its states in spans of equal editions, the moves from one to the next, results and judgements. `column`: the only one of its columns.

    Misuse where no shown edition has it.
    """
    whole = life_of(site, finding_id)
    if not whole:
        raise Misuse(f"no edition has a finding {finding_id}: `hearth findings list` names them")
    newest = whole[-1]
    if column and column not in newest:
        raise Misuse(f"finding has no column {column}; it has {', '.join(name for name in newest if name != 'edition_name')}")
    life = [row for row in whole if row["edition_name"] in editions]
    results = [withheld(one) for one in history(site, finding_id)]
    document = {
        "grain": "finding",
        "subject": finding_id,
        "column": column or None,
        "finding": {name: newest.get(name) for name in STAYS},
        "life": _spans(life, [column] if column else list(LIFE)),
        "moves": [move for move in _moves(whole, results) if move["edition"] in editions],
        "verifications": results,
        "judgements": _judged(site, str(newest["subject_id"])),
    }
    return Answer(document, lambda: tell_finding(document, site))


def _spans(life: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Neighbouring editions in which the columns say the same, as one entry."""

    def said(row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: row.get(name) for name in columns}

    spans = []
    for told, run in groupby(life, key=said):
        names = [row["edition_name"] for row in run]
        spans.append({**told, "first_edition": names[0], "last_edition": names[-1], "editions": len(names)})
    return spans


def _moves(life: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """One entry an edition in which the state became another one: `move, status, was, edition`, and the result that counted then."""
    before: Mapping[str, Any] = {}
    for row in life:
        was, is_closed = before.get("status"), row["status"] == "closed"
        reopened = was not in (None, "closed") and _differs("opened_on", row, before)
        if row["status"] != was or reopened or (_differs("checked_on", row, before) and not is_closed):
            yield {
                "edition": row["edition_name"],
                "move": _move(row, was, reopened=reopened),
                "was": was,
                "status": row["status"],
                "result": _counting(row, results),
            }
        before = row


def _differs(column: str, row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a column says something else than before; an edition made before there was the column says nothing."""
    return column in row and column in before and row[column] != before[column]


def _move(row: Mapping[str, Any], was: str | None, *, reopened: bool) -> str:
    """What happened, in one word; where a result moved it, what it says."""
    if was is None:
        return FOUND
    if row["status"] != "closed" and (was == "closed" or reopened):
        return BACK
    if was == "waived" and row["status"] == "open":
        return RAN_OUT
    return str(row["status"])


def _counting(row: Mapping[str, Any], results: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The result by which a row has its state: the newest one of its day that says so."""
    same = [one for one in results if one["checked_on"] == row.get("checked_on") and one["result"] == row["status"]]
    return same[-1] if same else None


def _judged(site: Site, subject: str) -> list[dict[str, Any]]:
    """What people decided about the subject and somebody else, the oldest first; why they did is theirs to tell."""
    mine = judgements.scan(site.lake).filter((pl.col("left") == subject) | (pl.col("right") == subject))
    return mine.sort("known_at", "judgement_id").select(OF_JUDGEMENT).collect().to_dicts()

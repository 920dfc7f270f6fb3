"""The life of a finding on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.history.cells import Entry, moment, text
from flows.site import Site
from flows.terminal import out, table

OF_LIFE = ("status", "opened_on", "due", "checked_on", "waived_until", "severity", "owner")


def tell_finding(document: Mapping[str, Any], site: Site) -> None:
    """Its states, what moved it from one to the next, what came back, and what was decided about its subject."""
    stays, life = document["finding"], document["life"]
    title = f"finding {document['subject']}: {stays['rule_id']} of {stays['subject_id']}"
    out.print(title, style="bold", soft_wrap=True, markup=False)
    columns = [document["column"]] if document["column"] else [name for name in OF_LIFE if any(span[name] for span in life)]
    _listed("from edition to edition", ("first_edition", "last_edition", *columns), life, site.zone)
    moves = [{**move, "result": _result(move["result"])} for move in document["moves"]]
    _listed("what moved it", ("edition", "move", "was", "status", "result"), moves, site.zone)
    came_back = ("checked_on", "result", "until", "by", "source", "known_at")
    _listed("what came back", came_back, document["verifications"], site.zone)
    _listed("judgements", ("decided_at", "left", "right", "decision", "until"), document["judgements"], site.zone)


def _listed(title: str, names: Sequence[str], entries: Sequence[Entry], zone: ZoneInfo) -> None:
    if entries:
        table(title, [name.replace("_", " ") for name in names], [[_cell(one[name], zone) for name in names] for one in entries])


def _cell(value: Any, zone: ZoneInfo) -> str:
    return moment(value, zone) if isinstance(value, datetime) else text(value)


def _result(result: Entry | None) -> str:
    return f"{result['result']} on {result['checked_on']} ({result['source']})" if result else ""

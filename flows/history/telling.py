"""The history of a person or a household on the terminal: what the logs said, what the editions said, what happened; the oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from flows.history.cells import Entry, Files, brief, moment, text
from flows.history.said_lines import HEADS, lines, worth_telling
from flows.history.spans import NO_ROW
from flows.site import Site
from flows.terminal import out, table

FIELD_CHANGED = "field_changed"
CHOSEN = ("chosen", "unverifiable")
LEGEND = "until blank: nothing says otherwise yet, in brackets: as it was believed; learned: when the file was taken in"
NOWHERE = ("", "", "", "", None)
OF_SPAN = ("column", "value", "first edition", "last edition", "state", "policy", "file", "sheet", "row")


def tell(document: Mapping[str, Any], site: Site) -> None:
    """Everything; of one column a table each and every row, of all columns a table a feed."""
    column, files = document["column"], Files(is_numbered=not document["column"])
    out.print(f"{document['grain']} {', '.join(document['ids'])}", style="bold", soft_wrap=True, markup=False)
    _tell_said(document["said"], files, site, one_column=bool(column))
    _tell_refused(document["refused"] or [], site)
    _tell_published(document["published"], files, document["grain"], one_column=bool(column))
    for file, number in files.numbers.items():
        out.print(f"[{number}] {file}", soft_wrap=True, markup=False)
    _tell_events(document["events"], document["grain"], column)


def _tell_said(told: Sequence[Entry], files: Files, site: Site, *, one_column: bool) -> None:
    for (feed, column), group in groupby(told, key=lambda one: (one["feed"], one["column"] if one_column else "")):
        entries = [*group]
        cells = lines(entries if one_column else worth_telling(entries), files, site.zone)
        if not one_column:
            cells.sort(key=lambda line: not line[0])  # that a key was away stands below what it said
        first = 1 if one_column else 0
        if cells:
            title = f"{site.contracts[feed].title}, {feed}" + (f": {column}" if column else "")
            table(title, HEADS[first:], [line[first:] for line in cells])
    if told:
        out.print(f"{LEGEND} ({site.zone})", soft_wrap=True)


def _tell_refused(rows: Sequence[Entry], site: Site) -> None:
    """Refused rows of theirs: what the list had said of them stayed."""
    heads = ("feed", "data date", "taken in", "file", "sheet", "row", "column", "why", "corrected by")
    cells = [
        (
            one["feed"],
            text(one["data_date"]),
            moment(one["known_at"], site.zone),
            one["file"].rpartition("/")[2],
            text(one["sheet"]),
            one["row"],
            ", ".join(why["column"] for why in one["reasons"] if why["column"]),
            ", ".join(dict.fromkeys(why["rule"] for why in one["reasons"])),
            text(one["corrected_by"]),
        )
        for one in rows
    ]
    if cells:
        table("refused rows: what was known stayed as it was", heads, cells, ("row",))


def _tell_published(spans: Sequence[Entry], files: Files, grain: str, *, one_column: bool) -> None:
    told = [(span, _shown(span, losers=one_column)) for span in (spans if one_column else _worth_telling(spans, f"{grain}_id"))]
    if told:
        cells = [line for span, rows in told for line in _span_lines(span, rows, files)]
        table(f"{grain}, as published", OF_SPAN, cells, ("row",))
    policies = {one["policy"]: one["policy_text"] for _, rows in told for one in rows if one["policy"]}
    for policy, sentence in sorted(policies.items()):
        out.print(f"{policy}: {sentence}", soft_wrap=True, markup=False)


def _worth_telling(spans: Sequence[Entry], own: str) -> Iterator[Entry]:
    """Among all columns what was filled; and once, not a column each time, that an edition had nobody."""
    yield from (span for span in spans if span["state"] == "listed" and span["value"] not in (None, [], ""))
    away = {(span[own], span["first_edition"]): span for span in spans if span["state"] == NO_ROW}
    yield from ({**span, "column": ""} for span in away.values())


def _shown(span: Entry, *, losers: bool) -> list[Entry]:
    """The rows that are told: the chosen ones first, and the others where one column was asked for."""
    by_state = sorted(span["evidence"], key=lambda one: one["state"] not in CHOSEN)
    return by_state if losers else [one for one in by_state if one["state"] in CHOSEN][:1]


def _span_lines(span: Entry, rows: Sequence[Entry], files: Files) -> Iterator[list[str | int | None]]:
    """The value with the first of its rows, and each other row below it."""
    value = (
        (brief if files.is_numbered else text)(span["value"])
        if span["state"] == "listed"
        else f"({span['state'].replace('_', ' ')})"
    )
    head = [span["column"], value, span["first_edition"], span["last_edition"]]
    yield [*head, *(_place(rows[0], files) if rows else NOWHERE)]
    for one in rows[1:]:
        yield ["", f"  {text(one['value'])}", "", "", *_place(one, files)]


def _place(one: Entry, files: Files) -> list[str | int | None]:
    return [one["state"], one["policy"], files.name(one), one["sheet"] or "", one["row"]]


def _tell_events(events: Sequence[Entry], grain: str, column: str | None) -> None:
    """What happened; where one column is asked for, of other columns only what is more than another value."""
    names = ["edition", "since", "event", *(["household_id"] if grain == "person" else []), "field", "old", "new", "happened_on"]
    mine = [event for event in events if column in (None, event["field"]) or event["event"] != FIELD_CHANGED]
    if mine:
        table("what happened from edition to edition", names, [[text(event[name]) for name in names] for event in mine])

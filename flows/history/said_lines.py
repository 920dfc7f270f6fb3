"""The lines of what the logs said: what several rows of a file say alike on one, names and numbers only as given or changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from flows.history.cells import Entry, Files, moment, text

HEADS = ("column", "value", "true from", "until", "learned", "file", "sheet", "rows", "")
CAME = {"late": "late", "correction": "corrected", "said_again": "said again"}
AWAY = {"absent": "(not in the list)", "other": "(somebody else)"}
ROWS_SHOWN = 8
"""Rows that are named on a line; `--json` has them all."""


def worth_telling(entries: Sequence[Entry]) -> list[Entry]:
    """Among all columns those that a key ever filled; and that it was away."""
    filled = {(one["column"], one["key"]) for one in entries if one["value"] is not None or one["is_withheld"]}
    return [one for one in entries if one["state"] != "said" or (one["column"], one["key"]) in filled]


def lines(entries: Sequence[Entry], files: Files, zone: ZoneInfo) -> list[list[str]]:
    """Cells under HEADS. That a key was away is told once, not a column each time."""
    found: dict[tuple[str, ...], list[str]] = {}
    told: set[tuple[Any, ...]] = set()
    for entry, value in zip(entries, _values(entries), strict=True):
        row, away = entry["rows"][0], (entry["key"], entry["true_from"], entry["learned_at"])
        if entry["state"] != "said" and away in told:
            continue
        told |= {away} if entry["state"] != "said" else set()
        cells = (
            entry["column"] if entry["state"] == "said" else "",
            value,
            text(entry["true_from"]),
            _until(entry),
            moment(entry["learned_at"], zone),
            files.name(row),
            text(row["sheet"]),
            "; ".join(_notes(entry, entries, zone)),
        )
        found.setdefault(cells, []).append(text(row["row"]))
    return [[*cells[:-1], _numbers(rows), cells[-1]] for cells, rows in found.items()]


def _until(entry: Entry) -> str:
    """The end; in brackets as it was believed of what counts no more."""
    end = text(entry["true_until"])
    return f"({end or 'open'})" if entry["superseded_at"] else end


def _numbers(rows: Sequence[str]) -> str:
    named = [row for row in rows if row]
    return ", ".join(named[:ROWS_SHOWN]) + (f" and {len(named) - ROWS_SHOWN} more" if len(named) > ROWS_SHOWN else "")


def _values(entries: Iterable[Entry]) -> Iterator[str]:
    """What stands for each value; of a pseudonym or a withheld text only whether it is another one."""
    before: dict[tuple[str, str], list[Any]] = {}
    for entry in entries:
        if entry["state"] != "said":
            yield AWAY[entry["state"]]
        elif entry["value"] is None and not entry["is_withheld"]:
            yield "(blank)"
        elif not (entry["is_pseudonym"] or entry["is_withheld"]):
            yield text(entry["value"])
        else:
            known = before.setdefault((entry["column"], entry["key"]), [])
            yield "given" if not known else "as before" if entry["is_pseudonym"] and entry["value"] in known else "changed"
            known.append(entry["value"])


def _notes(entry: Entry, entries: Sequence[Entry], zone: ZoneInfo) -> Iterator[str]:
    """How the row came, and every end or beginning that was believed and is no more."""
    if came := CAME.get(entry["rows"][0]["came"]):
        yield came
    for place, (end, following) in enumerate(pairwise(entry["ends"])):
        # That nothing says otherwise at first is how every value begins.
        if place or end["true_until"]:
            held = f"{moment(end['known_from'], zone)} to {moment(following['known_from'], zone)}"
            yield f"until {end['true_until'] or 'now'} as known {held}"
    if entry["superseded_at"]:
        earlier = next((one["true_from"] for one in entries if _takes_in(one, entry)), None)
        yield f"superseded {moment(entry['superseded_at'], zone)}" + (f": so from {earlier} on" if earlier else "")
    if entry["mentioned_as"]:
        yield f"as {', '.join(entry['mentioned_as'])}"


def _takes_in(other: Mapping[str, Any], entry: Entry) -> bool:
    """Whether what superseded a statement says the same from an earlier day on."""
    same = all(other[name] == entry[name] for name in ("column", "key", "state", "value"))
    return same and other["learned_at"] == entry["superseded_at"] and bool(other["true_from"] < entry["true_from"])

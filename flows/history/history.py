"""`hearth explain person|household ID [COLUMN] --history`: what the logs said, what the editions said, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import polars as pl

from config.policies import load_policies
from config.tables import load_tables
from flows.answer import Answer
from flows.errors import Misuse
from flows.evidence import BILLS_REST_ON, SENTENCES, rows_behind
from flows.evidence import COLUMNS as WITH_ROWS
from flows.explain import fields_of
from flows.history.behind import Columns, columns_behind, is_of_members
from flows.history.editions import Row, rows_of
from flows.history.finding import finding_history
from flows.history.logs import Whom, spoken
from flows.history.refused import refused
from flows.history.said import said
from flows.history.spans import spans
from flows.history.telling import tell
from flows.history.whom import Subject, events, household, person
from flows.lake import keys, ledger, published
from flows.site import Site, open_site
from flows.terminal import err

NOT_TOLD = ("edition",)
"""Columns whose history is nobody's."""


def history(grain: str, subject: str, column: str, edition: str, since: date | None, *, quiet: bool = True) -> Answer:
    """Every value that a column of a person or household ever had, or all of them; of a finding its life.

    `edition` says who counts as whom; the newest one if empty. `since` leaves out what had ended before. Misuse where neither a log nor an
    edition knows anybody of that id.
    """
    if grain not in ("household", "person", "finding"):
        raise Misuse(f"hearth explain {grain}: explain a household, a person or a finding")
    with err.status("reading logs and editions") if not quiet else nullcontext():
        site = open_site()
        shown = published.shown(site.lake)
        editions = [name for name in shown if since is None or name[:10] >= since.isoformat()]
        if grain == "finding":
            return finding_history(site, subject, column, editions)
        document = _document(site, grain, subject, column, edition or (shown or [""])[-1], editions, since)
    return Answer(document, lambda: tell(document, site))


def _document(
    site: Site, grain: str, subject: str, column: str, edition: str, editions: Sequence[str], since: date | None
) -> dict[str, Any]:
    behind = columns_behind(grain, column, site.contracts) if column else None
    found = (person if grain == "person" else household)(site, edition, subject, editions)
    rows = spoken(site, _whom(found, subject, column), None if behind is None else _feeds(behind, column))
    if not rows and not any(found.rows.values()):
        raise Misuse(f"nothing is known of {grain} {subject}: no change log and no edition speaks of it")
    return {
        "grain": grain,
        "subject": subject,
        "ids": list(found.ids),
        "column": column or None,
        "since": since,
        "said": said(site, rows, behind, since),
        "refused": refused(site, {feed: rows[feed] for feed in rows if feed in behind}, since) if behind else None,
        "published": _published(site, found, column, rows),
        "events": events(site, found, editions),
    }


def _whom(found: Subject, asked: str, column: str) -> Whom:
    """Whose rows are looked for: of a household those of its number, and of a column that is made of its members theirs."""
    if found.grain == "person":
        return Whom(persons=frozenset(found.ids))
    homes = {row["household_no"] for rows in found.rows.values() for row in rows if row["household_no"]}
    members = {one for edition in found.rows for one in found.people(edition)}
    return Whom(frozenset(members if column and is_of_members(column) else ()), frozenset(homes or {asked}))


def _feeds(behind: Columns, column: str) -> set[str]:
    """The feeds that are read: those that tell of the column, and those out of which the rows behind it are taken."""
    return {*behind, *(BILLS_REST_ON if column in WITH_ROWS else ())}


def _published(site: Site, found: Subject, column: str, rows: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """What the editions said, in spans, with the rows behind each.

    Of one column every edition's rows are looked at, and another row begins another span; of a column that is counted there are also the
    rows that were counted at first. Of all columns spans are of values, each with the rows of its first edition.
    """
    table, own = load_tables()[found.grain].by_name, f"{found.grain}_id"
    columns = [name for name in ([column] if column else table) if name in table and name not in (own, *NOT_TOLD)]
    if column:
        fields = _fields(site, found, list(found.rows), columns)
        told = spans(own, found.rows, columns, lambda edition, row, name: _behind(found, fields[edition], row, name))
    else:
        told = spans(own, found.rows, columns, lambda *_: ())
        fields = _fields(site, found, list(dict.fromkeys(span["first_edition"] for span in told)), columns)
    logs = {feed: frame.lazy() for feed, frame in rows.items()}
    files, sentences = _files(site), {**load_policies().sentences, **SENTENCES}
    for span in told:
        behind = span["evidence"] if column else _at_first(found, span, fields)
        counted = _counted(site, found, span, logs) if column in WITH_ROWS else []
        span["evidence"] = [_with_file(one, files, sentences) for one in (*behind, *counted)]
    return told


def _fields(site: Site, found: Subject, editions: Sequence[str], columns: Sequence[str]) -> dict[str, list[Row]]:
    """Edition -> the rows of `person_field` of its people that are behind one of the columns."""
    people = sorted({one for edition in editions for one in found.people(edition)})
    wanted = {field for column in columns for field in fields_of(column)}
    match = pl.col("person_id").is_in(people) & pl.col("field").is_in(sorted(wanted))
    return rows_of(site, "person_field", editions, match, ("person_id", "field", "state", "feed", "row"))


def _behind(found: Subject, fields: Sequence[Row], row: Row, column: str) -> list[Row]:
    """The rows of fields behind one column of one row of a table."""
    people, wanted = found.people_of(row), fields_of(column)
    return [one for one in fields if one["person_id"] in people and one["field"] in wanted]


def _at_first(found: Subject, span: Mapping[str, Any], fields: Mapping[str, Sequence[Row]]) -> list[Row]:
    """As `_behind`, in the first edition of a span."""
    row = found.row(span["first_edition"], span[f"{found.grain}_id"])
    return [] if row is None else _behind(found, fields[span["first_edition"]], row, span["column"])


def _counted(site: Site, found: Subject, span: Mapping[str, Any], logs: Mapping[str, pl.LazyFrame]) -> list[Row]:
    """The rows that a counted value was counted from in the first edition of a span."""
    edition = span["first_edition"]
    row = found.row(edition, span[f"{found.grain}_id"])
    if row is None:
        return []
    return [*rows_behind(site, edition, found.people_of(row), str(row["household_id"]), span["column"], logs)]


def _files(site: Site) -> dict[str, str]:
    return {drop.drop_id: keys.told(drop.key) for drop in ledger.read_drops(site.lake)}


def _with_file(row: Row, files: Mapping[str, str], sentences: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "file": files.get(row["drop_id"], ""), "policy_text": sentences.get(row["policy"], "")}
